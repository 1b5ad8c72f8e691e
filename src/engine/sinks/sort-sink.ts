/** Sorts rows: the end of a scan whose rows are wanted in an order. */
import type { Delivery, RunsState, SortRows, StageEnvironment, StateRef } from '../../protocol/stage.ts';
import type { ReaderFailure } from '../formats/reader.ts';
import type { SpillPlace } from '../io/spill-file.ts';
import type { Kernel } from '../kernel.ts';
import { RowOutput } from '../operators/row-output.ts';
import { RowSorter } from '../sorting/row-sorter.ts';
import type { Rows } from '../steps/step.ts';

export class SortSink {
  /** The records of the file that is being read are copied. */
  isCopied = false;
  readonly outputBytes = 0;
  readonly #output: RowOutput;
  readonly #sorter: RowSorter;
  readonly #collected: RunsState[] = [];

  /** Other processes read what is put aside in a `place` that is not private. */
  constructor(kernel: Kernel, operator: SortRows, { memory }: StageEnvironment, place: SpillPlace) {
    this.#sorter = new RowSorter(kernel, operator.order, place, memory);
    this.#output = new RowOutput(kernel, operator.rows, this.#sorter.room);
  }

  begin(partition: number): void {
    this.#sorter.begin(partition);
  }

  take(rows: Rows): ReaderFailure | undefined {
    const wanted = this.#sorter.wanted(rows);
    if (wanted.batch.rows > 0) this.#sorter.add(wanted, this.#output.write(wanted, this.isCopied));
    return undefined;
  }

  end(): void {
    this.#sorter.end();
  }

  get stateBytes(): number {
    return this.#sorter.byteLength;
  }

  collect(): StateRef {
    return this.#sorter.handOver();
  }

  /** Which columns have been seen is told with each task. */
  merge(state: StateRef): readonly boolean[] {
    if (state.kind !== 'runs') throw new Error(`a state of kind ${state.kind} has no sorted runs`);
    this.#collected.push(state);
    return [];
  }

  deliver(): Delivery {
    throw new Error('sorted runs are collected, and not delivered');
  }

  discard(): void {
    this.#sorter.clear();
  }

  finishRows(): Generator<Uint8Array> {
    return this.#sorter.merged(this.#collected);
  }

  dispose(): void {
    this.#sorter.close();
  }
}
