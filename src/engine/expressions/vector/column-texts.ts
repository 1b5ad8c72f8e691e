/**
 * A column's texts as strings, for the scalar evaluator. When many are asked for, all of the batch are decoded at once,
 * and each is a part of one long string: a call of the decoder costs more than most texts.
 */
import { BATCH_ROWS } from '../../formats/reader.ts';
import { cellsOf } from '../../operators/number-cells.ts';
import { plainText } from '../../values/cells.ts';
import type { Context } from './context.ts';
import { ALL } from './steps.ts';

/** So many are decoded one by one. */
const FEW = 32;
/** More is not decoded at once. */
const MOST_BYTES = 1 << 22;

export class ColumnTexts {
  readonly #context: Context;
  readonly #column: number;
  #batch = 0;
  #asked = 0;
  /** Whether `#text` has the texts of this batch. */
  #isDecoded = false;
  #text = '';
  readonly #ends = new Uint32Array(BATCH_ROWS);

  constructor(context: Context, column: number) {
    this.#context = context;
    this.#column = column;
  }

  /** The text of a cell that is not null. */
  at(row: number): string {
    if (this.#batch !== this.#context.batch) this.#begin();
    if (++this.#asked === FEW) this.#decode();
    if (!this.#isDecoded) return this.#one(row);
    return this.#text.substring(row === 0 ? 0 : (this.#ends[row - 1] as number), this.#ends[row]);
  }

  #begin(): void {
    this.#batch = this.#context.batch;
    this.#asked = 0;
    this.#isDecoded = false;
  }

  #one(row: number): string {
    const { kernel, rows } = this.#context;
    return plainText(kernel, cellsOf(rows.batch, this.#column) + row * 8, rows.quote);
  }

  #decode(): void {
    const { kernel, arena, count } = this.#context;
    const cells = this.#context.plainColumn(this.#column);
    cells.step.evaluate(ALL);
    const textBytes = kernel.call.textBytes(cells.at, count);
    if (textBytes > MOST_BYTES) return;
    const ends = arena.reserve(count * 4 + textBytes + 16);
    const texts = ends + count * 4;
    const end = kernel.call.packTexts(cells.at, count, ends, texts) >>> 0;
    this.#ends.set(new Uint32Array(kernel.bytes.slice(ends, texts).buffer));
    this.#text = Buffer.from(kernel.bytes.buffer, texts, end - texts).toString('utf8');
    // Half a surrogate pair, which JSON can say, has no UTF-8: such texts are decoded one by one.
    this.#isDecoded = this.#text.length === (this.#ends[count - 1] as number);
  }
}
