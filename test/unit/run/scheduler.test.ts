import { expect, test } from 'vitest';
import type { PartitionList } from '../../../src/protocol/partitions.ts';
import type { TaskResult } from '../../../src/protocol/stage.ts';
import type { Instruction, SchedulerEvent } from '../../../src/run/scheduler/events.ts';
import { Scheduler } from '../../../src/run/scheduler/scheduler.ts';
import { failure, success } from '../../helpers/run/simulation.ts';

const options = { workerCount: 2, retries: 2, tasksInFlight: 2 };
const killed = 'was killed by SIGKILL';

/** Ten bytes each, in one file. */
function oneFile(count: number): PartitionList {
  return {
    count,
    at: (index) => ({ index, spans: [{ file: 0, startByte: index * 10, stopByte: index * 10 + 10 }] }),
    startIsCertain: (index) => index === 0,
  };
}

/** In short: 'start 1 partition 5 at 50?' (with a question mark where the start is to be guessed). */
function brief(instruction: Instruction): string {
  if (instruction.kind === 'Abort' || instruction.kind === 'Complete') return instruction.kind;
  if (instruction.kind !== 'StartTask') return `${instruction.kind} ${instruction.worker}`;
  const { index, spans, startIsCertain } = instruction.task;
  return `worker ${instruction.worker}: ${index} from ${spans[0]?.startByte}${startIsCertain ? '' : '?'}`;
}

class Script {
  readonly scheduler: Scheduler;

  constructor(partitions: PartitionList, more: Partial<typeof options> = {}) {
    this.scheduler = new Scheduler(partitions, { ...options, ...more });
  }

  start(): string[] {
    return this.#after(this.scheduler.start());
  }

  finished(worker: number, result: TaskResult): string[] {
    return this.tell({ kind: 'TaskFinished', worker, result });
  }

  died(worker: number): string[] {
    return this.tell({ kind: 'WorkerDied', worker, cause: killed });
  }

  collected(worker: number): string[] {
    return this.tell({ kind: 'StateCollected', worker });
  }

  tell(event: SchedulerEvent): string[] {
    return this.#after(this.scheduler.handle(event));
  }

  #after(instructions: readonly Instruction[]): string[] {
    this.scheduler.validate();
    return instructions.map(brief);
  }
}

test('deals lowest first, one task each and a second one while there is plenty', () => {
  const script = new Script(oneFile(6));
  expect(script.start()).toEqual([
    'worker 0: 0 from 0',
    'worker 1: 1 from 10?',
    'worker 0: 2 from 20?',
    'worker 1: 3 from 30?',
  ]);
  expect(script.finished(0, success(0, 0, 10))).toEqual([]);
  expect(script.finished(0, success(2, 20, 30))).toEqual(['worker 0: 4 from 40?']);
});

test('collects when all is proved, and completes when all is collected', () => {
  const script = new Script(oneFile(2));
  script.start();
  expect(script.finished(1, success(1, 12, 20))).toEqual([]);
  expect(script.finished(0, success(0, 0, 12))).toEqual(['CollectState 0', 'CollectState 1']);
  expect(script.collected(1)).toEqual([]);
  expect(script.collected(0)).toEqual(['Complete']);
});

test('nothing to do is complete at once', () => {
  expect(new Script(oneFile(0)).start()).toEqual(['Complete']);
});

test('a wrong guess costs its worker the state, and is run again from the proved start', () => {
  const script = new Script(oneFile(3), { workerCount: 3 });
  script.start();
  script.finished(1, success(1, 11, 20));
  expect(script.finished(0, success(0, 0, 12))).toEqual(['DiscardState 1', 'worker 0: 1 from 12']);
  expect(script.scheduler.counters.seamsRerun).toBe(1);
});

test('answers from before a discard mean nothing', () => {
  const script = new Script(oneFile(6));
  script.start();
  script.finished(1, success(1, 11, 20));
  expect(script.finished(0, success(0, 0, 12))).toEqual([
    'DiscardState 1',
    'worker 0: 1 from 12',
    'worker 1: 3 from 30?',
  ]);
  script.finished(1, success(3, 31, 40));
  expect(script.scheduler.records.map((record) => record.partition)).toEqual([0]);
});

test('guesses nothing more after three wrong guesses', () => {
  const script = new Script(oneFile(9), { workerCount: 4, tasksInFlight: 1 });
  script.start();
  for (const worker of [1, 2, 3]) script.finished(worker, success(worker, worker * 10 + 5, worker * 10 + 10));
  expect(script.finished(0, success(0, 0, 12))).toEqual(['DiscardState 1', 'worker 0: 1 from 12']);
  expect(script.finished(0, success(1, 12, 22))).toEqual(['DiscardState 2', 'worker 0: 2 from 22']);
  expect(script.finished(0, success(2, 22, 32))).toEqual(['DiscardState 3', 'worker 0: 3 from 32']);
  expect(script.finished(1, success(4, 40, 50))).toEqual([]);
  expect(script.finished(0, success(3, 32, 42))).toEqual(['worker 0: 4 from 42']);
});

