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

/** What a batch has beside its columns. */
type BatchRest = Omit<Batch, 'cells' | 'columns'>;

/** A batch of columns some of which may be numbers. */
export function batchOf(columns: readonly BatchColumn[], rest: BatchRest): Batch {
  return columns.every((column) => typeof column === 'number')
    ? { ...rest, cells: columns }
    : new BatchOfNumbers(columns, rest);
}

/** Whoever asks for `cells` gets those of all columns. A class, since an object's own getter takes a microsecond to make. */
class BatchOfNumbers implements Batch {
  readonly columns: readonly BatchColumn[];
  readonly rows: number;
  readonly readColumns: number;
  readonly textBytes: number;
  readonly byteOf: Batch['byteOf'];

  constructor(columns: readonly BatchColumn[], { rows, readColumns, textBytes, byteOf }: BatchRest) {
    this.columns = columns;
    this.rows = rows;
    this.readColumns = readColumns ?? columns.length;
    this.textBytes = textBytes;
    this.byteOf = byteOf;
  }

  get cells(): readonly number[] {
    return this.columns.map(addressOf);
  }
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
