/** Copies of cells whose texts are as they are meant, without quotes and escapes; and how long texts are. */
import { BATCH_ROWS } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { Kind } from '../values/cells.ts';
import { Scratch } from './scratch.ts';

/** Of cells that are not plain. */
export const UNPLAIN_KINDS = (1 << Kind.quoted) | (1 << Kind.escaped);
export const COLUMN_BYTES = BATCH_ROWS * 8;
/** The kernel copies texts 16 bytes at a time. */
export const SLACK_BYTES = 64;

export class PlainCells {
  readonly #kernel: Kernel;
  readonly #copies: Scratch;
  readonly #texts: Scratch;
  readonly #list: Scratch;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    [this.#copies, this.#texts, this.#list] = [new Scratch(kernel), new Scratch(kernel), new Scratch(kernel)];
  }

  /** Of the texts of all columns together. */
  bytesOf(columns: readonly number[], rows: number): number {
    const list = this.#list.reserve(columns.length * 4);
    this.#kernel.u32(list, columns.length).set(columns);
    return this.#kernel.call.cellBytes(list, columns.length, rows);
  }

  /** Of one column; good until the next call. */
  ofColumn(column: number, rows: number, quote: number): number {
    return this.ofColumns([column], rows, quote)[0] as number;
  }

  /** Of several columns, good until the next call. */
  ofColumns(columns: readonly number[], rows: number, quote: number): readonly number[] {
    const kernel = this.#kernel;
    const unplain = new Set(columns.filter((column) => kernel.call.hasKinds(column, rows, UNPLAIN_KINDS)));
    if (unplain.size === 0) return columns;
    const first = this.#copies.reserve(columns.length * COLUMN_BYTES);
    let free = this.#texts.reserve(this.bytesOf(columns, rows) + SLACK_BYTES);
    return columns.map((column, at) => {
      if (!unplain.has(column)) return column;
      const copy = first + at * COLUMN_BYTES;
      kernel.bytes.copyWithin(copy, column, column + rows * 8);
      free = kernel.call.plainTexts(copy, rows, free, quote) >>> 0;
      return copy;
    });
  }
}
