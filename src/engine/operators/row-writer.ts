/** Rows of text from cells, with what it takes to merge them with other workers' rows. */
import type { RowFormat } from '../../protocol/result.ts';
import { BATCH_ROWS } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { Scratch } from './scratch.ts';

/** Rows of an answer: their places in it as rising numbers (u64), their lengths in bytes (u32), their text. */
export interface RowChunk {
  readonly rows: number;
  readonly places: Uint8Array;
  readonly lengths: Uint8Array;
  readonly text: Uint8Array;
}

/** Some rows as text, in kernel memory, and the address of their lengths in bytes (u32 each). No view of the text: memory
 * may grow. */
export interface RenderedRows {
  readonly address: number;
  readonly byteLength: number;
  readonly lengths: number;
}

/** What a byte of a cell can become: two quotes in CSV, an escape in JSON. */
const BYTES_A_BYTE = { csv: 2, json: 6, cells: 1 } as const;
/** Quotes, `null`, the length of a cell. */
const MOST_BYTES_A_CELL = 8;
const SLACK_BYTES = 64;

/** Memory that rows are written to: an address of at least so many bytes. */
export interface RowRoom {
  reserve(byteLength: number): number;
}

export class RowWriter {
  readonly #kernel: Kernel;
  readonly #format: RowFormat;
  readonly #columnCount: number;
  /** Addresses and lengths (u32) of the texts around columns, and their bytes together. */
  readonly #texts: number;
  readonly #textBytes: number;
  readonly #places: number;
  readonly #lengths: number;
  readonly #room: RowRoom;

  /** Rows are written to `room`; without it, to memory of its own, again and again. */
  constructor(kernel: Kernel, format: RowFormat, columnCount: number, room: RowRoom = new Scratch(kernel)) {
    this.#kernel = kernel;
    this.#room = room;
    this.#format = format;
    this.#columnCount = columnCount;
    const encoded = format.kind === 'cells' ? [] : format.texts.map((text) => Buffer.from(text));
    this.#textBytes = encoded.reduce((sum, { length }) => sum + length, 0);
    const addresses = encoded.map(({ length }) => kernel.allocate(length));
    this.#texts = kernel.allocate(encoded.length * 8);
    for (const [t, text] of encoded.entries()) {
      kernel.bytes.set(text, addresses[t] as number);
      kernel.u32(this.#texts + t * 8, 2).set([addresses[t] as number, text.length]);
    }
    this.#places = kernel.allocate(BATCH_ROWS * 8);
    this.#lengths = kernel.allocate(BATCH_ROWS * 4);
  }

  /** The rows of groups (u32 at `order`) whose cells these are; valid until the next call. */
  write(cells: number, order: number, rows: number): RowChunk {
    const { address, byteLength } = this.text(cells, rows);
    this.#kernel.call.groupsAppearances(order, rows, this.#places);
    const view = (address: number, byteLength: number) => this.#kernel.bytes.subarray(address, address + byteLength);
    return {
      rows,
      places: view(this.#places, rows * 8),
      lengths: view(this.#lengths, rows * 4),
      text: view(address, byteLength),
    };
  }

  /** The text of rows; `cells` lists the addresses (u32) of their columns. Valid until the next call. */
  text(cells: number, rows: number): RenderedRows {
    const { call } = this.#kernel;
    const columns = this.#columnCount;
    const out = this.#room.reserve(this.#mostBytes(call.cellBytes(cells, columns, rows), rows));
    const end = this.#write(cells, columns, rows, out) >>> 0;
    return { address: out, byteLength: end - out, lengths: this.#lengths };
  }

  #write(cells: number, columns: number, rows: number, out: number): number {
    const { call } = this.#kernel;
    const format = this.#format;
    if (format.kind === 'cells') return call.writeCells(cells, columns, rows, out, this.#lengths);
    if (format.kind === 'json') {
      const isText = Number(!format.infersNumbers);
      return call.writeJsonRows(cells, columns, rows, this.#texts, isText, out, this.#lengths);
    }
    return call.writeCsvRows(cells, columns, rows, this.#texts, format.delimiter, out, this.#lengths);
  }

  #mostBytes(cellBytes: number, rows: number): number {
    return (
      cellBytes * BYTES_A_BYTE[this.#format.kind] +
      rows * (this.#textBytes + this.#columnCount * MOST_BYTES_A_CELL) +
      SLACK_BYTES
    );
  }
}
