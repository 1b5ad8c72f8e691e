/** Keys of rows as plain texts, those of several columns packed into one: two keys are the same when their bytes are. */
import { BATCH_ROWS, type Batch } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { cellsOf } from './number-cells.ts';
import { SLACK_BYTES } from './plain-cells.ts';
import { Scratch } from './scratch.ts';

/** What a packed cell takes beside its text. */
const PACKED_CELL_BYTES = 5;

interface BatchKeys {
  /** Of the keys (cells). */
  readonly address: number;
  /** A list of the addresses (u32) of the columns they are made of, and how many these are. */
  readonly cells: number;
  readonly count: number;
  /** What the keys take at most. */
  readonly mostBytes: number;
}

export class KeyTexts {
  readonly #kernel: Kernel;
  readonly #columns: readonly number[];
  /** Packed keys, copies of the key cells and a list of their addresses. */
  readonly #packed: number;
  readonly #copies: readonly number[];
  readonly #list: number;
  readonly #texts: Scratch;

  /** At least one column. */
  constructor(kernel: Kernel, columns: readonly number[]) {
    this.#kernel = kernel;
    this.#columns = columns;
    this.#texts = new Scratch(kernel);
    this.#packed = kernel.allocate(BATCH_ROWS * 8);
    this.#copies = columns.map(() => kernel.allocate(BATCH_ROWS * 8));
    this.#list = kernel.allocate(columns.length * 4);
    kernel.u32(this.#list, columns.length).set(this.#copies);
  }

  /** Good until the next call. */
  of(batch: Batch, quote: number): BatchKeys {
    const count = this.#columns.length;
    const { call } = this.#kernel;
    for (const [k, column] of this.#columns.entries()) {
      const [from, to] = [cellsOf(batch, column), this.#copies[k] as number];
      this.#kernel.bytes.copyWithin(to, from, from + batch.rows * 8);
    }
    // Many keys are far shorter than as many times all of the text.
    const textBytes = count === 1 ? batch.textBytes : call.cellBytes(this.#list, count, batch.rows);
    const mostBytes = textBytes + count * batch.rows * PACKED_CELL_BYTES;
    let free = this.#texts.reserve(mostBytes * 2 + SLACK_BYTES);
    for (const cells of this.#copies) free = call.plainTexts(cells, batch.rows, free, quote) >>> 0;
    if (count > 1) call.packKeys(this.#list, count, batch.rows, this.#packed, free);
    return { address: count > 1 ? this.#packed : (this.#copies[0] as number), cells: this.#list, count, mostBytes };
  }

  /** Whether one of so many keys may be another text when it has been written and read. */
  hasOdd(rows: number): boolean {
    return this.#copies.some((cells) => this.#kernel.call.hasOddKeys(cells, rows) !== 0);
  }
}
