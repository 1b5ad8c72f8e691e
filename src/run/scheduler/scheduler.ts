/**
 * Decides which worker runs which partition, and when the answer is whole: a state machine. Events in, instructions
 * out; no I/O, no clock, no promises.
 *
 * - Work is dealt lowest partition first, up to `tasksInFlight` a worker, so that the next task is there when one ends.
 * - Workers keep the state of their finished tasks until all partitions are proved; then it is collected, once.
 * - Or tasks write rows: these are delivered as soon as they and all before them are proved.
 * - A worker that dies takes its state along: all its partitions are ready again. Only the task that it was at is to
 *   blame; one that outlives its retries ends the run.
 * - A partition whose start was guessed counts when the end of the one before equals the guess. If not, its worker must
 *   forget its state, for there is no taking out one task's part. After SEAM_FAILURES of these nothing is guessed.
 * - Of bad data, that of the lowest partition ends the run, and only when all partitions below are proved.
 */
import type { TaskRecord } from '../../protocol/metrics.ts';
import type { PartitionList } from '../../protocol/partitions.ts';
import type { TaskResult } from '../../protocol/stage.ts';
import type { Failure, Instruction, SchedulerEvent } from './events.ts';
import { History } from './history.ts';
import { PartitionTable } from './partition-table.ts';
import { validate } from './validate.ts';
import type { SchedulerOptions, WorkerState } from './worker-state.ts';

const SEAM_FAILURES = 3;

interface SchedulerCounters {
  seamsRerun: number;
  tasksRetried: number;
  workersDied: number;
}

