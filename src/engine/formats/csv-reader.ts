/**
 * CSV and TSV through the kernel: a block is indexed (positions of all separators outside quotes), runs of well-formed
 * records are found in the index, and cells are made for the wanted columns only. Every record is checked whole.
 */
import type { InputFile, Span } from '../../protocol/stage.ts';
import type { BlockBuffer } from '../io/block-buffer.ts';
import type { OpenFile } from '../io/files.ts';
import type { Kernel } from '../kernel.ts';
import { csvFailure } from './csv-errors.ts';
import type { CsvFormat } from './csv-text.ts';
import {
  BATCH_ROWS,
  type Batch,
  type BatchConsumer,
  RECORD_PLACE,
  type ReaderFailure,
  type ReadOutcome,
} from './reader.ts';

const RETURN = 13;
const NOT_THERE = -1;

/** Reused from file to file: everything that needs memory. */
export class CsvScanner {
  readonly kernel: Kernel;
  readonly buffer: BlockBuffer;
  readonly cells: readonly number[];
  /** A column that the file does not have: cells that are all null. */
  readonly nulls: number;
  #index = 0;
  #indexCapacity = 0;

  constructor(kernel: Kernel, buffer: BlockBuffer, columnCount: number) {
    this.kernel = kernel;
    this.buffer = buffer;
    this.nulls = kernel.allocate(BATCH_ROWS * 8);
    this.cells = Array.from({ length: columnCount }, () => kernel.allocate(BATCH_ROWS * 8));
  }

  /** Room for a position a byte of the buffer. */
  get index(): number {
    if (this.#indexCapacity < this.buffer.capacity) {
      this.#indexCapacity = this.buffer.capacity;
      this.#index = this.kernel.allocate(this.#indexCapacity * 4 + 64);
    }
    return this.#index;
  }
}

/** A record's place in a block: its first position in the index and its first byte. */
interface Cursor {
  position: number;
  start: number;
}

export class CsvSpanReader {
  readonly #scanner: CsvScanner;
  readonly #file: OpenFile;
  readonly #input: InputFile;
  readonly #format: CsvFormat;
  /** For each wanted column its place in the file, -1, or RECORD_PLACE. */
  readonly #columns: readonly number[];
  readonly #cells: readonly number[];
  #records = 0;
  #skipped = 0;

  constructor(scanner: CsvScanner, file: OpenFile, input: InputFile, format: CsvFormat, columns: readonly number[]) {
    this.#scanner = scanner;
    this.#file = file;
    this.#input = input;
    this.#format = format;
    this.#columns = columns;
    this.#cells = columns.map((column, c) => (column === NOT_THERE ? scanner.nulls : (scanner.cells[c] as number)));
  }

  read(span: Span, startByte: number, consume: BatchConsumer): ReadOutcome {
    const buffer = this.#scanner.buffer;
    const stopByte = span.stopByte ?? Number.POSITIVE_INFINITY;
    this.#records = 0;
    this.#skipped = 0;
    buffer.begin(startByte);
    let consumed = 0;
    while (buffer.startByte + consumed < stopByte) {
      if (buffer.atEnd && consumed === buffer.length) break;
      if (buffer.atEnd) return failed(csvFailure.notClosed(buffer.startByte + consumed));
      buffer.advance(this.#file, consumed, stopByte, this.#input.size);
      if (buffer.atEnd) buffer.endWithNewline();
      const block = this.#readBlock(stopByte - buffer.startByte, consume);
      if (typeof block !== 'number') return failed(block);
      consumed = block;
    }
    const endByte = Math.min(buffer.startByte + consumed, this.#input.size ?? Number.POSITIVE_INFINITY);
    return { ok: true, endByte, records: this.#records + this.#skipped, skipped: this.#skipped };
  }

  /** Reads the block's complete records that start before `limit`; returns how many bytes they are. */
  #readBlock(limit: number, consume: BatchConsumer): number | ReaderFailure {
    const { kernel, buffer, index } = this.#scanner;
    const { delimiter, quote } = this.#format;
    const columnCount = this.#format.columns.length;
    const count = kernel.call.csvIndex(buffer.address, buffer.length, index, delimiter, quote);
    const cursor = { position: 0, start: 0 };
    while (cursor.start < limit) {
      const rows = columnCount && kernel.call.csvRun(buffer.address, index, cursor.position, count, columnCount);
      const rowLimit = Math.min(limit, 0xffffffff);
      const taken = kernel.call.csvRowsBefore(index, cursor.position, rows, columnCount, cursor.start, rowLimit);
      const failure = this.#readRun(cursor, taken, consume);
      if (failure) return failure;
      if (taken < rows || cursor.start >= limit) break;
      const end = kernel.call.csvRecordEnd(buffer.address, index, cursor.position, count);
      if (end === count) return this.#badQuote() ?? cursor.start;
      const oddity = this.#skipBlank(cursor, end);
      if (oddity) return oddity;
    }
    return cursor.start;
  }

  #readRun(cursor: Cursor, rows: number, consume: BatchConsumer): ReaderFailure | undefined {
    const { kernel, buffer, index } = this.#scanner;
    const columnCount = this.#format.columns.length;
    for (let done = 0; done < rows; ) {
      const take = Math.min(BATCH_ROWS, rows - done);
      for (let c = 0; c < this.#columns.length; c++) {
        const column = this.#columns[c] as number;
        if (column === NOT_THERE) continue;
        const run = [buffer.address, index, cursor.position, take, columnCount] as const;
        const out = this.#cells[c] as number;
        if (column === RECORD_PLACE) kernel.call.csvRecords(...run, cursor.start, out);
        else kernel.call.csvCells(...run, column, cursor.start, this.#format.quote, out);
      }
      const failure = consume(this.#batch(take));
      if (failure) return failure;
      done += take;
      this.#records += take;
      cursor.position += take * columnCount;
      cursor.start = this.#position(cursor.position - 1) + 1;
    }
    return undefined;
  }

  #batch(rows: number): Batch {
    const { address, startByte } = this.#scanner.buffer;
    const byteOf = (cell: number): number => startByte + cell - address;
    return { rows, cells: this.#cells, byteOf, textBytes: this.#scanner.buffer.length };
  }

  #position(at: number): number {
    return this.#scanner.kernel.u32(this.#scanner.index + at * 4, 1)[0] as number;
  }

  /** The record that ends at index position `end` has not the header's number of fields: blank, or malformed. */
  #skipBlank(cursor: Cursor, end: number): ReaderFailure | undefined {
    const { buffer, kernel } = this.#scanner;
    const newline = this.#position(end);
    const length = newline - cursor.start;
    const isBlank = length === 0 || (length === 1 && kernel.bytes[buffer.address + cursor.start] === RETURN);
    if (end === cursor.position && isBlank) {
      this.#skipped++;
      cursor.position = end + 1;
      cursor.start = newline + 1;
      return undefined;
    }
    const fields = end - cursor.position + 1;
    return csvFailure.fieldCount(fields, this.#format.columns.length, buffer.startByte + cursor.start);
  }

  #badQuote(): ReaderFailure | undefined {
    const { buffer, kernel } = this.#scanner;
    const bad = kernel.call.csvBadByte();
    return bad < 0 ? undefined : csvFailure.textAfterQuote(buffer.startByte + bad);
  }
}

function failed(failure: ReaderFailure): ReadOutcome {
  return { ok: false, failure };
}
