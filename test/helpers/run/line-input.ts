/** Files of lines in a directory of their own, and the request to count them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { PartitionList } from '../../../src/protocol/partitions.ts';
import type { Partition, ScanStage } from '../../../src/protocol/stage.ts';
import { executeInline } from '../../../src/run/inline/inline-executor.ts';
import { ENVIRONMENT } from '../engine/planned-stage.ts';
import { USUAL_DIALECT } from '../usual-dialect.ts';
import { LineCountRunner } from './line-count-runner.ts';

/** Of the child processes in these tests. */
export const workerPath = join(import.meta.dirname, 'line-count-worker.ts');

export interface LineInput {
  readonly stage: ScanStage;
  readonly partitions: PartitionList;
  /** Empty: for scratch files. */
  readonly tmpDirectory: string;
  readonly remove: () => void;
}

/** One file per text, cut every `partitionBytes`. */
export function writeLines(texts: readonly string[], partitionBytes: number): LineInput {
  const directory = mkdtempSync(join(tmpdir(), 'lines-'));
  const tmpDirectory = mkdtempSync(join(tmpdir(), 'scratch-'));
  const files = texts.map((text, index) => ({ path: join(directory, `${index}.txt`), size: text.length }));
  for (const [index, { path }] of files.entries()) writeFileSync(path, texts[index] ?? '');
  const remove = (): void => {
    for (const path of [directory, tmpDirectory]) rmSync(path, { recursive: true, force: true });
  };
  return { stage: stageOf(files), partitions: cut(texts, partitionBytes), tmpDirectory, remove };
}

export function stageOf(files: readonly { readonly path: string; readonly size: number }[]): ScanStage {
  const format = { kind: 'ndjson', dataStart: 0 } as const;
  return {
    kind: 'scan',
    files: files.map(({ path, size }) => ({ path, name: basename(path), size, mtimeMs: undefined, format })),
    dialect: USUAL_DIALECT,
    columns: [],
    nullValues: [],
    steps: [],
    environment: ENVIRONMENT,
    operator: { kind: 'partial-aggregate', keys: [], states: [] },
  };
}

/** What must come out: the lines that the inline executor counts. */
export async function countInline({ stage, partitions }: LineInput): Promise<readonly string[]> {
  const runner = new LineCountRunner(stage);
  const outcome = await executeInline({ stage, partitions, runner, now: () => performance.now() });
  if (outcome.kind === 'failed') throw new Error(outcome.error.message);
  return runner.lines.sort();
}

function cut(texts: readonly string[], partitionBytes: number): PartitionList {
  const partitions: Partition[] = [];
  for (const [file, text] of texts.entries()) {
    for (let startByte = 0; startByte < text.length; startByte += partitionBytes) {
      const stopByte = Math.min(startByte + partitionBytes, text.length);
      partitions.push({ index: partitions.length, spans: [{ file, startByte, stopByte }] });
    }
  }
  return {
    count: partitions.length,
    at: (index) => partitions[index] as Partition,
    startIsCertain: (index) => partitions[index]?.spans[0]?.startByte === 0,
  };
}
