/** Some rows of batches as batches of their own: the cells that are left move together. */
import { BATCH_ROWS, type Batch } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';

export class RowSelection {
  readonly #kernel: Kernel;
  readonly #columns: readonly number[];

  constructor(kernel: Kernel, columnCount: number) {
    this.#kernel = kernel;
    this.#columns = Array.from({ length: columnCount }, () => kernel.allocate(BATCH_ROWS * 8));
  }

  /** The rows whose numbers (u32) are at `selection`; valid until the next call. */
  gather(batch: Batch, selection: number, count: number): Batch {
    if (count === batch.rows) return batch;
    const gathered = new Map<number, number>();
    const cells = batch.cells.map((column, c) => {
      // Columns that the file does not have share their cells.
      const known = gathered.get(column);
      if (known !== undefined) return known;
      const out = this.#columns[c] as number;
      this.#kernel.call.gatherCells(column, selection, count, out);
      gathered.set(column, out);
      return out;
    });
    return { rows: count, cells, byteOf: (address) => batch.byteOf(address), textBytes: batch.textBytes };
  }
}
