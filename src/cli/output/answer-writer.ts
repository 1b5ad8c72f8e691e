/** Writes an answer while it is made: rows of text as they come, or all of it at once where columns are aligned. */
import { PLAIN, type TextStyle } from '../../core/text-style.ts';
import type { ResultTable } from '../../protocol/result.ts';
import type { OutputPlace } from '../../protocol/stage.ts';
import { type AlignedFormat, alignedText } from './aligned-rows.ts';
import type { Output } from './output.ts';
import type { Frame } from './row-format.ts';

export interface AnswerWriter {
  /** Takes rows in their order. Throws ReaderGoneError, and what the system says. */
  write(rows: Uint8Array): void;
  /** Where a worker writes the next rows itself; undefined when it must hand them over. */
  place(byteLength: number): OutputPlace | undefined;
  /** No more rows come. What takes long throws the signal's reason. */
  end(signal?: AbortSignal): Promise<void>;
}

/** Where an answer goes: a descriptor, and the path of a file that nobody else writes to, if it is one. */
export interface Destination {
  readonly descriptor: number;
  readonly path: string | undefined;
  /** What messages call it. */
  readonly name: string;
}

export class RowsWriter implements AnswerWriter {
  readonly #output: Output;
  readonly #frame: Frame;
  /** Of all rows so far, with what the first one does without. */
  #byteLength = 0;
  #isPlaced = false;

  constructor(output: Output, frame: Frame) {
    this.#output = output;
    this.#frame = frame;
  }

  write(rows: Uint8Array): void {
    if (rows.length === 0) return;
    const { start, separatorBytes } = this.#frame;
    const isFirst = this.#byteLength === 0;
    this.#byteLength += rows.length;
    if (isFirst) this.#output.write(start);
    this.#output.write(isFirst ? rows.subarray(separatorBytes) : rows);
  }

  place(byteLength: number): OutputPlace | undefined {
    const { path, name } = this.#output;
    if (path === undefined) return undefined;
    this.#isPlaced = true;
    const startByte = this.#firstByte + this.#byteLength;
    this.#byteLength += byteLength;
    return { path, name, startByte };
  }

  /** Of the rows: what the first one does without is overwritten in the end. */
  get #firstByte(): number {
    return Buffer.byteLength(this.#frame.start) - this.#frame.separatorBytes;
  }

  async end(): Promise<void> {
    const { start, end, endOfNone } = this.#frame;
    if (this.#byteLength === 0) this.#output.write(start + endOfNone);
    else if (!this.#isPlaced) this.#output.write(end);
    else {
      this.#output.writeAt?.(start, 0);
      this.#output.writeAt?.(end, this.#firstByte + this.#byteLength);
    }
    this.#output.end();
  }
}

/** Rows of cells, made into a table. */
export interface TableMaker {
  append(rows: Uint8Array): void;
  readonly table: ResultTable;
}

export class TableWriter implements AnswerWriter {
  readonly #output: Output;
  readonly #format: AlignedFormat;
  readonly #style: TextStyle;
  readonly #maker: TableMaker;

  constructor(output: Output, format: AlignedFormat, maker: TableMaker, style: TextStyle = PLAIN) {
    this.#output = output;
    this.#format = format;
    this.#maker = maker;
    this.#style = style;
  }

  write(rows: Uint8Array): void {
    this.#maker.append(rows);
  }

  place(): undefined {}

  async end(): Promise<void> {
    for await (const text of alignedText(this.#maker.table, this.#format, this.#style)) {
      this.#output.write(text);
    }
    this.#output.end();
  }
}
