/**
 * Rows of cells that another stage wrote (RowFormat 'cells'): cells of the wanted columns point into the block, and what
 * they are is kept. Spans are whole rows: files are cut where one is known to start.
 */
import type { CellsFormat, Span } from '../../protocol/stage.ts';
import type { BlockBuffer } from '../io/block-buffer.ts';
import type { OpenFile } from '../io/files.ts';
import type { Kernel } from '../kernel.ts';
import { Scratch } from '../operators/scratch.ts';
import { BATCH_ROWS, type BatchConsumer, type ReaderFailure, type ReadOutcome, type SpanReader } from './reader.ts';

/** Reused from file to file: everything that needs memory. */
export class TableScanner {
  readonly kernel: Kernel;
  readonly buffer: BlockBuffer;
  /** A column that the file does not have: cells that are all null. */
  readonly #nulls: number;
  readonly #cells: readonly number[];
  readonly #list: Scratch;

  constructor(kernel: Kernel, buffer: BlockBuffer, columnCount: number) {
    this.kernel = kernel;
    this.buffer = buffer;
    this.#nulls = kernel.allocate(BATCH_ROWS * 8);
    this.#cells = Array.from({ length: columnCount }, () => kernel.allocate(BATCH_ROWS * 8));
    this.#list = new Scratch(kernel);
  }

  /** Where cells of the wanted columns come to, for what is read next: a list for the kernel, of all columns of the file. */
  use(fileColumns: number, places: readonly number[]): { readonly list: number; readonly cells: readonly number[] } {
    const list = this.#list.reserve(fileColumns * 4);
    const arrays = this.kernel.u32(list, fileColumns).fill(0);
    const cells = places.map((place, column) => {
      if (place < 0) return this.#nulls;
      arrays[place] ||= this.#cells[column] as number;
      return arrays[place];
    });
    return { list, cells };
  }
}

export class TableSpanReader implements SpanReader {
  readonly #scanner: TableScanner;
  readonly #file: OpenFile;
  readonly #format: CellsFormat;
  readonly #size: number;
  readonly #list: number;
  readonly #cells: readonly number[];
  /** How often a cell's text can be in a batch: columns can be asked for under several names. */
  readonly #mostUses: number;
  #records = 0;

  /** `places`: for each wanted column its place in the file, or -1. */
  constructor(
    scanner: TableScanner,
    { file, size }: { readonly file: OpenFile; readonly size: number },
    format: CellsFormat,
    places: readonly number[],
  ) {
    this.#scanner = scanner;
    this.#file = file;
    this.#format = format;
    this.#size = size;
    const { list, cells } = scanner.use(format.columns.length, places);
    this.#list = list;
    this.#cells = cells;
    this.#mostUses = 1 + places.length - new Set(places).size;
  }

  read(span: Span, startByte: number, consume: BatchConsumer): ReadOutcome {
    const { buffer } = this.#scanner;
    const stopByte = span.stopByte ?? this.#size;
    this.#records = 0;
    buffer.begin(startByte);
    for (let consumed = 0; buffer.startByte + consumed < stopByte; ) {
      if (buffer.startByte + buffer.length >= stopByte) throw new Error('a row of cells is cut off');
      buffer.advance(this.#file, consumed, stopByte, this.#size);
      const block = this.#readBlock(consume);
      if (typeof block !== 'number') return { ok: false, failure: block };
      consumed = block;
    }
    return { ok: true, endByte: stopByte, records: this.#records, skipped: 0 };
  }

  /** Reads the rows of which all is in the block; returns how many bytes they are. */
  #readBlock(consume: BatchConsumer): number | ReaderFailure {
    const { kernel, buffer } = this.#scanner;
    const { address, length, startByte } = buffer;
    const byteOf = (at: number): number => startByte + at - address;
    const columnCount = this.#format.columns.length;
    for (let from = address; ; ) {
      const rows = kernel.call.readCells(from, address + length, this.#list, columnCount, BATCH_ROWS);
      if (rows === 0) return from - address;
      const next = kernel.call.readCellsEnd() >>> 0;
      const textBytes = (next - from) * this.#mostUses;
      this.#records += rows;
      const failure = consume({ rows, cells: this.#cells, byteOf, textBytes });
      if (failure !== undefined) return failure;
      from = next;
    }
  }
}
