/** The pool over links to real runners in this process: the same scheduler and messages, deaths at every message. */
import { afterAll, describe, expect, test } from 'vitest';
import type { ProgressListener } from '../../../src/protocol/runner.ts';
import { LocalLink } from '../../../src/run/processes/local-link.ts';
import { type Cutting, WorkerPool } from '../../../src/run/processes/pool.ts';
import type { WorkerLink } from '../../../src/run/processes/worker-link.ts';
import { Scheduler } from '../../../src/run/scheduler/scheduler.ts';
import { LineCountRunner, linesCut } from '../../helpers/run/line-count-runner.ts';
import { countInline, writeLines } from '../../helpers/run/line-input.ts';
import { LoopbackLink } from '../../helpers/run/loopback-link.ts';

const NO_CUTTING = { stageNumber: 1, cutting: undefined, receiver: undefined };

const text = 'plain\n"quoted\n\nnewlines"\nx\n'.repeat(20);
const input = writeLines([text, 'one more\n', text], 25);
afterAll(() => input.remove());

/** States are cut, or one worker makes the answer. */
const CUTTING: Cutting = { fromBytes: 0, shareCount: 4, answer: { outputs: [], format: { kind: 'cells' } } };

interface CountOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
  readonly cutting?: Cutting;
  readonly of?: typeof input;
}

async function countWith(
  links: WorkerLink[],
  runner = new LineCountRunner(input.stage),
  { signal, onProgress, cutting, of = input }: CountOptions = {},
) {
  const { stage, partitions, tmpDirectory: scratchDirectory } = of;
  const scheduler = new Scheduler(partitions, { workerCount: links.length, retries: 2, tasksInFlight: 2 });
  const spawn = () => new LoopbackLink();
  const now = () => performance.now();
  const given = { scheduler, stage, scratchDirectory, runner, links, spawn, now, onProgress };
  const options = { ...NO_CUTTING, ...given, cutting };
  const pool = new WorkerPool(options);
  const failure = await pool.run(signal);
  if (runner.isAnswered) expect(pool.left).toEqual([]);
  return { failure, lines: [...runner.lines, ...linesCut(pool.left)].sort(), scheduler, pool };
}

test.each([1, 2, 3, 7])('%i workers count what one process counts', async (workerCount) => {
  const { failure, lines, scheduler, pool } = await countWith(
    Array.from({ length: workerCount }, () => new LoopbackLink()),
  );
  expect(failure).toBeUndefined();
  expect(lines).toEqual(await countInline(input));
  expect(scheduler.counters.seamsRerun).toBeGreaterThan(0);
  expect(pool.recorder.records.length).toBe(workerCount);
  expect(pool.provedMs).toBeDefined();
});

test.each(Array.from({ length: 40 }, (_, index) => index))(
  'a worker that dies at message %i changes nothing',
  async (at) => {
    const { lines } = await countWith([new LoopbackLink(), new LoopbackLink(at), new LoopbackLink(at + 3)]);
    expect(lines).toEqual(await countInline(input));
  },
);

describe('the coordinator as one more worker', () => {
  test.each([0, 1, 2])('beside %i others counts the same', async (others) => {
    const runner = new LineCountRunner(input.stage);
    const links = [...Array.from({ length: others }, () => new LoopbackLink()), new LocalLink(runner)];
    expect((await countWith(links, runner)).lines).toEqual(await countInline(input));
  });

  test.each(Array.from({ length: 30 }, (_, index) => index))(
    'loses nothing when another dies at message %i',
    async (at) => {
      const runner = new LineCountRunner(input.stage);
      const links = [new LocalLink(runner), new LoopbackLink(), new LoopbackLink(at)];
      expect((await countWith(links, runner)).lines).toEqual(await countInline(input));
    },
  );
});

describe('an answer is made by who has all groups, and by nobody else', () => {
  const count = (links: WorkerLink[], runner?: LineCountRunner) => countWith(links, runner, { cutting: CUTTING });

  test.each(Array.from({ length: 60 }, (_, index) => index))('when one dies at message %i', async (at) => {
    const expected = await countInline(input);
    expect((await count([new LoopbackLink(at)])).lines).toEqual(expected);
    expect((await count([new LoopbackLink(), new LoopbackLink(at)])).lines).toEqual(expected);
    expect((await count([new LoopbackLink(at), new LoopbackLink(at + 1)])).lines).toEqual(expected);
    const runner = new LineCountRunner(input.stage);
    expect((await count([new LoopbackLink(at), new LocalLink(runner)], runner)).lines).toEqual(expected);
  });

  /** Its one partition then goes to the other, which has given its state already, and nobody comes in its place. */
  test.each([0, 1, 2, 3])('when one of two that have one partition each dies at message %i', async (at) => {
    const two = writeLines(['x\n'.repeat(10)], 10);
    expect(two.partitions.count).toBe(2);
    const runner = new LineCountRunner(two.stage);
    const { lines } = await countWith([new LoopbackLink(), new LoopbackLink(at)], runner, {
      cutting: CUTTING,
      of: two,
    });
    expect(lines).toEqual(await countInline(two));
    two.remove();
  });

  test('one worker is asked for it', async () => {
    const link = new LoopbackLink();
    const asked: unknown[] = [];
    const send = link.send.bind(link);
    link.send = (message) => {
      if (message.type === 'collect') asked.push(message);
      send(message);
    };
    await count([link]);
    expect(asked).toEqual([{ type: 'collect', ...CUTTING, fromBytes: undefined }]);
  });
});

test('hears how much others have read, and nothing of what this process does itself', async () => {
  let told = 0;
  const onProgress = (_: number, lines: number): void => {
    told += lines;
  };
  await countWith([new LoopbackLink()], undefined, { onProgress });
  // More than there is: partitions whose start was guessed wrong are read again.
  expect(told).toBeGreaterThan((await countInline(input)).length);
  const runner = new LineCountRunner(input.stage);
  await countWith([new LocalLink(runner)], runner, { onProgress: () => expect.unreachable() });
});

test('an interrupted run is rejected with the reason', async () => {
  const abort = new AbortController();
  setImmediate(() => abort.abort(new Error('interrupted')));
  const runner = new LineCountRunner(input.stage);
  await expect(countWith([new LoopbackLink()], runner, { signal: abort.signal })).rejects.toThrow('interrupted');
});

test('a bug in the coordinator is not retried', async () => {
  const broken = writeLines(['throw\n'], 10);
  const runner = new LineCountRunner(broken.stage);
  const scheduler = new Scheduler(broken.partitions, { workerCount: 1, retries: 2, tasksInFlight: 2 });
  const options = { ...NO_CUTTING, scheduler, stage: broken.stage, runner, scratchDirectory: '', now: () => 0 };
  const pool = new WorkerPool({ ...options, links: [new LocalLink(runner)], spawn: () => new LoopbackLink() });
  await expect(pool.run(undefined)).rejects.toThrow('a bug in the runner');
  broken.remove();
});
