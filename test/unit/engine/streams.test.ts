/** Pipes are read once and in order: the same answers as from a file, whatever the sizes in which the bytes come. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { inspectInput } from '../../../src/engine/inspect.ts';
import { ScanRunner } from '../../../src/engine/scan-runner.ts';
import { parseAggregateList } from '../../../src/plan/parse/aggregate-list.ts';
import { parseColumnList } from '../../../src/plan/parse/column-path.ts';
import { planPartitions } from '../../../src/plan/partitions.ts';
import { executeInline } from '../../../src/run/inline/inline-executor.ts';
import { answerOf } from '../../helpers/engine/engines.ts';
import { plannedStage } from '../../helpers/engine/planned-stage.ts';
import { TemporaryFiles } from '../../helpers/engine/temporary-files.ts';
import { USUAL_DIALECT } from '../../helpers/usual-dialect.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const count = 30_000;
const rows = Array.from({ length: count }, (_, row) => ({ k: `key "${row % 7}"`, x: row / 4 }));
const csv = `k,x\r\n${rows.map(({ k, x }) => `"${k.replaceAll('"', '""')}",${x}\r\n`).join('')}`;
const FORMATS = {
  'a.csv': csv,
  'a.ndjson': rows.map((row) => JSON.stringify(row)).join('\n'),
  'a.json': JSON.stringify(rows, null, 1),
  'b.json': rows.map((row) => JSON.stringify(row, null, 1)).join(''),
  'c.csv': 'k,x\n',
  'd.json': '[]',
};

describe.skipIf(process.platform === 'win32')('a FIFO', () => {
  test.each(Object.keys(FORMATS) as (keyof typeof FORMATS)[])('of %s', async (name) => {
    const content = files.write(name, FORMATS[name]);
    for (const writer of [`cat ${content}`, `dd if=${content} bs=1000 status=none`]) {
      expect(await askFifo(name, writer)).toEqual(expectedFor(name));
    }
  });
});

function expectedFor(name: string): string[][] {
  if (FORMATS[name as keyof typeof FORMATS].length < 10) return [];
  return Array.from({ length: 7 }, (_, key) => {
    const mine = rows.filter((_row, at) => at % 7 === key);
    return [`key "${key}"`, String(mine.length), String(mine.reduce((sum, { x }) => sum + x, 0))];
  });
}

async function askFifo(name: string, writer: string): Promise<string[][]> {
  const path = join(files.directory, `fifo-${Math.random()}-${name}`);
  execFileSync('mkfifo', [path]);
  const child = spawn('sh', ['-c', `${writer} > ${path}`], { stdio: 'ignore' });
  const closed = once(child, 'close');
  const source = { path, name, size: undefined, mtimeMs: undefined };
  const { file } = inspectInput(source, USUAL_DIALECT);
  const input = { kind: 'scan', files: [file], dialect: USUAL_DIALECT, alignment: 'union', nullValues: [] } as const;
  const aggregates = parseAggregateList('count(*), sum(x)');
  const { stage, outputs } = plannedStage({ kind: 'aggregate', input, keys: parseColumnList('k'), aggregates });
  const runner = new ScanRunner(stage);
  const partitions = planPartitions([file], { jobs: 1 });
  const outcome = await executeInline({ stage, partitions, runner, now: () => performance.now() });
  child.kill(); // ended already, unless nobody reads on
  await closed;
  expect(outcome).toMatchObject({ kind: 'completed' });
  return answerOf(runner, outputs).map((row) => row.map(([, text]) => text));
}
