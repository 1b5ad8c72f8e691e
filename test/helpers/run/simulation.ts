/**
 * A world for the scheduler: simulated workers with queues in both directions, over a file that exists only as where
 * its records start. What happens next (a message is handled, an answer arrives, a worker dies) is chosen from outside.
 */
import type { PartitionList } from '../../../src/protocol/partitions.ts';
import type { Delivery, TaskResult, TaskSpec } from '../../../src/protocol/stage.ts';
import type { Instruction, SchedulerEvent } from '../../../src/run/scheduler/events.ts';
import { Scheduler } from '../../../src/run/scheduler/scheduler.ts';
import { type Kept, rowBytes, SimulatedRows } from './simulated-rows.ts';

/** Bytes a partition. */
export const PARTITION_BYTES = 10;

export interface World {
  readonly partitionCount: number;
  readonly workerCount: number;
  readonly retries: number;
  /** Bytes at which records start; the partitions in `certain` and the first start with a record as well. */
  readonly recordStarts: readonly number[];
  readonly certain: readonly number[];
  /** Partitions that are guessed to start at their first byte, right or wrong. */
  readonly careless: readonly number[];
  /** Partitions in which a record that starts there is malformed. */
  readonly malformed: readonly number[];
  /** Partitions that kill the worker that runs them. */
  readonly poisoned: readonly number[];
  /** As in SchedulerOptions: tasks write rows, which are delivered. */
  readonly deliversWithin?: number | undefined;
  /** Workers write their rows themselves. */
  readonly isPlaced?: boolean | undefined;
}

interface SimulatedWorker {
  readonly inbox: Instruction[];
  readonly outbox: { readonly event: SchedulerEvent; readonly state: readonly Kept[]; readonly rows?: Delivery }[];
  kept: Kept[];
}

export class Simulation {
  readonly scheduler: Scheduler;
  readonly collected: Kept[] = [];
  readonly rows: SimulatedRows;
  end: Instruction | undefined;
  readonly #world: World;
  readonly #starts: readonly number[];
  readonly #workers = new Map<number, SimulatedWorker>();

  constructor(world: World) {
    this.#world = world;
    this.#starts = recordStarts(world);
    this.rows = new SimulatedRows(world.isPlaced === true);
    this.scheduler = new Scheduler(partitionsOf(world), { ...world, tasksInFlight: 2 });
    for (let id = 0; id < world.workerCount; id += 1) this.#workers.set(id, { inbox: [], outbox: [], kept: [] });
    this.#perform(this.scheduler.start());
  }

  /** One step of one worker: 0 handles a message, 1 delivers an answer, 2 dies. Impossible ones do nothing. */
  step(choice: number, action: number): void {
    const ids = [...this.#workers.keys()];
    const id = ids[choice % ids.length];
    if (id === undefined || this.end !== undefined) return;
    if (action === 0) this.#handleMessage(id);
    else if (action === 1) this.#deliverAnswer(id);
    else this.#kill(id);
  }

  /** Fairly, without further deaths but those of poison. */
  finish(): void {
    for (let turn = 0; this.end === undefined; turn += 1) {
      if (turn > 100_000) throw new Error('the run does not end');
      this.step(turn >> 1, turn & 1);
    }
  }

  /** Where a partition really starts and, from there, ends. */
  truth(partition: number): { startByte: number; endByte: number } {
    const startByte = this.#nextStart(partition * PARTITION_BYTES);
    return { startByte, endByte: Math.max(startByte, this.#nextStart((partition + 1) * PARTITION_BYTES)) };
  }

  /** The lowest partition that has a malformed record. */
  get lowestMalformed(): number | undefined {
    return this.#world.malformed.filter((partition) => this.#hasRecord(partition)).sort((a, b) => a - b)[0];
  }

  #handleMessage(id: number): void {
    const worker = this.#worker(id);
    const message = worker.inbox.shift();
    if (message?.kind === 'DiscardState') worker.kept = [];
    if (message?.kind === 'CollectState') {
      worker.outbox.push({ event: { kind: 'StateCollected', worker: id }, state: [...worker.kept] });
    }
    if (message?.kind === 'DeliverRows') this.#deliverRows(id, message.partition);
    if (message?.kind === 'StartTask') this.#runTask(id, message.task);
  }

  #deliverRows(id: number, partition: number): void {
    const worker = this.#worker(id);
    const kept = worker.kept.find((one) => one.partition === partition);
    if (kept === undefined) throw new Error(`worker ${id} has no rows of partition ${partition}`);
    worker.kept = worker.kept.filter((one) => one !== kept);
    const event = { kind: 'RowsDelivered', worker: id, partition } as const;
    worker.outbox.push({ event, state: [], rows: this.rows.give(kept) });
  }

  #runTask(id: number, task: TaskSpec): void {
    const worker = this.#worker(id);
    if (this.#world.poisoned.includes(task.index)) {
      // As with a real process: what it has answered is heard before its death.
      while (worker.outbox.length > 0) this.#deliverAnswer(id);
      this.#kill(id);
      return;
    }
    const result = this.#resultOf(task);
    worker.kept.push({ partition: task.index, startByte: startOf(result) });
    worker.outbox.push({ event: { kind: 'TaskFinished', worker: id, result }, state: [] });
  }

