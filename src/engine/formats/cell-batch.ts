/** Batches of cells made from texts, for readers outside the kernel: the texts are copied into kernel memory. */
import type { Kernel } from '../kernel.ts';
import { Kind } from '../values/cells.ts';
import { BATCH_ROWS } from './reader.ts';

const TEXT_BYTES = 1024 * 1024;

export class CellBatch {
  readonly cells: readonly number[];
  rows = 0;
  readonly #kernel: Kernel;
  #text: number;
  #capacity = TEXT_BYTES;
  #free: number;
  #bytes: Buffer;

  constructor(kernel: Kernel, columnCount: number) {
    this.#kernel = kernel;
    this.cells = Array.from({ length: columnCount }, () => kernel.allocate(BATCH_ROWS * 8));
    this.#text = kernel.allocate(TEXT_BYTES);
    this.#free = this.#text;
    this.#bytes = Buffer.from(kernel.bytes.buffer);
  }

  /** Bytes of all texts. */
  get textBytes(): number {
    return this.#free - this.#text;
  }

  /** Whether another row with so many bytes of text can be put; an empty batch makes room for any. */
  hasRoomFor(byteLength: number): boolean {
    if (this.rows === BATCH_ROWS) return false;
    const needed = byteLength + this.cells.length;
    if (this.textBytes + needed <= this.#capacity) return true;
    if (this.rows > 0) return false;
    this.#capacity = needed * 2;
    this.#text = this.#kernel.allocate(this.#capacity);
    this.#free = this.#text;
    return true;
  }

  /** A cell of the row that is being made; undefined is null. */
  put(column: number, text: string | undefined, encoding: 'latin1' | 'utf8'): void {
    const cell = ((this.cells[column] as number) + this.rows * 8) / 4;
    const { words } = this.#kernel;
    if (text === undefined) {
      words[cell] = 0;
      words[cell + 1] = 0;
      return;
    }
    if (this.#bytes.length === 0) this.#bytes = Buffer.from(this.#kernel.bytes.buffer);
    const byteLength = text === '' ? 0 : this.#bytes.write(text, this.#free, encoding);
    words[cell] = this.#free;
    words[cell + 1] = (Kind.text << 28) | byteLength;
    // An empty text has an address of its own, too: cells are found by it.
    this.#free += Math.max(1, byteLength);
  }

  endRow(): void {
    this.rows++;
  }

  clear(): void {
    this.rows = 0;
    this.#free = this.#text;
  }

  /** The row and column of the cell whose text is at this address. */
  find(address: number): { readonly row: number; readonly column: number } | undefined {
    const { words } = this.#kernel;
    for (const [column, cells] of this.cells.entries()) {
      for (let row = 0; row < this.rows; row++) if (words[cells / 4 + row * 2] === address) return { row, column };
    }
    return undefined;
  }
}