test('a worker that dies is replaced, and all that it held or ran is done again, with what is known of the starts', () => {
  const script = new Script(oneFile(6));
  script.start();
  script.finished(0, success(0, 0, 11));
  expect(script.died(0)).toEqual(['SpawnWorker 2', 'worker 2: 0 from 0', 'worker 2: 2 from 20?']);
  expect(script.scheduler.counters).toEqual({ seamsRerun: 0, tasksRetried: 2, workersDied: 1 });
  script.finished(1, success(1, 11, 20));
  expect(script.died(2)).toEqual(['SpawnWorker 3', 'worker 3: 0 from 0', 'worker 1: 2 from 20']);
});

test('a worker that dies with its state uncollected brings its partitions back to those who are free', () => {
  const script = new Script(oneFile(2));
  script.start();
  script.finished(0, success(0, 0, 10));
  script.finished(1, success(1, 10, 20));
  expect(script.collected(0)).toEqual([]);
  expect(script.died(1)).toEqual(['DiscardState 0', 'worker 0: 1 from 10']);
  expect(script.finished(0, success(1, 10, 20))).toEqual(['CollectState 0']);
  expect(script.collected(0)).toEqual(['Complete']);
});

test('a partition whose workers die is given up after its retries, with its history', () => {
  const script = new Script(oneFile(2), { workerCount: 1, retries: 1 });
  script.start();
  script.died(0);
  const [abort] = script.scheduler.handle({ kind: 'WorkerDied', worker: 1, cause: 'exited with status 1' });
  expect(abort).toMatchObject({
    kind: 'Abort',
    failure: {
      kind: 'worker-died',
      partition: { index: 0 },
      cause: 'exited with status 1',
      history: ['worker 0 was killed by SIGKILL', 'given to worker 1', 'worker 1 exited with status 1'],
    },
  });
  expect(script.died(1)).toEqual([]);
});

test('only the task that a worker was at is to blame for its death', () => {
  const script = new Script(oneFile(6), { workerCount: 1, retries: 0, tasksInFlight: 1 });
  script.start();
  script.finished(0, success(0, 0, 10));
  const [abort] = script.scheduler.handle({ kind: 'WorkerDied', worker: 0, cause: killed });
  expect(abort).toMatchObject({ kind: 'Abort', failure: { partition: { index: 1 } } });
});

test('workers that always die when they are to hand over their state are given up', () => {
  const script = new Script(oneFile(1), { workerCount: 1, retries: 1 });
  script.start();
  expect(script.finished(0, success(0, 0, 10))).toEqual(['CollectState 0']);
  expect(script.died(0)).toEqual(['SpawnWorker 1', 'worker 1: 0 from 0']);
  script.finished(1, success(0, 0, 10));
  expect(script.died(1)).toEqual(['Abort']);
});

test('bad data waits until all below is proved; nothing above it is dealt meanwhile', () => {
  const script = new Script(oneFile(9));
  script.start();
  expect(script.finished(1, failure(1, 10))).toEqual([]);
  expect(script.finished(1, failure(3, 30))).toEqual([]);
  const [abort] = script.scheduler.handle({ kind: 'TaskFinished', worker: 0, result: success(0, 0, 10) });
  expect(abort).toMatchObject({ kind: 'Abort', failure: { kind: 'data-error', error: { message: 'in partition 1' } } });
});

test('bad data that was read from a wrong guess is no bad data', () => {
  const script = new Script(oneFile(2));
  script.start();
  script.finished(1, failure(1, 10));
  expect(script.finished(0, success(0, 0, 12))).toEqual(['DiscardState 1', 'worker 0: 1 from 12']);
  expect(script.finished(0, success(1, 12, 20))).toEqual(['CollectState 0']);
});

test('a million partitions are dealt, proved, and collected in a second or so', () => {
  const scheduler = new Scheduler(oneFile(1_000_000), options);
  const startMs = performance.now();
  const queue = [...scheduler.start()];
  for (let instruction = queue.shift(); instruction?.kind !== 'Complete'; instruction = queue.shift()) {
    if (instruction?.kind === 'CollectState') {
      queue.push(...scheduler.handle({ kind: 'StateCollected', worker: instruction.worker }));
    }
    if (instruction?.kind !== 'StartTask') continue;
    const { index } = instruction.task;
    const result = success(index, index * 10, index * 10 + 10);
    queue.push(...scheduler.handle({ kind: 'TaskFinished', worker: instruction.worker, result }));
  }
  expect(scheduler.records.length).toBe(1_000_000);
  expect(performance.now() - startMs).toBeLessThan(10_000);
}, 30_000);