  /** Depends on nothing but the start, as the engine promises. A wrong start reads nonsense: bad data, or a wrong end. */
  #resultOf(task: TaskSpec): TaskResult {
    const partition = task.index;
    const first = task.spans[0]?.startByte ?? 0;
    const startByte = task.startIsCertain || this.#world.careless.includes(partition) ? first : this.#nextStart(first);
    const isRight = this.#starts.includes(startByte) || startByte === this.#size;
    const isBad = isRight
      ? this.#world.malformed.includes(partition) && this.#hasRecord(partition)
      : startByte % 3 === 0;
    if (isBad) return failure(partition, startByte);
    const stopByte = (partition + 1) * PARTITION_BYTES;
    const endByte = Math.max(startByte, isRight || startByte % 2 === 0 ? this.#nextStart(stopByte) : stopByte + 1);
    return success(partition, startByte, endByte);
  }

  #deliverAnswer(id: number): void {
    const answer = this.#worker(id).outbox.shift();
    if (answer === undefined) return;
    this.collected.push(...answer.state);
    if (answer.event.kind === 'RowsDelivered' && answer.rows) this.rows.hear(answer.event.partition, answer.rows);
    this.#tell(answer.event);
  }

  #kill(id: number): void {
    this.#workers.delete(id);
    this.#tell({ kind: 'WorkerDied', worker: id, cause: 'was killed by SIGKILL' });
  }

  #tell(event: SchedulerEvent): void {
    this.#perform(this.scheduler.handle(event));
  }

  #perform(instructions: readonly Instruction[]): void {
    for (const instruction of instructions) {
      if (instruction.kind === 'DeliverRows') this.rows.ask(instruction);
      if (instruction.kind === 'Complete' || instruction.kind === 'Abort') this.end = instruction;
      else if (instruction.kind !== 'SpawnWorker') this.#worker(instruction.worker).inbox.push(instruction);
      else this.#workers.set(instruction.worker, { inbox: [], outbox: [], kept: [] });
    }
    this.scheduler.validate();
  }

  #worker(id: number): SimulatedWorker {
    const worker = this.#workers.get(id);
    if (worker === undefined) throw new Error(`worker ${id} was spoken to after its death`);
    return worker;
  }

  get #size(): number {
    return this.#world.partitionCount * PARTITION_BYTES;
  }

  #nextStart(position: number): number {
    return this.#starts.find((start) => start >= position) ?? this.#size;
  }

  #hasRecord(partition: number): boolean {
    return this.truth(partition).startByte < (partition + 1) * PARTITION_BYTES;
  }
}

function recordStarts({ recordStarts, certain, partitionCount }: World): readonly number[] {
  const starts = [0, ...certain.map((partition) => partition * PARTITION_BYTES), ...recordStarts];
  const inside = starts.filter((start) => start < partitionCount * PARTITION_BYTES);
  return [...new Set(inside)].sort((left, right) => left - right);
}

function partitionsOf({ partitionCount, certain }: World): PartitionList {
  return {
    count: partitionCount,
    at: (index) => ({ index, spans: [spanOf(index)] }),
    startIsCertain: (index) => index === 0 || certain.includes(index),
  };
}

function spanOf(index: number) {
  return { file: 0, startByte: index * PARTITION_BYTES, stopByte: (index + 1) * PARTITION_BYTES };
}

function startOf(result: TaskResult): number {
  return result.kind === 'failed' ? result.startByte : (result.spans[0]?.startByte ?? Number.NaN);
}

export function success(partition: number, startByte: number, endByte: number): TaskResult {
  const span = { file: 0, startByte, endByte, records: 1, used: 1, filtered: 0, skipped: 0, rejected: 0 };
  return {
    kind: 'succeeded',
    partition,
    spans: [span],
    metrics: { busyMs: 1, readMs: 0, byteCount: 10, steps: [], columnsSeen: [] },
    outputBytes: rowBytes(startByte),
    isEnough: false,
  };
}

export function failure(partition: number, startByte: number): TaskResult {
  const error = { code: 'PQ_CSV_MALFORMED', message: `in partition ${partition}`, file: 0 } as const;
  return { kind: 'failed', partition, startByte, error };
}
