/**
 * A computed column: numbers, whose texts are written when somebody asks for its cells. Most columns that are computed
 * go into an aggregate or a further computation, which take the numbers.
 */
import { BATCH_ROWS, type Batch, type BatchColumn } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import type { NumberColumn } from '../kernel-expressions.ts';

/** Bytes that a number takes in full: 18 digits, a sign, a dot, leading zeros. */
export const NUMBER_BYTES = 24;
/** What the kernel writes over behind a number. */
const SLACK_BYTES = 64;

export class NumberCells {
  /** As the kernel parses them; none is slow. */
  readonly place: NumberColumn;
  readonly #kernel: Kernel;
  readonly #cells: number;
  readonly #texts: number;
  #rows = 0;
  #isWritten = false;

  constructor(kernel: Kernel, place: NumberColumn) {
    this.#kernel = kernel;
    this.place = place;
    this.#cells = kernel.allocate(BATCH_ROWS * 8);
    this.#texts = kernel.allocateAsIs(BATCH_ROWS * NUMBER_BYTES + SLACK_BYTES);
  }

  static inNewPlace(kernel: Kernel): NumberCells {
    return new NumberCells(kernel, [kernel.allocate(BATCH_ROWS * 8), kernel.allocate(BATCH_ROWS + SLACK_BYTES)]);
  }

  /** Other numbers are in place. */
  hold(rows: number): this {
    this.#rows = rows;
    this.#isWritten = false;
    return this;
  }

  /** The address of its cells: plain, and good until other numbers are in place. */
  cells(): number {
    if (!this.#isWritten) this.#kernel.call.numberCells(...this.place, this.#rows, this.#cells, this.#texts);
    this.#isWritten = true;
    return this.#cells;
  }

  /** At least the bytes of its texts together. */
  get textBytes(): number {
    return this.#rows * NUMBER_BYTES;
  }
}

/** A batch of such columns: whoever asks for `cells` gets those of all columns. */
export function batchOf(columns: readonly BatchColumn[], rest: Omit<Batch, 'cells' | 'columns'>): Batch {
  return {
    ...rest,
    columns,
    get cells() {
      return columns.map(addressOf);
    },
  };
}

export function columnsOf(batch: Batch): readonly BatchColumn[] {
  return batch.columns ?? batch.cells;
}

/** The cells of one column. */
export function cellsOf(batch: Batch, column: number): number {
  return addressOf(columnsOf(batch)[column] as BatchColumn);
}

/** The numbers of one column, where it is there as such. */
export function numbersOf(batch: Batch, column: number): NumberColumn | undefined {
  const found = columnsOf(batch)[column];
  return typeof found === 'object' ? found.place : undefined;
}

export function addressOf(column: BatchColumn): number {
  return typeof column === 'number' ? column : column.cells();
}
