/** Rows that are held: copies of their cells and texts in kernel memory, to be handed on later in any order. */
import { BATCH_ROWS, type ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import type { RowConsumer, Rows } from '../steps/step.ts';
import { Scratch } from './scratch.ts';

const TEXT_BYTES = 1 << 20;
/** The kernel copies texts 16 bytes at a time. */
const SLACK_BYTES = 16;

/** Up to BATCH_ROWS rows: the addresses of each column's cells. */
interface Chunk {
  rows: number;
  readonly cells: readonly number[];
}

export class RowTable {
  rowCount = 0;
  readonly #kernel: Kernel;
  readonly #plain: Scratch;
  readonly #copies: Scratch;
  #chunks: Chunk[] = [];
  #columnCount = 0;
  #free = 0;
  #end = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#plain = new Scratch(kernel);
    this.#copies = new Scratch(kernel);
  }

  /** Texts are kept as they are meant: without quotes and escapes. */
  append({ batch, quote }: Rows): void {
    const { rows, cells, textBytes } = batch;
    this.#columnCount = cells.length;
    this.#reserve((textBytes + rows * SLACK_BYTES) * Math.max(1, cells.length));
    const plain = cells.map((column, c) => this.#plainCells(column, c, batch.rows, textBytes, quote));
    for (let from = 0; from < rows; ) {
      const chunk = this.#openChunk();
      const count = Math.min(rows - from, BATCH_ROWS - chunk.rows);
      for (const [c, column] of plain.entries()) {
        const to = (chunk.cells[c] as number) + chunk.rows * 8;
        this.#free = this.#kernel.call.copyCells(column + from * 8, count, to, this.#free) >>> 0;
      }
      chunk.rows += count;
      from += count;
    }
    this.rowCount += rows;
  }

  /** Copies of the cells, made plain. */
  #plainCells(column: number, c: number, rows: number, textBytes: number, quote: number): number {
    const copies = this.#copies.reserve(this.#columnCount * BATCH_ROWS * 8) + c * BATCH_ROWS * 8;
    const scratch = this.#plain.reserve((textBytes + rows * SLACK_BYTES) * this.#columnCount);
    this.#kernel.bytes.copyWithin(copies, column, column + rows * 8);
    const share = (textBytes + rows * SLACK_BYTES) * c;
    this.#kernel.call.plainTexts(copies, rows, scratch + share, quote);
    return copies;
  }

  #reserve(byteLength: number): void {
    if (this.#free + byteLength <= this.#end) return;
    const capacity = Math.max(TEXT_BYTES, byteLength);
    this.#free = this.#kernel.allocateAsIs(capacity + SLACK_BYTES);
    this.#end = this.#free + capacity;
  }

  #openChunk(): Chunk {
    const last = this.#chunks.at(-1);
    if (last !== undefined && last.rows < BATCH_ROWS) return last;
    const cells = Array.from({ length: this.#columnCount }, () => this.#kernel.allocateAsIs(BATCH_ROWS * 8));
    const chunk = { rows: 0, cells };
    this.#chunks.push(chunk);
    return chunk;
  }

  /** A column's cells in one array. */
  column(c: number): number {
    const address = this.#kernel.allocateAsIs(this.rowCount * 8);
    let to = address;
    for (const { rows, cells } of this.#chunks) {
      const from = cells[c] as number;
      this.#kernel.bytes.copyWithin(to, from, from + rows * 8);
      to += rows * 8;
    }
    return address;
  }

  /** Lets go of all but these rows, which come to stand in this order. What texts they had stays until the kernel is
   * recycled. */
  keep(order: Uint32Array): void {
    const chunks: Chunk[] = [];
    this.#inBatches(order, (cells, rows) => {
      const copies = cells.map((column) => {
        const to = this.#kernel.allocateAsIs(BATCH_ROWS * 8);
        this.#kernel.bytes.copyWithin(to, column, column + rows * 8);
        return to;
      });
      chunks.push({ rows, cells: copies });
      return undefined;
    });
    this.#chunks = chunks;
    this.rowCount = order.length;
  }

  /** Hands these rows on, in this order. */
  emit(order: Uint32Array, emit: RowConsumer): ReaderFailure | undefined {
    return this.#inBatches(order, (cells, rows) => {
      const list = this.#kernel.allocate(cells.length * 4);
      this.#kernel.u32(list, cells.length).set(cells);
      const textBytes = this.#kernel.call.cellBytes(list, cells.length, rows);
      this.#kernel.release(list);
      return emit({ batch: { rows, cells, textBytes, byteOf: () => 0 }, quote: 0, fileName: '' });
    });
  }

  #inBatches(
    order: Uint32Array,
    use: (cells: readonly number[], rows: number) => ReaderFailure | undefined,
  ): ReaderFailure | undefined {
    const kernel = this.#kernel;
    const columns = Array.from({ length: this.#columnCount }, (_, c) => this.column(c));
    const out = columns.map(() => kernel.allocateAsIs(BATCH_ROWS * 8));
    const selection = kernel.allocateAsIs(BATCH_ROWS * 4);
    for (let from = 0; from < order.length; from += BATCH_ROWS) {
      const rows = Math.min(BATCH_ROWS, order.length - from);
      kernel.u32(selection, rows).set(order.subarray(from, from + rows));
      for (const [c, column] of columns.entries()) kernel.call.gatherCells(column, selection, rows, out[c] as number);
      const failure = use(out, rows);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }
}
