/** A row of a batch as values, for the scalar evaluator. */
import { byteOfCell, byteOfRow } from '../../formats/cell-place.ts';
import type { Batch, ReaderFailure } from '../../formats/reader.ts';
import { cellsOf } from '../../operators/number-cells.ts';
import { cellKind, Kind } from '../../values/cells.ts';
import type { EvaluationError } from '../evaluation-error.ts';
import type { Row } from '../scalar.ts';
import { cellValue, type Value } from '../value.ts';
import type { Context } from './context.ts';

export class BatchRow implements Row {
  readonly #context: Context;
  #row = 0;
  /** Cell of the value that was asked for last, of those that are not null. */
  #lastCell = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  moveTo(row: number): void {
    this.#row = row;
    this.#lastCell = 0;
  }

  get fileName(): string {
    return this.#context.rows.fileName;
  }

  value(column: number): Value {
    const { kernel, rows } = this.#context;
    const cell = this.#cellOf(column, rows.batch);
    const kind = cellKind(kernel, cell);
    if (kind === Kind.null) return null;
    this.#lastCell = cell;
    return cellValue(kind, this.#context.columnTexts(column).at(this.#row));
  }

  /** What went wrong in this row, with its place in the file. */
  failure({ code, message, hint, column }: EvaluationError): ReaderFailure {
    const { kernel, rows } = this.#context;
    const { batch } = rows;
    const cell = column === undefined ? this.#lastCell : this.#cellOf(column, batch);
    const byte = cell === 0 ? byteOfRow(kernel, batch, this.#row) : byteOfCell(kernel, batch, cell);
    return { code, message, ...(hint === undefined ? {} : { hint }), byte };
  }

  #cellOf(column: number, batch: Batch): number {
    return cellsOf(batch, column) + this.#row * 8;
  }
}
