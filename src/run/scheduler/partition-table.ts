/**
 * What is known of every partition: the work queue, the result queue (answers that wait to be proved in partition
 * order), and who holds which state. Typed arrays, because there can be millions.
 *
 * A partition is ready, running, answered (its start was a guess not yet proved, or its data is bad), proved, perhaps
 * delivering (its rows are on their way), collected.
 * It goes back to ready when its worker dies or must forget its state. Where a proved partition ended stays true then,
 * because the same start always gives the same end.
 */
import type { TaskRecord } from '../../protocol/metrics.ts';
import type { PartitionList } from '../../protocol/partitions.ts';
import type { DataError, TaskResult, TaskSpec } from '../../protocol/stage.ts';
import { taskSpec } from '../task-spec.ts';
import { ReadyQueue } from './ready-queue.ts';

const Phase = { ready: 0, running: 1, answered: 2, proved: 3, collected: 4, delivering: 5 } as const;
const NOBODY = -1;

/** A failed task. Its start may have been guessed wrong, and then it means nothing. */
type FailedResult = Extract<TaskResult, { kind: 'failed' }>;

export class PartitionTable {
  readonly #partitions: PartitionList;
  readonly #phase: Uint8Array;
  /** The worker that runs the partition or holds its state. */
  readonly #owner: Int32Array;
  /** 1 when the partition was dealt with a start that was known. */
  readonly #startWasKnown: Uint8Array;
  /** Where the partition ends, once proved; NaN before. */
  readonly #end: Float64Array;
  readonly #queue: ReadyQueue;
  readonly #records: (TaskRecord | undefined)[];
  /** What an answer that counts said of its rows. */
  readonly #outputBytes: Float64Array;
  readonly #failures = new Map<number, FailedResult>();
  #provedCount = 0;
  #collectedCount = 0;
  /** All partitions below have once been proved. */
  #frontier = 0;
  /** All partitions below are collected. */
  #collectedFrontier = 0;

  constructor(partitions: PartitionList) {
    const { count } = partitions;
    if (count > 0 && !partitions.startIsCertain(0)) throw new Error('the first partition has no certain start');
    this.#partitions = partitions;
    this.#phase = new Uint8Array(count);
    this.#owner = new Int32Array(count).fill(NOBODY);
    this.#startWasKnown = new Uint8Array(count);
    this.#end = new Float64Array(count).fill(Number.NaN);
    this.#queue = new ReadyQueue(count);
    this.#records = new Array(count).fill(undefined);
    this.#outputBytes = new Float64Array(count);
    for (let index = 0; index < count; index += 1) this.#queue.add(index, partitions.startIsCertain(index));
  }

  get allProved(): boolean {
    return this.#provedCount === this.#partitions.count;
  }

  get allCollected(): boolean {
    return this.#collectedCount === this.#partitions.count;
  }

  /** Of the partitions that count so far, in order. */
  get records(): readonly TaskRecord[] {
    return this.#records.filter((record) => record !== undefined);
  }

