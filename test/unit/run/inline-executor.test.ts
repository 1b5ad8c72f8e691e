import { expect, test } from 'vitest';
import { executeInline } from '../../../src/run/inline/inline-executor.ts';
import { LineCountRunner } from '../../helpers/run/line-count-runner.ts';
import { writeLines } from '../../helpers/run/line-input.ts';

const now = () => performance.now();

test('gives every partition its proved start, whatever lies at its first byte', async () => {
  const { stage, partitions, remove } = writeLines(['a\n"b\nb\nb"\nc\n', 'd\n"\n"\n'], 3);
  const runner = new LineCountRunner(stage);
  const outcome = await executeInline({ stage, partitions, runner, now });
  expect(outcome).toMatchObject({ kind: 'completed', metrics: { executor: 'inline', seamsRerun: 0 } });
  expect(outcome.metrics.tasks.map((task) => task.partition)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(runner.lines).toEqual(['0:0', '0:2', '0:10', '1:0', '1:2']);
  remove();
});

test('stops at the first bad record', async () => {
  const { stage, partitions, remove } = writeLines(['a\nbad\nbad\nthrow\n'], 3);
  const runner = new LineCountRunner(stage);
  const outcome = await executeInline({ stage, partitions, runner, now });
  expect(outcome).toMatchObject({ kind: 'failed', error: { byte: 2 } });
  remove();
});

test('notices a signal between two partitions', async () => {
  const { stage, partitions, remove } = writeLines(['sleep\n'.repeat(1_000)], 6);
  const abort = new AbortController();
  setTimeout(() => abort.abort(new Error('interrupted')), 10);
  const request = { stage, partitions, runner: new LineCountRunner(stage), now, signal: abort.signal };
  await expect(executeInline(request)).rejects.toThrow('interrupted');
  remove();
});
