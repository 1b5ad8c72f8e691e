/** A runner tells what it has read while it reads, so that a task of any length shows its progress. */
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { ScanRunner } from '../../../src/engine/scan-runner.ts';
import { planPartitions } from '../../../src/plan/partitions.ts';
import type { InputDialect } from '../../../src/protocol/stage.ts';
import { executeInline } from '../../../src/run/inline/inline-executor.ts';
import { planQuery } from '../../helpers/engine/query.ts';
import { TemporaryFiles } from '../../helpers/engine/temporary-files.ts';

const ROWS = 400_000;
const files = new TemporaryFiles();
afterAll(() => files.remove());

const csv = `n\n${'1234\n'.repeat(ROWS)}`;

test.each([
  ['x.csv', csv, {}],
  ['x.ndjson', '{"n":1}\n'.repeat(ROWS), {}],
  ['read by csv-parse.csv', csv, { comment: '#' }],
])('%s', async (name, content, dialect) => {
  const told = await toldOf(name, content, dialect);
  expect(told.records).toBe(ROWS);
  expect(told.calls).toBeGreaterThan(content.length / 2 ** 20);
  // But for the header.
  expect(told.bytes).toBeGreaterThanOrEqual(content.length - 2);
  expect(told.bytes).toBeLessThanOrEqual(content.length);
});

test.each([
  ['x.csv.gz', gzipSync(csv), {}],
  ['small.csv.gz', gzipSync('n\n1\n'.repeat(1)), {}],
  ['utf-16.csv', Buffer.from(`\ufeff${csv}`, 'utf16le'), {}],
  ['root.json', Buffer.from(`{"r":[${'{"n":1},'.repeat(20_000)}{"n":2}]}`), { root: { steps: ['r'], text: 'r' } }],
])('%s: the bytes are those of the file', async (name, content, dialect) => {
  const { bytes, calls } = await toldOf(name, content, dialect);
  expect(calls).toBeGreaterThan(0);
  expect(bytes).toBe(content.length);
});

async function toldOf(name: string, content: string | Buffer, dialect: Partial<InputDialect>) {
  const { stage } = planQuery([files.write(name, content)], { aggregates: 'sum(n)' }, dialect);
  const told = { calls: 0, bytes: 0, records: 0 };
  const onProgress = (byteCount: number, records: number): void => {
    told.calls += 1;
    told.bytes += byteCount;
    told.records += records;
  };
  const runner = new ScanRunner(stage, { onProgress });
  const partitions = planPartitions(stage.files, { jobs: 1, partitions: 1 });
  await executeInline({ stage, partitions, runner, now: () => performance.now() });
  return told;
}
