/** Reads spans of any of a stage's files: picks the reader by format and shares one buffer among them. */
import { now } from '../../core/clock.ts';
import type {
  CellsFormat,
  ColumnPath,
  CsvDialect,
  InputFile,
  InspectedFile,
  ScanStage,
  Span,
  WriteRows,
} from '../../protocol/stage.ts';
import { inspectOpen } from '../inspect.ts';
import { BlockBuffer } from '../io/block-buffer.ts';
import { OpenFile } from '../io/files.ts';
import { ReadError } from '../io/read-error.ts';
import { TextWindow } from '../io/text-window.ts';
import type { Kernel } from '../kernel.ts';
import { CellBatch } from './cell-batch.ts';
import { CsvScanner, CsvSpanReader } from './csv-reader.ts';
import type { CsvFormat } from './csv-text.ts';
import { guessStart } from './guess-start.ts';
import { type JsonFormat, JsonScanner, JsonSpanReader } from './json-reader.ts';
import { LibraryCsvReader } from './library-csv-reader.ts';
import { type BatchConsumer, RECORD_PLACE, type ReadOutcome, type SpanReader } from './reader.ts';
import { TableScanner, TableSpanReader } from './table-reader.ts';

/** A file that is being read, and all that is known of it. */
interface OpenInput {
  readonly index: number;
  readonly open: OpenFile;
  readonly file: InspectedFile;
  /** Set where it was found only here that the file is decoded: its one span ends there, whatever its text has. */
  readonly plannedEnd: number | undefined;
}

/** What it has to know of a stage. */
type Readable = Pick<ScanStage, 'files' | 'dialect' | 'columns'> & Partial<Pick<ScanStage, 'operator' | 'nullValues'>>;

export class StageReader {
  readonly buffer: BlockBuffer;
  /** The records of the file that is read are copied to the answer as they are. */
  isCopied = false;
  readonly #kernel: Kernel;
  readonly #stage: Readable;
  readonly #blockBytes: number | undefined;
  #input: OpenInput | undefined;
  #csv: CsvScanner | undefined;
  #batch: CellBatch | undefined;
  #json: JsonScanner | undefined;
  #table: TableScanner | undefined;
  readonly #listedColumnsSeen: boolean[];

  constructor(kernel: Kernel, stage: Readable, blockBytes?: number) {
    this.#blockBytes = blockBytes;
    this.#kernel = kernel;
    this.#stage = stage;
    this.buffer = new BlockBuffer(kernel, blockBytes);
    this.#listedColumnsSeen = stage.columns.map(() => false);
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
    const { open, file, plannedEnd } = this.openInput(span);
    const ofText = plannedEnd === undefined ? span : { ...span, stopByte: null };
    const outcome = this.#reader(file, open).read(ofText, Math.max(startByte, file.format.dataStart), consume);
    if (!outcome.ok) return outcome;
    open.checkUnchanged();
    return { ...outcome, endByte: plannedEnd ?? outcome.endByte };
  }

  /** Closes the open file, if there is one. */
  close(): void {
    this.#input?.open.close();
    this.#input = undefined;
  }

  /** Which of the stage's columns have occurred so far. */
  columnsSeen(): readonly boolean[] {
    const json = this.#json?.columnsSeen() ?? [];
    return this.#listedColumnsSeen.map((seen, column) => seen || json[column] === true);
  }

  /** The span's file: one is open at a time, since tasks mostly go through a file in order. */
  openInput(span: Span): OpenInput {
    if (this.#input?.index === span.file) return this.#input;
    this.close();
    const started = now();
    const planned = this.#stage.files[span.file] as InputFile;
    const open = new OpenFile(planned);
    const file = isInspected(planned) ? planned : this.#look(open, planned, span);
    this.buffer.readMs += now() - started;
    const plannedEnd = file.size === undefined ? planned.size : undefined;
    this.#input = { index: span.file, open, file, plannedEnd };
    return this.#input;
  }

  /** Where the plan could cut a file, somebody has tried to look at it before: what is decoded was none then. */
  #look(open: OpenFile, planned: InputFile, { startByte, stopByte }: Span): InspectedFile {
    try {
      const { file } = inspectOpen(open, planned, this.#stage.dialect);
      const isCut = startByte > 0 || stopByte !== (planned.size ?? null);
      if (file.decoding === undefined || !isCut) return file;
      throw new ReadError('PQ_FILE_CHANGED', 'changed while it was read');
    } catch (error) {
      open.close();
      throw error;
    }
  }

  #reader(input: InspectedFile, file: OpenFile): SpanReader {
    const { format } = input;
    if (format.kind === 'csv') return this.#csvReader(input, format, file);
    return format.kind === 'cells'
      ? this.#tableReader(input.size ?? 0, format, file)
      : this.#jsonReader(input, format, file);
  }

