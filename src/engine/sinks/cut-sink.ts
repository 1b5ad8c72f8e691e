/** Cuts the rows of each partition into buckets: the end of a scan whose rows are read again bucket by bucket. */
import type { BucketPart, BucketsState, CutRows, Delivery, StageEnvironment, StateRef } from '../../protocol/stage.ts';
import { type BucketFinder, bucketFinder } from '../cutting/bucket-finder.ts';
import { RowCutter } from '../cutting/row-cutter.ts';
import { ValueBuckets } from '../cutting/value-buckets.ts';
import type { ReaderFailure } from '../formats/reader.ts';
import { SpillFile, type SpillPlace } from '../io/spill-file.ts';
import type { Kernel } from '../kernel.ts';
import { RowOutput } from '../operators/row-output.ts';
import type { Rows } from '../steps/step.ts';

export class CutSink {
  /** The records of the file that is being read are copied. */
  isCopied = false;
  readonly outputBytes = 0;
  readonly #finder: BucketFinder;
  readonly #cutter: RowCutter;
  readonly #output: RowOutput;
  readonly #spill: SpillFile;
  readonly #mostBytes: number;
  readonly #keepsLengths: boolean;
  readonly #collected: BucketsState[] = [];
  #parts: BucketPart[] = [];
  #partition = 0;

  /** Other processes read what is put aside in a `place` that is not private. */
  constructor(kernel: Kernel, operator: CutRows, { memory }: StageEnvironment, place: SpillPlace) {
    this.#finder = bucketFinder(kernel, operator.by);
    this.#cutter = new RowCutter(kernel);
    this.#output = new RowOutput(kernel, operator.rows, this.#cutter.room);
    this.#keepsLengths = operator.keepsLengths === true;
    this.#spill = new SpillFile(place, 0);
    this.#mostBytes = memory.sortBytes;
  }

  begin(partition: number): void {
    this.#partition = partition;
    this.#cutter.clear();
    this.#finder.begin();
  }

  /** Throws PQ_SCRATCH. */
  take(rows: Rows): ReaderFailure | undefined {
    const count = rows.batch.rows;
    if (count === 0) return undefined;
    const failure = this.#finder.find(rows, this.#cutter.roomForBuckets(count));
    if (failure !== undefined) return failure;
    this.#cutter.add(count, this.#output.write(rows, this.isCopied));
    if (this.#cutter.byteLength > this.#mostBytes) this.end();
    return undefined;
  }

  /** The rows so far are a part. Throws PQ_SCRATCH. */
  end(): void {
    if (this.#cutter.byteLength === 0) return;
    const values = this.#finder instanceof ValueBuckets ? { values: this.#finder.values() } : {};
    const part = this.#cutter.write(this.#spill, this.#finder.bucketCount, this.#keepsLengths);
    this.#parts.push({ partition: this.#partition, ...part, ...values });
  }

  get stateBytes(): number {
    return this.#spill.byteLength;
  }

  collect(): BucketsState {
    const parts = this.#parts;
    this.#parts = [];
    return { kind: 'buckets', path: this.#spill.passOn(), parts };
  }

  /** What this process has cut, and what others have. */
  collectAll(): readonly BucketsState[] {
    return [this.collect(), ...this.#collected.splice(0)];
  }

  /** Which columns have been seen is told with each task. */
  merge(state: StateRef): readonly boolean[] {
    if (state.kind !== 'buckets') throw new Error(`a state of kind ${state.kind} has no buckets`);
    this.#collected.push(state);
    return [];
  }

  deliver(): Delivery {
    throw new Error('buckets are collected, and not delivered');
  }

  discard(): void {
    this.#parts = [];
    this.#cutter.clear();
    this.#spill.clear();
  }

  dispose(): void {
    this.#spill.close();
  }

  finishRows(): never {
    throw new Error('buckets are read by a stage of their own');
  }
}
