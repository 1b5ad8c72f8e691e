/**
 * CSV of dialects that the kernel does not read, through csv-parse: its records become batches of cells. It is given
 * bytes and asked for bytes (as Latin-1), so that text which is not UTF-8 passes as it is; only trimming needs characters.
 *
 * Comments and blank lines are units of their own, so that a span ends where a guess from that byte would start. Where
 * quotes stand in a record, csv-text.ts checks them: csv-parse, told to take `6" x 4"` as text, takes `"a"b` so, too.
 */
import { isUtf8 } from 'node:buffer';
import type { CsvDialect, InputFile, Span } from '../../protocol/stage.ts';
import type { TextWindow } from '../io/text-window.ts';
import type { CellBatch } from './cell-batch.ts';
import { csvFailure } from './csv-errors.ts';
import {
  type BadField,
  CsvField,
  type CsvFormat,
  type CsvSyntax,
  readField,
  skipIgnored,
  syntaxOf,
} from './csv-text.ts';
import { type FedParser, makeParser } from './fed-csv-parser.ts';
import { type BatchConsumer, RECORD_PLACE, type ReaderFailure, type ReadOutcome } from './reader.ts';

/** A U+FFFD has three bytes and may stand for one. */
const MOST_BYTES_A_CHARACTER = 3;
const RETURN = 13;

export class LibraryCsvReader {
  readonly #batch: CellBatch;
  readonly #window: TextWindow;
  readonly #input: InputFile;
  readonly #dialect: CsvDialect;
  readonly #syntax: CsvSyntax;
  readonly #columnCount: number;
  /** For each wanted column its place in the file, -1, or RECORD_PLACE: an empty text that knows where its record is. */
  readonly #places: readonly number[];
  /** Cells of one record that can hold the same text: 1, unless a column is wanted under two paths. */
  readonly #copies: number;
  /** Where each row of the batch starts. */
  readonly #rowStarts: number[] = [];
  readonly #field = new CsvField();
  #consume: BatchConsumer = () => undefined;
  #stopByte = 0;
  /** Behind the last record, comment or blank line that was taken. */
  #end = 0;
  /** Of the next quote in the window: looked for once, not for every record. */
  #nextQuote = 0;
  #records = 0;
  #skipped = 0;
  #failure: ReaderFailure | undefined;
  #parser: FedParser | undefined;

  constructor(
    batch: CellBatch,
    window: TextWindow,
    input: InputFile,
    format: CsvFormat & { readonly dialect: CsvDialect },
    places: readonly number[],
  ) {
    this.#batch = batch;
    this.#window = window;
    this.#input = input;
    this.#dialect = format.dialect;
    this.#syntax = syntaxOf(format);
    this.#columnCount = format.columns.length;
    this.#places = places;
    this.#copies = places.length - new Set(places).size + 1;
  }

