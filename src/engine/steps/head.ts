/** The first rows of all partitions, and then no more: they come in their order, to one process. */
import { ENOUGH, type ReaderFailure } from '../formats/reader.ts';
import { firstRows, HOLDS_NOTHING, type RowConsumer, type RowStep, type Rows } from './step.ts';

export class HeadStep implements RowStep {
  /** All partitions come to one process, in order: what one leaves is wanted of the next. */
  readonly begin = HOLDS_NOTHING.begin;
  readonly end = HOLDS_NOTHING.end;
  #left: number;

  constructor(count: number) {
    this.#left = count;
  }

  /** No row that comes will be handed on. */
  get isDone(): boolean {
    return this.#left === 0;
  }

  push(rows: Rows, emit: RowConsumer): ReaderFailure | undefined {
    if (this.#left === 0) return ENOUGH;
    const taken = firstRows(rows, this.#left);
    this.#left -= taken.batch.rows;
    return emit(taken) ?? (this.isDone ? ENOUGH : undefined);
  }
}
