/** The scheduler's invariants. Tests check them after every event; they are too slow for every event of a real run. */
import type { PartitionTable } from './partition-table.ts';
import type { SchedulerOptions, WorkerState } from './worker-state.ts';

type Partition = ReturnType<PartitionTable['inspect']>;

export function validate(
  table: PartitionTable,
  workers: readonly WorkerState[],
  options: SchedulerOptions,
  isOver: boolean,
): void {
  const partitions = Array.from({ length: table.count }, (_, index) => table.inspect(index));
  partitions.forEach(validatePartition);
  for (const worker of workers) validateWorker(worker, partitions, options);
  validateWhole(table, partitions, workers, options, isOver);
}

function validatePartition(partition: Partition, index: number): void {
  const { phase, owner, queued, answers } = partition;
  const isDone = phase === 'proved' || phase === 'delivering' || phase === 'collected';
  const half = partition.startIsKnown ? 'certain' : 'guessed';
  assert(queued === (phase === 'ready' ? half : undefined), `partition ${index} is ${phase} and waits in ${queued}`);
  assert(owner < 0 === (phase === 'ready' || phase === 'collected'), `partition ${index} is ${phase}, with ${owner}`);
  assert(
    answers === (isDone || phase === 'answered' ? 1 : 0),
    `partition ${index} is ${phase}, has ${answers} answers`,
  );
  assert(!isDone || (partition.startIsKnown && partition.endIsKnown), `partition ${index} is ${phase} without proof`);
  assert(!partition.belowFrontier || partition.endIsKnown, `partition ${index} below the frontier has no end`);
}

function validateWorker(worker: WorkerState, partitions: readonly Partition[], options: SchedulerOptions): void {
  const { id, inFlight, staleCount, phase } = worker;
  const mine = partitions.filter((partition) => partition.owner === id);
  const running = partitions.flatMap(({ phase, owner }, index) => (phase === 'running' && owner === id ? [index] : []));
  assert(inFlight.length <= options.tasksInFlight, `worker ${id} has ${inFlight.length} tasks in flight`);
  assert(staleCount <= inFlight.length, `worker ${id} has ${staleCount} stale tasks of ${inFlight.length}`);
  assert(
    String([...inFlight.slice(staleCount)].sort(byNumber)) === String(running),
    `worker ${id} runs what it has not`,
  );
  assert(phase !== 'starting' || mine.length === 0, `worker ${id} has work before it is ready`);
  assert(phase !== 'collecting' || mine.every((one) => one.phase === 'proved'), `worker ${id} collects unproved state`);
  assert(phase !== 'collected' || mine.length === 0, `worker ${id} holds state beside what it handed over`);
}

function validateWhole(
  table: PartitionTable,
  partitions: readonly Partition[],
  workers: readonly WorkerState[],
  options: SchedulerOptions,
  isOver: boolean,
): void {
  const ids = new Set(workers.map(({ id }) => id));
  const isDelivering = partitions.some(({ phase }) => phase === 'delivering');
  const isBusy = isDelivering || workers.some(({ inFlight, phase }) => inFlight.length > 0 || phase === 'collecting');
  const isProved = partitions.every(({ phase }) => ['proved', 'delivering', 'collected'].includes(phase));
  assert(workers.length <= options.workerCount, 'too many workers');
  assert(
    partitions.every(({ owner }) => owner < 0 || ids.has(owner)),
    'a partition is with a dead worker',
  );
  assert(table.allProved === isProved, 'the count of proved partitions is wrong');
  assert(
    table.allCollected === partitions.every(({ phase }) => phase === 'collected'),
    'the count of collected is wrong',
  );
  assert(isOver || isBusy, 'nobody has anything to do and the run is not over');
}

function byNumber(left: number, right: number): number {
  return left - right;
}

function assert(condition: boolean, what: string): void {
  if (!condition) throw new Error(`scheduler: ${what}`);
}
