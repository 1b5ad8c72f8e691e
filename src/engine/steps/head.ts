/** The first rows, and then no more. */
import { ENOUGH, type ReaderFailure } from '../formats/reader.ts';
import { firstRows, type RowConsumer, type RowStep, type Rows } from './step.ts';

export class HeadStep implements RowStep {
  readonly #count: number;
  #left: number;

  constructor(count: number) {
    this.#count = count;
    this.#left = count;
  }

  /** No row that comes will be handed on. */
  get isDone(): boolean {
    return this.#left === 0;
  }

  begin(): void {
    this.#left = this.#count;
  }

  push(rows: Rows, emit: RowConsumer): ReaderFailure | undefined {
    if (this.#left === 0) return ENOUGH;
    const taken = firstRows(rows, this.#left);
    this.#left -= taken.batch.rows;
    return emit(taken) ?? (this.isDone ? ENOUGH : undefined);
  }

  end(): undefined {}
}