  #csvReader(input: InspectedFile, format: CsvFormat, file: OpenFile): SpanReader {
    const { columns } = this.#stage;
    const places = columns.map((column) => columnIn(format, column));
    this.#noteSeen(places);
    const { dialect } = format;
    this.isCopied = isCopied(this.#stage, format);
    if (dialect !== undefined) return this.#libraryReader(input, { ...format, dialect }, file, places);
    this.#csv ??= new CsvScanner(this.#kernel, this.buffer, columns.length);
    return new CsvSpanReader(this.#csv, file, input, format, this.isCopied ? this.#neededWhenCopied(places) : places);
  }

  #noteSeen(places: readonly number[]): void {
    for (const [column, place] of places.entries()) if (place >= 0) this.#listedColumnsSeen[column] = true;
  }

  #tableReader(size: number, format: CellsFormat, file: OpenFile): SpanReader {
    const { columns } = this.#stage;
    const places = columns.map(({ text }) => format.columns.indexOf(text));
    this.#noteSeen(places);
    this.isCopied = false;
    this.#table ??= new TableScanner(this.#kernel, this.buffer, columns.length);
    return new TableSpanReader(this.#table, { file, size }, format, places);
  }

  /** Columns that only the answer has are in the record, too. */
  #neededWhenCopied(places: readonly number[]): readonly number[] {
    const copy = rowsOf(this.#stage)?.copy;
    return places.map((place, column) =>
      column === copy?.column || copy?.otherUses.includes(column) ? place : NOT_THERE,
    );
  }

  #libraryReader(
    input: InspectedFile,
    format: CsvFormat & { readonly dialect: CsvDialect },
    file: OpenFile,
    places: readonly number[],
  ): SpanReader {
    this.#batch ??= new CellBatch(this.#kernel, this.#stage.columns.length);
    const window = new TextWindow(file, input.size, this.buffer, this.#blockBytes);
    return new LibraryCsvReader(this.#batch, window, input, format, places);
  }

  #jsonReader(input: InspectedFile, format: JsonFormat, file: OpenFile): JsonSpanReader {
    this.isCopied = false;
    this.#json ??= new JsonScanner(this.#kernel, this.buffer, this.#stage.columns);
    return new JsonSpanReader(this.#json, file, input, format);
  }
}

function isInspected(file: InputFile): file is InspectedFile {
  return file.format !== undefined;
}

const NOT_THERE = -1;

/** The place of a column in a CSV file, or -1. A header is compared with the path as it is written. */
function columnIn(format: CsvFormat, column: ColumnPath): number {
  return column.steps.length === 0 ? RECORD_PLACE : format.columns.indexOf(column.text);
}

const QUOTE = 34;

/** Whether the answer has the records of a file of this format as they stand. */
function isCopied(stage: Readable, { delimiter, quote, dialect, columns }: CsvFormat): boolean {
  const rows = rowsOf(stage);
  if (rows?.copy === undefined || rows.format.kind !== 'csv') return false;
  const isSameDialect = dialect === undefined && delimiter === rows.format.delimiter && quote === QUOTE;
  const { nullValues = [] } = stage;
  return isSameDialect && nullValues.length === 0 && columns.join('\0') === rows.copy.names.join('\0');
}

function rowsOf({ operator }: Readable): WriteRows | undefined {
  if (operator?.kind === 'sort-rows' || operator?.kind === 'distinct-rows' || operator?.kind === 'cut-rows')
    return operator.rows;
  return operator?.kind === 'write-rows' ? operator : undefined;
}