  /** The lowest partition to deal; none above bad data, or so far `within` the lowest that is not collected. Without
   * guessing, only partitions whose start is known. */
  nextReady(guessing: boolean, within = Number.POSITIVE_INFINITY): number | undefined {
    const next = this.#queue.first(guessing);
    const end = Math.min(this.#partitions.count, this.#collectedFrontier + within, ...this.#failures.keys());
    return next < end ? next : undefined;
  }

  readyCount(guessing: boolean): number {
    return this.#queue.size(guessing);
  }

  start(index: number, worker: number): TaskSpec {
    const known = this.#startIsKnown(index);
    this.#queue.delete(index);
    this.#phase[index] = Phase.running;
    this.#owner[index] = worker;
    this.#startWasKnown[index] = known ? 1 : 0;
    return taskSpec(this.#partitions.at(index), known, this.#provedStart(index));
  }

  accept(worker: number, result: TaskResult): void {
    const { partition } = result;
    this.#phase[partition] = Phase.answered;
    if (result.kind === 'failed') this.#failures.set(partition, result);
    else {
      this.#records[partition] = { partition, worker, spans: result.spans, metrics: result.metrics };
      this.#outputBytes[partition] = result.outputBytes;
    }
  }

  /** Proves answers from `first` on, each by the end of the one before. Returns a partition that was guessed wrong. */
  prove(first: number): number | undefined {
    for (let index = first; this.#phase[index] === Phase.answered && this.#startIsKnown(index); index += 1) {
      if (!this.#startedRight(index)) return index;
      if (this.#failures.has(index)) return undefined;
      this.#setProved(index);
    }
    return undefined;
  }

  /** Bad data for certain: all partitions below are proved, so it is the lowest, and its start with them. */
  get provedFailure(): DataError | undefined {
    return this.#failures.get(this.#frontier)?.error;
  }

  ownerOf(index: number): number {
    return this.#owner[index] ?? NOBODY;
  }

  /** The lowest partition that a worker runs or holds. */
  lowestOf(worker: number): number | undefined {
    const index = this.#owner.indexOf(worker);
    return index < 0 ? undefined : index;
  }

  /** The worker's state is lost: all its partitions are ready again. Returns how many. */
  release(worker: number): number {
    let count = 0;
    for (let index = this.#owner.indexOf(worker); index >= 0; index = this.#owner.indexOf(worker, index + 1)) {
      this.#release(index);
      count += 1;
    }
    return count;
  }

  /** The same, but for rows that it has been asked for: it gives them up before it forgets the others. */
  releaseUndelivered(worker: number): void {
    for (let index = this.#owner.indexOf(worker); index >= 0; index = this.#owner.indexOf(worker, index + 1)) {
      if (this.#phase[index] !== Phase.delivering) this.#release(index);
    }
  }

  /** The lowest partition that has not been asked for its rows, if it and all below are proved. */
  get nextToDeliver(): number | undefined {
    let index = this.#collectedFrontier;
    while (this.#phase[index] === Phase.collected || this.#phase[index] === Phase.delivering) index += 1;
    return this.#phase[index] === Phase.proved ? index : undefined;
  }

  /** Answers how long the rows are. */
  setDelivering(index: number): number {
    this.#phase[index] = Phase.delivering;
    return this.#outputBytes[index] ?? 0;
  }

  /** Its rows are where nothing that happens to the worker loses them. */
  setDelivered(index: number, worker: number): void {
    if (this.#phase[index] !== Phase.delivering || this.#owner[index] !== worker) return;
    this.#setCollected(index);
  }

  /** The worker's state has reached the coordinator: from now on nothing that happens to the worker loses it. */
  collect(worker: number): void {
    for (let index = this.#owner.indexOf(worker); index >= 0; index = this.#owner.indexOf(worker, index + 1)) {
      this.#setCollected(index);
    }
  }

  #setCollected(index: number): void {
    this.#phase[index] = Phase.collected;
    this.#owner[index] = NOBODY;
    this.#collectedCount += 1;
    while (this.#phase[this.#collectedFrontier] === Phase.collected) this.#collectedFrontier += 1;
  }

  /** Everything about one partition, for validate(). */
  inspect(index: number) {
    return {
      phase: (Object.keys(Phase) as (keyof typeof Phase)[])[this.#phase[index] ?? 0] ?? 'ready',
      owner: this.ownerOf(index),
      queued: this.#queue.whereIs(index),
      startIsKnown: this.#startIsKnown(index),
      endIsKnown: !Number.isNaN(this.#end[index]),
      answers: Number(this.#failures.has(index)) + Number(this.#records[index] !== undefined),
      belowFrontier: index < this.#frontier,
    };
  }

  get count(): number {
    return this.#partitions.count;
  }

  #startIsKnown(index: number): boolean {
    return this.#partitions.startIsCertain(index) || this.#provedStart(index) !== undefined;
  }

  /** Where the partition before ended; undefined when that is not known or does not matter. */
  #provedStart(index: number): number | undefined {
    if (this.#partitions.startIsCertain(index)) return undefined;
    const end = this.#end[index - 1] ?? Number.NaN;
    return Number.isNaN(end) ? undefined : end;
  }

  #answeredStart(index: number): number | undefined {
    return this.#failures.get(index)?.startByte ?? this.#records[index]?.spans[0]?.startByte;
  }

  /** A start that was given to the worker needs no proof. */
  #startedRight(index: number): boolean {
    return this.#startWasKnown[index] === 1 || this.#answeredStart(index) === this.#provedStart(index);
  }

  #setProved(index: number): void {
    const end = this.#records[index]?.spans.at(-1)?.endByte;
    if (end === undefined) throw new Error(`partition ${index} was answered without spans`);
    const known = this.#end[index] ?? Number.NaN;
    if (!Number.isNaN(known) && known !== end) throw new Error(`partition ${index} ended at ${known}, then at ${end}`);
    this.#phase[index] = Phase.proved;
    this.#provedCount += 1;
    this.#end[index] = end;
    this.#queue.startBecameKnown(index + 1);
    while (!Number.isNaN(this.#end[this.#frontier] ?? Number.NaN)) this.#frontier += 1;
  }

  #release(index: number): void {
    if (this.#phase[index] === Phase.proved || this.#phase[index] === Phase.delivering) this.#provedCount -= 1;
    this.#phase[index] = Phase.ready;
    this.#owner[index] = NOBODY;
    this.#failures.delete(index);
    this.#records[index] = undefined;
    this.#queue.add(index, this.#startIsKnown(index));
  }
}
