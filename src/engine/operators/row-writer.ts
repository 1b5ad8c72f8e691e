/** Rows of text from the cells of an answer, with what it takes to merge them with other workers' rows. */
import type { RowFormat } from '../../protocol/result.ts';
import { BATCH_ROWS } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import type { AnswerCells } from './answer-cells.ts';

/** Rows of an answer: their places in it as rising numbers (u64), their lengths in bytes (u32), their text. */
export interface RowChunk {
  readonly rows: number;
  readonly places: Uint8Array;
  readonly lengths: Uint8Array;
  readonly text: Uint8Array;
}

/** What a byte of a cell can become: two quotes in CSV, an escape in JSON. */
const CSV_BYTES_A_BYTE = 2;
const JSON_BYTES_A_BYTE = 6;
/** Quotes, `null`. */
const MOST_BYTES_A_CELL = 8;

export class RowWriter {
  readonly #kernel: Kernel;
  readonly #delimiter: number;
  readonly #columnCount: number;
  /** Addresses and lengths (u32) of the texts around columns, and their bytes together. */
  readonly #texts: number;
  readonly #textBytes: number;
  readonly #places: number;
  readonly #lengths: number;
  #out = 0;
  #capacity = 0;

  constructor(kernel: Kernel, { delimiter, texts }: RowFormat) {
    this.#kernel = kernel;
    this.#delimiter = delimiter ?? 0;
    this.#columnCount = texts.length - 1;
    const encoded = texts.map((text) => Buffer.from(text));
    this.#textBytes = encoded.reduce((sum, { length }) => sum + length, 0);
    const addresses = encoded.map(({ length }) => kernel.allocate(length));
    this.#texts = kernel.allocate(texts.length * 8);
    for (const [t, text] of encoded.entries()) {
      kernel.bytes.set(text, addresses[t] as number);
      kernel.u32(this.#texts + t * 8, 2).set([addresses[t] as number, text.length]);
    }
    this.#places = kernel.allocate(BATCH_ROWS * 8);
    this.#lengths = kernel.allocate(BATCH_ROWS * 4);
  }

  /** The rows of groups (u32 at `order`) whose cells these are; valid until the next call. */
  write(cells: AnswerCells, order: number, rows: number): RowChunk {
    const { call } = this.#kernel;
    this.#reserve(call.cellBytes(cells.list, this.#columnCount, rows), rows);
    const end = call.writeRows(
      ...([cells.list, this.#columnCount, rows, this.#texts, this.#delimiter, this.#out, this.#lengths] as const),
    );
    call.groupsAppearances(order, rows, this.#places);
    const view = (address: number, byteLength: number) => this.#kernel.bytes.subarray(address, address + byteLength);
    return {
      rows,
      places: view(this.#places, rows * 8),
      lengths: view(this.#lengths, rows * 4),
      text: view(this.#out, (end >>> 0) - this.#out),
    };
  }

  #reserve(cellBytes: number, rows: number): void {
    const needed =
      cellBytes * (this.#delimiter === 0 ? JSON_BYTES_A_BYTE : CSV_BYTES_A_BYTE) +
      rows * (this.#textBytes + this.#columnCount * MOST_BYTES_A_CELL) +
      64;
    if (needed <= this.#capacity) return;
    this.#capacity = needed * 1.5;
    this.#out = this.#kernel.allocate(this.#capacity);
  }
}
