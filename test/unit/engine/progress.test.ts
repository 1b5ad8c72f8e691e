/** A runner tells what it has read while it reads, so that a task of any length shows its progress. */
import { afterAll, expect, test } from 'vitest';
import { ScanRunner } from '../../../src/engine/scan-runner.ts';
import { planPartitions } from '../../../src/plan/partitions.ts';
import { executeInline } from '../../../src/run/inline/inline-executor.ts';
import { planQuery } from '../../helpers/engine/query.ts';
import { TemporaryFiles } from '../../helpers/engine/temporary-files.ts';

const ROWS = 400_000;
const files = new TemporaryFiles();
afterAll(() => files.remove());

test.each([
  ['x.csv', `n\n${'1234\n'.repeat(ROWS)}`],
  ['x.ndjson', '{"n":1}\n'.repeat(ROWS)],
])('%s', async (name, content) => {
  const { stage } = planQuery([files.write(name, content)], { aggregates: 'sum(n)' });
  const told = { calls: 0, bytes: 0, records: 0 };
  const onProgress = (byteCount: number, records: number): void => {
    told.calls += 1;
    told.bytes += byteCount;
    told.records += records;
  };
  const runner = new ScanRunner(stage, { onProgress });
  const partitions = planPartitions(stage.files, { jobs: 1, partitions: 1 });
  await executeInline({ stage, partitions, runner, now: () => performance.now() });
  expect(told.records).toBe(ROWS);
  expect(told.calls).toBeGreaterThan(content.length / 2 ** 20);
  // But for the header.
  expect(told.bytes).toBeGreaterThanOrEqual(content.length - 2);
  expect(told.bytes).toBeLessThanOrEqual(content.length);
});
