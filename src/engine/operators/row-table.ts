/** Rows that are held: copies of their cells and texts in kernel memory, to be handed on later in any order. */
import { BATCH_ROWS, type ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import type { RowConsumer, Rows } from '../steps/step.ts';
import { MemoryPool } from './memory-pool.ts';
import { COLUMN_BYTES, PlainCells, SLACK_BYTES } from './plain-cells.ts';
import { Scratch } from './scratch.ts';

const TEXT_BYTES = 1 << 20;

/** BATCH_ROWS rows, fewer in the last one: the addresses of each column's cells. */
interface Chunk {
  rows: number;
  readonly cells: readonly number[];
}

/** Some rows of a batch, and the chunk that they come to. */
interface Share {
  readonly chunk: Chunk;
  readonly from: number;
  readonly count: number;
}

export class RowTable {
  rowCount = 0;
  readonly #kernel: Kernel;
  readonly #cellPool: MemoryPool;
  readonly #textPool: MemoryPool;
  readonly #plain: PlainCells;
  readonly #gathered: Scratch;
  #chunks: Chunk[] = [];
  #columnCount = 0;
  /** Where the next text comes to. */
  #free = 0;
  #end = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    [this.#cellPool, this.#textPool] = [new MemoryPool(kernel), new MemoryPool(kernel)];
    this.#plain = new PlainCells(kernel);
    this.#gathered = new Scratch(kernel);
  }

  clear(): void {
    this.#renew(() => {});
  }

  /** Texts are kept as they are meant: without quotes and escapes. */
  append({ batch, quote }: Rows): void {
    const { rows, cells } = batch;
    this.#columnCount = cells.length;
    this.#reserve(this.#plain.bytesOf(cells, rows) + SLACK_BYTES);
    const shares = this.#sharesOf(rows);
    for (const [c, column] of cells.entries()) {
      const plain = this.#plain.ofColumn(column, rows, quote);
      for (const { chunk, from, count } of shares) {
        const to = (chunk.cells[c] as number) + chunk.rows * 8;
        this.#free = this.#kernel.call.copyCells(plain + from * 8, count, to, this.#free) >>> 0;
      }
    }
    for (const { chunk, count } of shares) chunk.rows += count;
    this.rowCount += rows;
  }

  /** A column's cells in one array, which is written to `scratch`. */
  column(c: number, scratch: Scratch): number {
    const address = scratch.reserve(this.rowCount * 8);
    let to = address;
    for (const { rows, cells } of this.#chunks) {
      const from = cells[c] as number;
      this.#kernel.bytes.copyWithin(to, from, from + rows * 8);
      to += rows * 8;
    }
    return address;
  }

  /** Lets go of all but these rows, which come to stand in this order. */
  keep(order: Uint32Array): void {
    const chunks = this.#chunks;
    this.#renew(() => {
      this.#inBatches(chunks, order, (cells, rows) => {
        this.append({ batch: { rows, cells, textBytes: 0, byteOf: () => 0 }, quote: 0, fileName: '' });
        return undefined;
      });
    });
  }

  /** Hands these rows on, in this order. */
  emit(order: Uint32Array, emit: RowConsumer): ReaderFailure | undefined {
    return this.#inBatches(this.#chunks, order, (cells, rows) => {
      const textBytes = this.#plain.bytesOf(cells, rows);
      return emit({ batch: { rows, cells, textBytes, byteOf: () => 0 }, quote: 0, fileName: '' });
    });
  }

  /** Begins anew with what the work appends; the memory of the rows before is used again afterwards. */
  #renew(work: () => void): void {
    [this.#chunks, this.rowCount, this.#free, this.#end] = [[], 0, 0, 0];
    this.#cellPool.renew(() => this.#textPool.renew(work));
  }

  #reserve(byteLength: number): void {
    if (this.#free + byteLength <= this.#end) return;
    const piece = this.#textPool.take(Math.max(TEXT_BYTES, byteLength));
    this.#free = piece.address;
    this.#end = piece.address + piece.byteLength;
  }

  #sharesOf(rows: number): readonly Share[] {
    const shares: Share[] = [];
    for (let from = 0; from < rows; from += shares.at(-1)?.count ?? 0) {
      const last = shares.length === 0 ? this.#chunks.at(-1) : undefined;
      const chunk = last !== undefined && last.rows < BATCH_ROWS ? last : this.#newChunk();
      shares.push({ chunk, from, count: Math.min(rows - from, BATCH_ROWS - chunk.rows) });
    }
    return shares;
  }

  #newChunk(): Chunk {
    const cells = Array.from({ length: this.#columnCount }, () => this.#cellPool.take(COLUMN_BYTES).address);
    const chunk = { rows: 0, cells };
    this.#chunks.push(chunk);
    return chunk;
  }

  #inBatches(
    chunks: readonly Chunk[],
    order: Uint32Array,
    use: (cells: readonly number[], rows: number) => ReaderFailure | undefined,
  ): ReaderFailure | undefined {
    const gathered = this.#gathered.reserve(this.#columnCount * COLUMN_BYTES);
    const cells = Array.from({ length: this.#columnCount }, (_, c) => gathered + c * COLUMN_BYTES);
    for (let from = 0; from < order.length; from += BATCH_ROWS) {
      const rows = order.subarray(from, from + BATCH_ROWS);
      for (const [c, to] of cells.entries()) this.#gather(chunks, c, rows, to);
      const failure = use(cells, rows.length);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  #gather(chunks: readonly Chunk[], c: number, order: Uint32Array, to: number): void {
    const { words } = this.#kernel;
    let at = to / 4;
    for (const row of order) {
      const cells = (chunks[Math.floor(row / BATCH_ROWS)] as Chunk).cells[c] as number;
      const from = cells / 4 + (row % BATCH_ROWS) * 2;
      words[at++] = words[from] as number;
      words[at++] = words[from + 1] as number;
    }
  }
}
