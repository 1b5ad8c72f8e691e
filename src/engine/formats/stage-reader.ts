/** Reads spans of any of a stage's files: picks the reader by format and shares one buffer among them. */
import type { ColumnPath, FileFormat, InputFile, ScanStage, Span } from '../../protocol/stage.ts';
import { BlockBuffer } from '../io/block-buffer.ts';
import { OpenFile } from '../io/files.ts';
import type { Kernel } from '../kernel.ts';
import { CsvScanner, CsvSpanReader } from './csv-reader.ts';
import { guessStart } from './guess-start.ts';
import { type JsonFormat, JsonScanner, JsonSpanReader } from './json-reader.ts';
import type { BatchConsumer, ReadOutcome } from './reader.ts';

type CsvFormat = Extract<FileFormat, { kind: 'csv' }>;

export class StageReader {
  readonly buffer: BlockBuffer;
  readonly #kernel: Kernel;
  readonly #stage: ScanStage;
  #open: { readonly index: number; readonly file: OpenFile } | undefined;
  #csv: CsvScanner | undefined;
  #json: JsonScanner | undefined;
  readonly #csvColumnsSeen: boolean[];

  constructor(kernel: Kernel, stage: ScanStage, blockBytes?: number) {
    this.#kernel = kernel;
    this.#stage = stage;
    this.buffer = new BlockBuffer(kernel, blockBytes);
    this.#csvColumnsSeen = stage.columns.map(() => false);
  }

  /** Where the first record of a span starts: known, or guessed. Throws ReadError. */
  startOf(span: Span, isCertain: boolean): number {
    const input = this.#input(span);
    return isCertain ? span.startByte : guessStart(this.#file(span), input, span.startByte);
  }

  /** Reads a span whose first record starts at startByte. Throws ReadError. */
  read(span: Span, startByte: number, consume: BatchConsumer): ReadOutcome {
    const file = this.#file(span);
    const outcome = this.#reader(this.#input(span), file).read(span, startByte, consume);
    if (outcome.ok) file.checkUnchanged();
    return outcome;
  }

  /** Closes the open file, if there is one. */
  close(): void {
    this.#open?.file.close();
    this.#open = undefined;
  }

  /** Which of the stage's columns have occurred so far. */
  columnsSeen(): readonly boolean[] {
    const json = this.#json?.columnsSeen() ?? [];
    return this.#csvColumnsSeen.map((seen, column) => seen || json[column] === true);
  }

  #input(span: Span): InputFile {
    return this.#stage.files[span.file] as InputFile;
  }

  /** One file is open at a time: tasks mostly go through a file in order. */
  #file(span: Span): OpenFile {
    if (this.#open?.index !== span.file) {
      this.close();
      this.#open = { index: span.file, file: new OpenFile(this.#input(span)) };
    }
    return this.#open.file;
  }

  #reader(input: InputFile, file: OpenFile): CsvSpanReader | JsonSpanReader {
    return input.format.kind === 'csv'
      ? this.#csvReader(input, input.format, file)
      : this.#jsonReader(input, input.format, file);
  }

  #csvReader(input: InputFile, format: CsvFormat, file: OpenFile): CsvSpanReader {
    const { columns } = this.#stage;
    this.#csv ??= new CsvScanner(this.#kernel, this.buffer, columns.length);
    const places = columns.map((column) => columnIn(format, column));
    for (const [column, place] of places.entries()) if (place >= 0) this.#csvColumnsSeen[column] = true;
    return new CsvSpanReader(this.#csv, file, input, format, places);
  }

  #jsonReader(input: InputFile, format: JsonFormat, file: OpenFile): JsonSpanReader {
    this.#json ??= new JsonScanner(this.#kernel, this.buffer, this.#stage.columns);
    return new JsonSpanReader(this.#json, file, input, format);
  }
}

/** The place of a column in a CSV file, or -1. A header is compared with the path as it is written. */
function columnIn(format: CsvFormat, column: ColumnPath): number {
  return format.columns.indexOf(column.text);
}