export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #table: PartitionTable;
  readonly #partitions: PartitionList;
  readonly #workers = new Map<number, WorkerState>();
  readonly #history = new History();
  readonly #counters: SchedulerCounters = { seamsRerun: 0, tasksRetried: 0, workersDied: 0 };
  #instructions: Instruction[] = [];
  #nextWorker = 0;
  #isOver = false;

  constructor(partitions: PartitionList, options: SchedulerOptions) {
    this.#partitions = partitions;
    this.#options = options;
    this.#table = new PartitionTable(partitions);
    for (let count = 0; count < options.workerCount; count += 1) this.#addWorker();
    for (const id of options.starting ?? []) (this.#workers.get(id) as WorkerState).phase = 'starting';
  }

  get counters(): Readonly<SchedulerCounters> {
    return this.#counters;
  }

  /** Of the runs that count, in partition order. */
  get records(): readonly TaskRecord[] {
    return this.#table.records;
  }

  start(): readonly Instruction[] {
    return this.#advance();
  }

  handle(event: SchedulerEvent): readonly Instruction[] {
    const worker = this.#workers.get(event.worker);
    if (worker === undefined || this.#isOver) return [];
    if (event.kind === 'TaskFinished') this.#finishTask(worker, event.result);
    else if (event.kind === 'WorkerDied') this.#buryWorker(worker, event.cause);
    else if (event.kind === 'StateCollected') this.#bankState(worker);
    else if (event.kind === 'RowsDelivered') this.#table.setDelivered(event.partition, worker.id);
    else if (worker.phase === 'starting') worker.phase = 'working';
    return this.#advance();
  }

  /** Throws when an invariant is broken. */
  validate(): void {
    validate(this.#table, [...this.#workers.values()], this.#options, this.#isOver);
  }

  #finishTask(worker: WorkerState, result: TaskResult): void {
    const { partition } = result;
    if (worker.inFlight.shift() !== partition) throw new Error(`worker ${worker.id} answered ${partition} out of turn`);
    if (worker.staleCount > 0) {
      worker.staleCount -= 1;
      return;
    }
    this.#table.accept(worker.id, result);
    const wrong = this.#table.prove(partition);
    if (wrong !== undefined) this.#rejectGuess(wrong);
  }

  #rejectGuess(partition: number): void {
    this.#counters.seamsRerun += 1;
    this.#history.add(partition, 'its start was guessed wrong');
    const worker = this.#workers.get(this.#table.ownerOf(partition));
    if (worker === undefined) throw new Error(`partition ${partition} was answered by nobody`);
    this.#table.releaseUndelivered(worker.id);
    worker.staleCount = worker.inFlight.length;
    this.#instructions.push({ kind: 'DiscardState', worker: worker.id });
  }

  #buryWorker(worker: WorkerState, cause: string): void {
    const blamed = this.#blamedFor(worker);
    this.#workers.delete(worker.id);
    this.#counters.workersDied += 1;
    this.#counters.tasksRetried += this.#table.release(worker.id);
    if (blamed === undefined) return;
    const deaths = this.#history.addDeath(blamed, `worker ${worker.id} ${cause}`);
    if (deaths > this.#options.retries) this.#abort(this.#workerDied(blamed, cause));
  }

  /** The task that the worker was at; if it had none, the lowest that it held, so that dying cannot go on for ever. */
  #blamedFor(worker: WorkerState): number | undefined {
    if (worker.inFlight.length === 0) return this.#table.lowestOf(worker.id);
    return worker.staleCount === 0 ? worker.inFlight[0] : undefined;
  }

  #workerDied(partition: number, cause: string): Failure {
    const history = this.#history.of(partition);
    return { kind: 'worker-died', partition: this.#partitions.at(partition), cause, history };
  }

  #bankState(worker: WorkerState): void {
    this.#table.collect(worker.id);
    worker.phase = 'collected';
  }

  /** What the new state of things allows. */
  #advance(): readonly Instruction[] {
    const error = this.#table.provedFailure;
    if (error !== undefined) this.#abort({ kind: 'data-error', error });
    if (!this.#isOver) this.#deal();
    if (!this.#isOver && this.#delivers) this.#deliver();
    else if (!this.#isOver && this.#table.allProved) this.#collect();
    const instructions = this.#instructions;
    this.#instructions = [];
    return instructions;
  }

  #abort(failure: Failure): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#instructions = [{ kind: 'Abort', failure }];
  }

  /** One task for each worker, replacements for the dead, then a second task each while there is plenty: a short queue
   * at the end is left to whoever is free first. */
  #deal(): void {
    this.#dealUpTo(1);
    while (this.#workers.size < this.#options.workerCount && this.#nextReady !== undefined) this.#spawn();
    for (let depth = 2; depth <= this.#options.tasksInFlight; depth += 1) this.#dealUpTo(depth);
  }

  #dealUpTo(depth: number): void {
    for (const worker of this.#workers.values()) {
      if (depth > 1 && this.#table.readyCount(this.#isGuessing) <= this.#workers.size) return;
      const partition = this.#nextReady;
      if (partition === undefined) return;
      if (takesTasks(worker) && worker.inFlight.length < depth) this.#startTask(worker, partition);
    }
  }

  #spawn(): void {
    const worker = this.#addWorker();
    this.#instructions.push({ kind: 'SpawnWorker', worker: worker.id });
    if (this.#nextReady !== undefined) this.#startTask(worker, this.#nextReady);
  }

  #startTask(worker: WorkerState, partition: number): void {
    if (worker.phase === 'collected') {
      this.#instructions.push({ kind: 'DiscardState', worker: worker.id });
      worker.phase = 'working';
    }
    this.#history.addIfKnown(partition, `given to worker ${worker.id}`);
    worker.inFlight.push(partition);
    this.#instructions.push({ kind: 'StartTask', worker: worker.id, task: this.#table.start(partition, worker.id) });
  }

  #collect(): void {
    for (const worker of this.#workers.values()) {
      if (worker.phase !== 'working' || this.#table.lowestOf(worker.id) === undefined) continue;
      worker.phase = 'collecting';
      this.#instructions.push({ kind: 'CollectState', worker: worker.id });
    }
    if (this.#table.allCollected) this.#complete();
  }

  /** In the order of partitions, as far as all are proved. */
  #deliver(): void {
    for (;;) {
      const partition = this.#table.nextToDeliver;
      if (partition === undefined) break;
      const byteLength = this.#table.setDelivering(partition);
      this.#instructions.push({ kind: 'DeliverRows', worker: this.#table.ownerOf(partition), partition, byteLength });
    }
    if (this.#table.allCollected) this.#complete();
  }

  get #delivers(): boolean {
    return this.#options.deliversWithin !== undefined;
  }

  #complete(): void {
    this.#isOver = true;
    this.#instructions.push({ kind: 'Complete' });
  }

  get #isGuessing(): boolean {
    return this.#counters.seamsRerun < SEAM_FAILURES;
  }

  get #nextReady(): number | undefined {
    return this.#table.nextReady(this.#isGuessing, this.#options.deliversWithin);
  }

  #addWorker(): WorkerState {
    const worker: WorkerState = { id: this.#nextWorker, inFlight: [], staleCount: 0, phase: 'working' };
    this.#workers.set(worker.id, worker);
    this.#nextWorker += 1;
    return worker;
  }
}

function takesTasks({ phase }: WorkerState): boolean {
  return phase === 'working' || phase === 'collected';
}
