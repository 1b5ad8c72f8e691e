/** Reads spans of any of a stage's files: picks the reader by format and shares one buffer among them. */
import type { ColumnPath, FileFormat, InputFile, InspectedFile, ScanStage, Span } from '../../protocol/stage.ts';
import { inspectOpen } from '../inspect.ts';
import { BlockBuffer } from '../io/block-buffer.ts';
import { OpenFile } from '../io/files.ts';
import type { Kernel } from '../kernel.ts';
import { CsvScanner, CsvSpanReader } from './csv-reader.ts';
import { guessStart } from './guess-start.ts';
import { type JsonFormat, JsonScanner, JsonSpanReader } from './json-reader.ts';
import type { BatchConsumer, ReadOutcome } from './reader.ts';

type CsvFormat = Extract<FileFormat, { kind: 'csv' }>;

/** A file that is being read, and all that is known of it. */
interface OpenInput {
  readonly index: number;
  readonly open: OpenFile;
  readonly file: InspectedFile;
}

export class StageReader {
  readonly buffer: BlockBuffer;
  readonly #kernel: Kernel;
  readonly #stage: ScanStage;
  #input: OpenInput | undefined;
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
    if (isCertain) return span.startByte;
    const { open, file } = this.openInput(span);
    return guessStart(open, file, span.startByte);
  }

  /**
   * Reads a span whose first record starts at startByte, or behind a header that starts there. Throws ReadError, and
   * PqError for the head of a file that nobody had looked at.
   */
  read(span: Span, startByte: number, consume: BatchConsumer): ReadOutcome {
    const { open, file } = this.openInput(span);
    const outcome = this.#reader(file, open).read(span, Math.max(startByte, file.format.dataStart), consume);
    if (outcome.ok) open.checkUnchanged();
    return outcome;
  }

  /** Closes the open file, if there is one. */
  close(): void {
    this.#input?.open.close();
    this.#input = undefined;
  }

  /** Which of the stage's columns have occurred so far. */
  columnsSeen(): readonly boolean[] {
    const json = this.#json?.columnsSeen() ?? [];
    return this.#csvColumnsSeen.map((seen, column) => seen || json[column] === true);
  }

  /** The span's file: one is open at a time, since tasks mostly go through a file in order. */
  openInput({ file: index }: Span): OpenInput {
    if (this.#input?.index === index) return this.#input;
    this.close();
    const started = performance.now();
    const file = this.#stage.files[index] as InputFile;
    const open = new OpenFile(file);
    const format = file.format ?? this.#look(open, file);
    this.buffer.readMs += performance.now() - started;
    this.#input = { index, open, file: { ...file, format } };
    return this.#input;
  }

  #look(open: OpenFile, file: InputFile): FileFormat {
    try {
      return inspectOpen(open, file, this.#stage.dialect).format;
    } catch (error) {
      open.close();
      throw error;
    }
  }

  #reader(input: InspectedFile, file: OpenFile): CsvSpanReader | JsonSpanReader {
    return input.format.kind === 'csv'
      ? this.#csvReader(input, input.format, file)
      : this.#jsonReader(input, input.format, file);
  }

  #csvReader(input: InspectedFile, format: CsvFormat, file: OpenFile): CsvSpanReader {
    const { columns } = this.#stage;
    this.#csv ??= new CsvScanner(this.#kernel, this.buffer, columns.length);
    const places = columns.map((column) => columnIn(format, column));
    for (const [column, place] of places.entries()) if (place >= 0) this.#csvColumnsSeen[column] = true;
    return new CsvSpanReader(this.#csv, file, input, format, places);
  }

  #jsonReader(input: InspectedFile, format: JsonFormat, file: OpenFile): JsonSpanReader {
    this.#json ??= new JsonScanner(this.#kernel, this.buffer, this.#stage.columns);
    return new JsonSpanReader(this.#json, file, input, format);
  }
}

/** The place of a column in a CSV file, or -1. A header is compared with the path as it is written. */
function columnIn(format: CsvFormat, column: ColumnPath): number {
  return format.columns.indexOf(column.text);
}
