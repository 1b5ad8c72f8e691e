/** Some rows of a batch, as a batch. */
import { BATCH_ROWS, type Batch } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';

export class RowSelection {
  readonly #kernel: Kernel;
  /** Row numbers (u32). */
  readonly #rows: number;
  #cells: readonly number[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#rows = kernel.allocate(BATCH_ROWS * 4);
  }

  /** The rows whose truth byte is 1; valid until the next call. */
  where(batch: Batch, truth: number): Batch {
    const count = this.#kernel.call.selectRows(truth, batch.rows, 1, this.#rows);
    return count === batch.rows ? batch : this.#gather(batch, count);
  }

  /** The rows with these numbers. */
  gather(batch: Batch, rows: Uint32Array): Batch {
    this.#kernel.u32(this.#rows, rows.length).set(rows);
    return this.#gather(batch, rows.length);
  }

  #gather(batch: Batch, count: number): Batch {
    const { call } = this.#kernel;
    while (this.#cells.length < batch.cells.length) {
      this.#cells = [...this.#cells, this.#kernel.allocate(BATCH_ROWS * 8)];
    }
    // A column that a file lacks, or one under two names, stands in several places.
    const done = new Map<number, number>();
    const cells = batch.cells.map((column, c) => {
      const known = done.get(column);
      if (known !== undefined) return known;
      const out = this.#cells[c] as number;
      call.gatherCells(column, this.#rows, count, out);
      done.set(column, out);
      return out;
    });
    return { ...batch, rows: count, cells, byteOf: (address) => batch.byteOf(address) };
  }
}
