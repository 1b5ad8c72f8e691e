/**
 * Keeps the first row of each combination of values: the end of a scan whose rows are wanted once. Rows are groups whose
 * one state is the text of their first row, so that all that is done with many groups is done with them.
 */
import type { CollectForm, Delivery, DistinctRows, StageEnvironment, StateRef } from '../../protocol/stage.ts';
import { BATCH_ROWS, type ReaderFailure } from '../formats/reader.ts';
import type { SpillPlace } from '../io/spill-file.ts';
import type { Kernel } from '../kernel.ts';
import { RowOutput } from '../operators/row-output.ts';
import { DistinctStep } from '../steps/distinct.ts';
import type { Rows } from '../steps/step.ts';
import { AggregateSink } from './aggregate-sink.ts';
import { isTooMuch, MOST_TIMES } from './held-groups.ts';

export class DistinctSink {
  isCopied = false;
  readonly outputBytes = 0;
  readonly #kernel: Kernel;
  readonly #operator: DistinctRows;
  readonly #output: RowOutput;
  readonly #groups: AggregateSink;
  /** Lets through the first row of each combination that this process has seen. */
  readonly #firsts: DistinctStep;
  readonly #memory: StageEnvironment['memory'];
  /** Since what was seen was forgotten last: rows that came, and those that were let through. */
  #rowCount = 0;
  #firstCount = 0;
  /** From how many bytes on it is asked whether that is worth it. */
  #muchBytes: number;
  readonly #rowCells: number;
  #partition = -1;

  /** Other processes read what is put aside in a `place` that is not private. */
  constructor(kernel: Kernel, operator: DistinctRows, environment: StageEnvironment, place: SpillPlace) {
    this.#kernel = kernel;
    this.#operator = operator;
    this.#output = new RowOutput(kernel, operator.rows);
    // The table that is made last is the one in use.
    this.#firsts = new DistinctStep(kernel, operator.keys);
    this.#groups = new AggregateSink(kernel, operator.groups.operator, [], environment, place);
    this.#memory = environment.memory;
    this.#muchBytes = environment.memory.groupBytes;
    this.#rowCells = kernel.allocate(BATCH_ROWS * 8);
  }

  /** What was seen in a later partition does not come first. */
  begin(partition: number): void {
    if (partition < this.#partition) this.#firsts.clear();
    this.#partition = partition;
    this.#groups.begin(partition);
  }

  /** Throws PQ_SCRATCH. */
  take(rows: Rows): ReaderFailure | undefined {
    // What was forgotten comes through once more, and is found among the groups.
    if (this.#isMuch()) this.#forget();
    this.#rowCount += rows.batch.rows;
    return this.#firsts.push(rows, (first) => this.#keep(first));
  }

  /** What keeps most rows from going on is worth its memory. */
  #isMuch(): boolean {
    const held = { byteLength: this.#firsts.byteLength, groupCount: this.#firstCount, rowCount: this.#rowCount };
    return isTooMuch(held, this.#muchBytes, this.#memory);
  }

  /** Values that come again may be further apart than what was held: next time that is more. */
  #forget(): void {
    this.#firsts.clear();
    [this.#rowCount, this.#firstCount] = [0, 0];
    const { groupBytes, mostGroupBytes } = this.#memory;
    this.#muchBytes = Math.min(this.#muchBytes * 2, groupBytes * MOST_TIMES, mostGroupBytes);
  }

  #keep(rows: Rows): ReaderFailure | undefined {
    const { batch } = rows;
    this.#firstCount += batch.rows;
    const { address, byteLength, lengths } = this.#output.write(rows, this.isCopied);
    this.#kernel.call.recordCells(address, lengths, batch.rows, this.#rowCells);
    const cells = [...this.#operator.keys.map((key) => batch.cells[key] as number), this.#rowCells];
    const textBytes = batch.textBytes + byteLength;
    return this.#groups.take({ ...rows, batch: { rows: batch.rows, cells, textBytes, byteOf: () => 0 } });
  }

  end(): void {}

  get stateBytes(): number {
    return this.#groups.stateBytes;
  }

  collect(scratchPath: string, { shareCount, answer }: CollectForm, columnsSeen: readonly boolean[]): StateRef {
    const own = answer === undefined ? undefined : this.#operator.groups;
    return this.#groups.collect(scratchPath, { shareCount, answer: own }, columnsSeen);
  }

  merge(state: StateRef): readonly boolean[] {
    return this.#groups.merge(state);
  }

  deliver(): Delivery {
    throw new Error('rows that are wanted once are collected, and not delivered');
  }

  discard(): void {
    this.#partition = -1;
    this.#firsts.clear();
    this.#groups.discard();
  }

  dispose(): void {
    this.#groups.dispose();
  }

  finishRows(): Generator<Uint8Array> {
    return this.#groups.finishRows(this.#operator.groups);
  }
}
