/** NDJSON, JSON arrays, and JSON records one after another, through the kernel. Every byte is checked. */
import type { ColumnPath, FileFormat, InputFile, Span } from '../../protocol/stage.ts';
import type { BlockBuffer } from '../io/block-buffer.ts';
import type { OpenFile } from '../io/files.ts';
import type { Kernel } from '../kernel.ts';
import { jsonErrorText } from './json-errors.ts';
import { writePathNodes } from './json-paths.ts';
import { BATCH_ROWS, type Batch, type BatchConsumer, type ReaderFailure, type ReadOutcome } from './reader.ts';

export type JsonFormat = Exclude<FileFormat, { kind: 'csv' | 'cells' }>;

const HOW = { ndjson: 0, 'json-sequence': 1, 'json-array': 2 } as const;
const Stopped = { rowsFull: 0, limit: 1, incomplete: 2, failed: 3, closed: 4 } as const;
/** Room for a key with escapes in it; longer ones are compared as they stand. */
const KEY_BYTES = 65536;

/** Reused from file to file: what has been learned about the records, and everything that needs memory. */
export class JsonScanner {
  readonly kernel: Kernel;
  readonly buffer: BlockBuffer;
  readonly cells: readonly number[];
  /** Which column is the record itself, and where the records of a batch start (u32 each). */
  readonly recordColumn: number;
  readonly #starts: number;
  readonly #seen: number;

  constructor(kernel: Kernel, buffer: BlockBuffer, columns: readonly ColumnPath[]) {
    this.kernel = kernel;
    this.buffer = buffer;
    const cells = kernel.allocate(columns.length * BATCH_ROWS * 8);
    this.cells = columns.map((_, c) => cells + c * BATCH_ROWS * 8);
    this.#seen = kernel.allocate(columns.length);
    this.recordColumn = columns.findIndex(({ steps }) => steps.length === 0);
    this.#starts = this.recordColumn < 0 ? 0 : kernel.allocate(BATCH_ROWS * 4);
    const tables = kernel.allocate(kernel.call.jsonTableBytes());
    kernel.call.jsonUse(
      writePathNodes(kernel, columns),
      columns.length,
      this.#seen,
      tables,
      kernel.allocate(KEY_BYTES),
    );
  }

  begin(format: JsonFormat, isStart: boolean): void {
    const { call } = this.kernel;
    call.jsonBegin(HOW[format.kind], Number(isStart));
    call.jsonKeepRecords(this.#starts);
  }

  columnsSeen(): readonly boolean[] {
    return Array.from(this.kernel.bytes.subarray(this.#seen, this.#seen + this.cells.length), (seen) => seen === 1);
  }
}

export class JsonSpanReader {
  readonly #scanner: JsonScanner;
  readonly #file: OpenFile;
  readonly #input: InputFile;
  readonly #format: JsonFormat;

  constructor(scanner: JsonScanner, file: OpenFile, input: InputFile, format: JsonFormat) {
    this.#scanner = scanner;
    this.#file = file;
    this.#input = input;
    this.#format = format;
  }

  read(span: Span, startByte: number, consume: BatchConsumer): ReadOutcome {
    const { kernel, buffer, cells } = this.#scanner;
    const stopByte = span.stopByte ?? Number.POSITIVE_INFINITY;
    const size = this.#input.size ?? Number.POSITIVE_INFINITY;
    const isArray = this.#format.kind === 'json-array';
    const isStart = startByte === this.#format.dataStart;
    this.#scanner.begin(this.#format, isStart);
    buffer.begin(startByte);
    let from = 0;
    let records = 0;
    this.#advance(0, stopByte);
    for (;;) {
      const end = buffer.address + buffer.length;
      // A guess may lie behind the stop, even farther than addresses go down.
      const limit = buffer.address + Math.max(0, Math.min(stopByte - buffer.startByte, buffer.length + 1));
      const rows = kernel.call.jsonRead(buffer.address + from, limit, end, cells[0] ?? 0, BATCH_ROWS, BATCH_ROWS);
      const stopped = kernel.call.jsonStopped();
      from = (kernel.call.jsonConsumed() >>> 0) - buffer.address;
      records += rows;
      const failure = rows > 0 ? consume(this.#batch(rows)) : undefined;
      if (failure) return { ok: false, failure };
      if (stopped === Stopped.rowsFull) continue;
      if (stopped === Stopped.failed) return { ok: false, failure: this.#syntaxError() };
      if (stopped === Stopped.closed) return this.#readClosing(from, records);
      from = (kernel.call.jsonSkipSpace(buffer.address + from, end) >>> 0) - buffer.address;
      const isBlank = from === buffer.length;
      const mustClose = isArray && isStart && isBlank;
      if (stopped === Stopped.limit && (!isBlank || buffer.atEnd) && !mustClose) {
        return { ok: true, endByte: Math.min(buffer.startByte + from, size), records, skipped: 0 };
      }
      if (buffer.atEnd) {
        if (!isBlank || isArray) return { ok: false, failure: this.#unexpectedEnd() };
        return { ok: true, endByte: Math.min(buffer.startByte + from, size), records, skipped: 0 };
      }
      this.#advance(from, stopByte);
      from = 0;
    }
  }

  #advance(consumed: number, stopByte: number): void {
    const { buffer } = this.#scanner;
    buffer.advance(this.#file, consumed, stopByte, this.#input.size);
    if (buffer.atEnd && this.#format.kind === 'ndjson') buffer.endWithNewline();
  }

  #batch(rows: number): Batch {
    const { kernel, buffer, cells, recordColumn } = this.#scanner;
    const { address, startByte } = buffer;
    if (recordColumn >= 0) kernel.call.jsonRecords(rows, cells[recordColumn] as number);
    return { rows, cells, byteOf: (cell) => startByte + cell - address, textBytes: buffer.length };
  }

  /** The array is closed: only white space may follow, to the end of the file. */
  #readClosing(after: number, records: number): ReadOutcome {
    const { kernel, buffer } = this.#scanner;
    let from = after;
    for (;;) {
      const end = buffer.address + buffer.length;
      from = (kernel.call.jsonSkipSpace(buffer.address + from, end) >>> 0) - buffer.address;
      if (from < buffer.length) {
        const byte = buffer.startByte + from;
        const hint = 'one array of records is expected; write one record a line to have several';
        return {
          ok: false,
          failure: { code: 'PQ_JSON_MALFORMED', message: 'text after the end of the array', hint, byte },
        };
      }
      if (buffer.atEnd) return { ok: true, endByte: buffer.startByte + from, records, skipped: 0 };
      this.#advance(from, Number.POSITIVE_INFINITY);
      from = 0;
    }
  }

  #syntaxError(): ReaderFailure {
    const { kernel, buffer } = this.#scanner;
    const byte = buffer.startByte + (kernel.call.jsonErrorAt() >>> 0) - buffer.address;
    return { code: 'PQ_JSON_MALFORMED', ...jsonErrorText(kernel.call.jsonError()), byte };
  }

  #unexpectedEnd(): ReaderFailure {
    const { buffer } = this.#scanner;
    const what = this.#format.kind === 'json-array' ? 'the array is never closed' : 'the record is never closed';
    const hint = 'the file may have been cut off';
    const byte = Math.max(0, buffer.startByte + buffer.length - 1);
    return { code: 'PQ_JSON_MALFORMED', message: `the input ends too early: ${what}`, hint, byte };
  }
}
