/** A column with the places of rows: the partition that they are in, and their number there (kernel/assembly/sort-keys.ts). */
import { BATCH_ROWS } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';

const PLACE_BYTES = 8;

export class RowPlaces {
  readonly cells: number;
  textBytes = 0;
  readonly #kernel: Kernel;
  readonly #texts: number;
  #partition = 0;
  #next = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.cells = kernel.allocate(BATCH_ROWS * 8);
    this.#texts = kernel.allocate(BATCH_ROWS * PLACE_BYTES);
  }

  /** Rows of a partition come next, from its first one on. */
  begin(partition: number): void {
    this.#partition = partition;
    this.#next = 0;
  }

  apply(rows: number): void {
    this.#kernel.call.placeCells(this.#partition, this.#next, rows, this.#texts, this.cells);
    this.#next += rows;
    this.textBytes = rows * PLACE_BYTES;
  }
}
