/** Rows of files, cut by the real sink: by one process, or by several that share a directory. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { inspectInput } from '../../../src/engine/inspect.ts';
import { SharedSpill } from '../../../src/engine/io/spill-file.ts';
import { ScanRunner } from '../../../src/engine/scan-runner.ts';
import { planPartitions } from '../../../src/plan/partitions.ts';
import type { RowFormat } from '../../../src/protocol/result.ts';
import type { BucketPart, BucketsState, CutRule, InspectedFile, ScanStage } from '../../../src/protocol/stage.ts';
import { taskSpec } from '../../../src/run/task-spec.ts';
import { USUAL_DIALECT } from '../usual-dialect.ts';
import { ENVIRONMENT } from './planned-stage.ts';

interface Cutting {
  readonly by: CutRule;
  readonly format: RowFormat;
  readonly columns: readonly string[];
  readonly chunkBytes?: number;
  readonly sortBytes?: number;
  /** Where several processes share what they cut; without it one keeps it to itself. */
  readonly sharedDirectory?: string;
  readonly runners?: number;
}

/** A part, with the text of each bucket. */
export interface CutPart extends BucketPart {
  readonly texts: readonly Buffer[];
}

/** The parts of all partitions, in their order; or the failure of the first that fails. */
export function cutRows(paths: readonly string[], cutting: Cutting): readonly CutPart[] | string {
  const files = paths.map((path) => {
    const { size, mtimeMs } = statSync(path);
    return inspectInput({ path, name: basename(path), size, mtimeMs }, USUAL_DIALECT).file;
  });
  return cutFiles(files, cutting);
}

export function cutFiles(files: readonly InspectedFile[], cutting: Cutting): readonly CutPart[] | string {
  const { chunkBytes, sharedDirectory, runners: count = 1 } = cutting;
  const stage = { ...stageOf(cutting), files };
  const options = sharedDirectory === undefined ? {} : { sharedDirectory };
  const runners = Array.from({ length: count }, () => new ScanRunner(stage, options));
  const failure = runAll(runners, planPartitions(files, { jobs: 1, chunkBytes }));
  const [first, ...others] = runners as [ScanRunner, ...ScanRunner[]];
  for (const other of others) first.merge(other.collect('', { shareCount: 1 }));
  const parts = first.collectBuckets().flatMap(readParts);
  for (const runner of runners) runner.dispose();
  return failure ?? parts.toSorted((a, b) => a.partition - b.partition);
}

function stageOf({ by, format, columns, sortBytes }: Cutting): ScanStage {
  const { memory } = ENVIRONMENT;
  return {
    kind: 'scan',
    files: [],
    dialect: USUAL_DIALECT,
    columns: columns.map((text) => ({ steps: [text], text })),
    nullValues: [],
    steps: [],
    operator: { kind: 'cut-rows', by, rows: { kind: 'write-rows', columns: [...columns.keys()], format } },
    environment: { ...ENVIRONMENT, memory: { ...memory, sortBytes: sortBytes ?? memory.sortBytes } },
  };
}

/** Partitions are dealt in turns. */
function runAll(runners: readonly ScanRunner[], partitions: ReturnType<typeof planPartitions>): string | undefined {
  let endBefore: number | undefined;
  for (let index = 0; index < partitions.count; index++) {
    const isCertain = partitions.startIsCertain(index);
    const spec = taskSpec(partitions.at(index), isCertain, isCertain ? undefined : endBefore);
    const result = (runners[index % runners.length] as ScanRunner).run(spec);
    if (result.kind === 'failed') return `${result.error.code}: ${result.error.message}`;
    endBefore = result.spans.at(-1)?.endByte;
  }
  return undefined;
}

function readParts({ path, parts }: BucketsState): readonly CutPart[] {
  const spill = new SharedSpill(path);
  const read = parts.map((part) => ({
    ...part,
    texts: part.ends.map((end, b) => bytesOf(spill, startOf(part, b), end)),
  }));
  spill.close();
  return read;
}

function startOf({ startByte, ends }: BucketPart, bucket: number): number {
  return ends[bucket - 1] ?? startByte;
}

function bytesOf(spill: SharedSpill, from: number, end: number): Buffer {
  const bytes = Buffer.alloc(end - from);
  spill.read(bytes, from);
  return bytes;
}

/** All rows of a bucket, in their order. */
export function textOfBucket(parts: readonly CutPart[], bucket: number): string {
  return parts.map(({ texts }) => texts[bucket]?.toString() ?? '').join('');
}
