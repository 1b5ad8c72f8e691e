/** Some rows of a batch, as a batch. */
import { BATCH_ROWS, type Batch, type BatchColumn } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { batchOf, columnsOf, NumberCells } from './number-cells.ts';

export class RowSelection {
  readonly #kernel: Kernel;
  /** Row numbers (u32). */
  readonly #rows: number;
  /** For each column that has been asked for so far. */
  readonly #cells: number[] = [];
  readonly #numbers: NumberCells[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#rows = kernel.allocate(BATCH_ROWS * 4);
  }

  /** The rows whose truth byte is 1; valid until the next call. */
  where(batch: Batch, truth: number): Batch {
    const count = this.#kernel.call.selectRows(truth, batch.rows, 1, this.#rows);
    return count === batch.rows ? batch : this.gatherFrom(batch, this.#rows, count);
  }

  /** The rows with these numbers. */
  gather(batch: Batch, rows: Uint32Array): Batch {
    this.#kernel.u32(this.#rows, rows.length).set(rows);
    return this.gatherFrom(batch, this.#rows, rows.length);
  }

  /** The rows whose numbers (u32) are at an address; one can be there several times. */
  gatherFrom(batch: Batch, rows: number, count: number): Batch {
    // A column that a file lacks, or one under two names, stands in several places.
    const done = new Map<BatchColumn, BatchColumn>();
    const columns = columnsOf(batch).map((column, c) => {
      const gathered = done.get(column) ?? this.#gatherColumn(column, c, rows, count);
      done.set(column, gathered);
      return gathered;
    });
    const { readColumns = columns.length, textBytes } = batch;
    return batchOf(columns, { rows: count, readColumns, textBytes, byteOf: (address) => batch.byteOf(address) });
  }

  #gatherColumn(column: BatchColumn, c: number, rows: number, count: number): BatchColumn {
    const { call } = this.#kernel;
    if (typeof column === 'number') {
      this.#cells[c] ??= this.#kernel.allocate(BATCH_ROWS * 8);
      const out = this.#cells[c];
      call.gatherCells(column, rows, count, out);
      return out;
    }
    this.#numbers[c] ??= NumberCells.inNewPlace(this.#kernel);
    const numbers = this.#numbers[c];
    call.gatherNumbers(...column.place, rows, count, ...numbers.place);
    return numbers.hold(count);
  }
}