  read(span: Span, startByte: number, consume: BatchConsumer): ReadOutcome {
    this.#stopByte = span.stopByte ?? Number.POSITIVE_INFINITY;
    this.#consume = consume;
    this.#end = startByte;
    this.#window.begin(startByte);
    this.#parser = this.#newParser(false);
    while (this.#isReading && !this.#window.atEnd) this.#readBlock();
    if (this.#failure) return { ok: false, failure: this.#failure };
    const endByte = Math.min(this.#end, this.#input.size ?? this.#end);
    return { ok: true, endByte, records: this.#records + this.#skipped, skipped: this.#skipped };
  }

  get #isReading(): boolean {
    return this.#failure === undefined && this.#end < this.#stopByte;
  }

  /** Looking for one kind of line end is faster: the other one is looked for from the first block on that has it. */
  #newParser(hasReturns: boolean): FedParser {
    const base = this.#end;
    return makeParser(this.#dialect, this.#columnCount, hasReturns, (texts, end) => this.#take(texts, base + end));
  }

  #readBlock(): void {
    const window = this.#window;
    let block = window.advance(this.#end, this.#stopByte);
    this.#nextQuote = this.#quoteFrom(this.#end);
    if (!this.#parser?.readsReturns && block.includes(RETURN)) {
      this.#parser = this.#newParser(true);
      block = window.bytes;
    }
    const parser = this.#parser as FedParser;
    const error = parser.feed(block) ?? (window.atEnd ? parser.finish() : undefined);
    if (this.#isReading) this.#passIgnored();
    if (this.#isReading && error !== undefined) this.#failure = this.#syntaxError();
    this.#flush();
  }

  /** Takes a record that ends before `end`, if it starts before the stop. */
  #take(texts: readonly string[], end: number): void {
    if (this.#isReading) this.#passIgnored();
    if (!this.#isReading) return;
    const hasQuotes = this.#nextQuote < end;
    this.#failure = (hasQuotes ? this.#badQuote() : undefined) ?? this.#badCount(texts.length);
    if (this.#failure === undefined) this.#add(texts, end, hasQuotes);
    this.#end = end;
    if (hasQuotes) this.#nextQuote = this.#quoteFrom(end);
  }

  #passIgnored(): void {
    const { bytes, startByte } = this.#window;
    const stop = this.#stopByte - startByte;
    const ignored = skipIgnored(bytes, this.#end - startByte, stop, this.#syntax, this.#columnCount === 1);
    this.#end = startByte + ignored.at;
    this.#skipped += ignored.lines;
  }

  #badCount(count: number): ReaderFailure | undefined {
    return count === this.#columnCount ? undefined : csvFailure.fieldCount(count, this.#columnCount, this.#end);
  }

  /** What is wrong with the quotes of the record that comes next. */
  #badQuote(): ReaderFailure | undefined {
    const field = this.#fieldOf(this.#end, Number.POSITIVE_INFINITY);
    if (!('problem' in field)) return undefined;
    if (field.problem === 'quote not closed') return csvFailure.notClosed(this.#end);
    return csvFailure.textAfterQuote(this.#window.startByte + field.at);
  }

  /** Of the record that starts at this byte: the field at a place, else the last one, or one before that is malformed. */
  #fieldOf(start: number, place: number): CsvField | BadField {
    const { bytes, startByte } = this.#window;
    let field = readField(bytes, start - startByte, this.#syntax, this.#field);
    for (let at = 0; at < place && !('problem' in field || field.endsRecord); at++) {
      field = readField(bytes, field.next, this.#syntax, this.#field);
    }
    return field;
  }

  #add(texts: readonly string[], end: number, hasQuotes: boolean): void {
    const isTrimmed = this.#dialect.trim;
    const byteLength = (end - this.#end) * this.#copies * (isTrimmed ? MOST_BYTES_A_CHARACTER : 1);
    if (!this.#batch.hasRoomFor(byteLength)) {
      this.#flush();
      if (this.#failure !== undefined || !this.#batch.hasRoomFor(byteLength)) return;
    }
    for (let column = 0; column < this.#places.length; column++) {
      const place = this.#places[column] as number;
      const text = texts[place] ?? '';
      const isNull = text === '' && place !== RECORD_PLACE && !(hasQuotes && this.#isQuoted(place));
      this.#batch.put(column, isNull ? undefined : text, isTrimmed ? 'utf8' : 'latin1');
    }
    this.#rowStarts[this.#batch.rows] = this.#end;
    this.#batch.endRow();
    this.#records++;
  }

  /** Of the record that comes next. An empty cell is null, unless it stands in quotes. */
  #isQuoted(place: number): boolean {
    if (place < 0) return false;
    const field = this.#fieldOf(this.#end, place);
    return !('problem' in field) && field.isQuoted;
  }

  /** Hands the batch on. What is wrong in it stands before any other failure. */
  #flush(): void {
    const { rows, cells, textBytes } = this.#batch;
    if (rows === 0) return;
    const batch = { rows, cells, textBytes, byteOf: (address: number) => this.#byteOf(address) };
    const failure = this.#encodingFailure() ?? this.#consume(batch);
    if (failure !== undefined) this.#failure = failure;
    this.#batch.clear();
  }

  /** Trimming reads characters: bytes that are none would be lost. */
  #encodingFailure(): ReaderFailure | undefined {
    if (!this.#dialect.trim) return undefined;
    const { bytes, startByte } = this.#window;
    const isText = (from: number, to: number) => isUtf8(bytes.subarray(from - startByte, to - startByte));
    const starts = this.#rowStarts.slice(0, this.#batch.rows);
    if (isText(starts[0] as number, this.#end)) return undefined;
    const bad = starts.findIndex((start, row) => !isText(start, starts[row + 1] ?? this.#end));
    return csvFailure.notUtf8(starts[Math.max(0, bad)] as number);
  }

  /** Where the text of a cell stands in the file. */
  #byteOf(address: number): number {
    const cell = this.#batch.find(address);
    const start = this.#rowStarts[cell?.row ?? 0] as number;
    if (this.#places[cell?.column ?? 0] === RECORD_PLACE) return start;
    const field = this.#fieldOf(start, this.#places[cell?.column ?? 0] as number);
    return 'problem' in field ? start : this.#window.startByte + field.from;
  }

  #syntaxError(): ReaderFailure {
    return this.#badQuote() ?? csvFailure.textAfterQuote(this.#end);
  }

  #quoteFrom(byte: number): number {
    const { quote } = this.#syntax;
    const { bytes, startByte } = this.#window;
    const at = quote < 0 ? -1 : bytes.indexOf(quote, byte - startByte);
    return at < 0 ? Number.POSITIVE_INFINITY : startByte + at;
  }
}
