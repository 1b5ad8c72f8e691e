/**
 * Where the first record at or after a byte starts: a guess from the text around it, made without reading what comes
 * before. The end of the partition before proves it right or wrong, so a guess has to be good, not certain.
 */
import type { FileFormat, InspectedFile } from '../../protocol/stage.ts';
import type { OpenFile } from '../io/files.ts';
import {
  type CsvFormat,
  type CsvSyntax,
  closingQuote,
  endQuoted,
  readField,
  skipIgnored,
  syntaxOf,
} from './csv-text.ts';
import { skipObject } from './json-text.ts';

const WINDOW_BYTES = 64 * 1024;
/** How many records in a row must look right. */
const RECORDS_TO_CHECK = 4;
/** How far a guess looks before it says that no record starts here. */
const MAX_WINDOW_BYTES = 64 * 1024 * 1024;

/** How much of the text before is looked at: for CSV a newline, for JSON what stands between two records. */
const LOOK_BEHIND_BYTES = { csv: 1, ndjson: 64, 'json-sequence': 64, 'json-array': 64, cells: 0 } as const;

/**
 * A guess from `least` on; undefined when more bytes are needed to make one. `isLast`: the window reaches the end of the
 * file.
 */
type Guess = (window: Buffer, least: number, isLast: boolean) => number | undefined;

/** The byte where the first record at or after `start` starts; the file's size when there seems to be none. */
export function guessStart(file: OpenFile, input: InspectedFile, start: number): number {
  const size = input.size ?? 0;
  const guess = guessFor(input.format);
  const from = Math.max(input.format.dataStart, start - LOOK_BEHIND_BYTES[input.format.kind]);
  for (let length = WINDOW_BYTES; ; length *= 4) {
    const window = Buffer.allocUnsafe(Math.min(length, size - from));
    file.read(window, from);
    const isLast = from + window.length >= size;
    const at = guess(window, start - from, isLast);
    if (at !== undefined) return from + at;
    if (isLast || length >= MAX_WINDOW_BYTES) return size;
  }
}

function guessFor(format: FileFormat): Guess {
  switch (format.kind) {
    case 'csv':
      return (window, _, isLast) => guessCsv(window, isLast, format);
    case 'ndjson':
      return guessLine;
    case 'json-sequence':
      return (window, least, isLast) => guessJson(window, least, isLast, SEQUENCE);
    case 'json-array':
      return (window, least, isLast) => guessJson(window, least, isLast, ARRAY);
    case 'cells':
      throw new Error('rows of cells are cut where one is known to start');
  }
}

// ---- lines ------------------------------------------------------------------------------------------------------

/** A newline byte never stands inside a JSON string. */
function guessLine(window: Buffer, least: number, isLast: boolean): number | undefined {
  for (let newline = window.indexOf(10); newline >= 0; newline = window.indexOf(10, newline + 1)) {
    const start = skipSpace(window, newline + 1);
    if (start >= least) return start < window.length || isLast ? start : undefined;
  }
  return undefined;
}

function skipSpace(window: Buffer, from: number): number {
  let at = from;
  while (at < window.length && isSpace(window[at])) at++;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

// ---- JSON -------------------------------------------------------------------------------------------------------

/** What stands between two records, and what may follow the last one. */
interface JsonNeighbours {
  readonly separator: '' | ',';
  readonly closing: number | undefined;
}
const SEQUENCE: JsonNeighbours = { separator: '', closing: undefined };
const ARRAY: JsonNeighbours = { separator: ',', closing: 0x5d };

/** Tries each `{` that follows a `}` (and a comma): whole records must follow, and only records. */
function guessJson(window: Buffer, least: number, isLast: boolean, neighbours: JsonNeighbours): number | undefined {
  for (let close = window.indexOf(0x7d); close >= 0; close = window.indexOf(0x7d, close + 1)) {
    const start = recordAfter(window, close + 1, neighbours);
    if (start !== undefined && start >= least && looksLikeRecords(window, start, isLast, neighbours)) return start;
  }
  return undefined;
}

function recordAfter(window: Buffer, from: number, { separator }: JsonNeighbours): number | undefined {
  let at = skipSpace(window, from);
  if (separator !== '') {
    if (window[at] !== separator.charCodeAt(0)) return undefined;
    at = skipSpace(window, at + 1);
  }
  return window[at] === 0x7b ? at : undefined;
}

function looksLikeRecords(window: Buffer, from: number, isLast: boolean, neighbours: JsonNeighbours): boolean {
  let at = from;
  for (let count = 0; count < RECORDS_TO_CHECK; count++) {
    const end = skipObject(window, at);
    if (end === 'malformed') return false;
    if (end === 'incomplete') return !isLast;
    const next = recordAfter(window, end, neighbours);
    if (next === undefined) return endsInput(window, end, isLast, neighbours);
    at = next;
  }
  return true;
}

/** Whether the input may end behind a record; a window that is cut off here may. */
function endsInput(window: Buffer, from: number, isLast: boolean, { closing, separator }: JsonNeighbours): boolean {
  let at = skipSpace(window, from);
  if (at < window.length && separator !== '' && window[at] === separator.charCodeAt(0)) {
    return skipSpace(window, at + 1) === window.length && !isLast;
  }
  if (at < window.length && closing !== undefined && window[at] === closing) at = skipSpace(window, at + 1);
  return at === window.length;
}

// ---- CSV --------------------------------------------------------------------------------------------------------

/**
 * The window starts outside quotes, unless the records that follow then disagree with the header and those after the
 * other hypothesis agree.
 */
function guessCsv(window: Buffer, isLast: boolean, format: CsvFormat): number | undefined {
  const syntax = syntaxOf(format);
  const newline = window.indexOf(10);
  const outside = newline < 0 ? undefined : newline + 1;
  const hasQuotes = syntax.quote >= 0 && window.includes(syntax.quote);
  if (!hasQuotes) return outside;
  const looksRight = (start: number): boolean => looksLikeCsv(window, start, isLast, syntax, format.columns.length);
  if (outside !== undefined && looksRight(outside)) return outside;
  const inside = afterQuotedField(window, syntax);
  return inside !== undefined && looksRight(inside) ? inside : outside;
}

/** If the window starts inside a quoted field: where the record after this one starts. */
function afterQuotedField(window: Buffer, syntax: CsvSyntax): number | undefined {
  const closing = closingQuote(window, 0, syntax);
  let field = closing === undefined ? undefined : endQuoted(window, 0, closing, syntax);
  while (field !== undefined && !('problem' in field || field.isCut)) {
    if (field.endsRecord) return field.next;
    field = readField(window, field.next, syntax);
  }
  return undefined;
}

/** Whether the next records have as many fields as the header has; a window that is cut off has them. */
function looksLikeCsv(window: Buffer, from: number, isLast: boolean, syntax: CsvSyntax, columns: number): boolean {
  let at = from;
  for (let record = 0; record < RECORDS_TO_CHECK && at < window.length; record++) {
    const next = skipCsvRecord(window, at, isLast, syntax, columns);
    if (next === undefined) return false;
    at = next;
  }
  return true;
}

/** The byte behind a well-formed record, blank line or comment; undefined when it is malformed. */
function skipCsvRecord(
  window: Buffer,
  from: number,
  isLast: boolean,
  syntax: CsvSyntax,
  columns: number,
): number | undefined {
  const ignored = skipIgnored(window, from, from + 1, syntax, false);
  if (ignored.isCut) return window.length;
  if (ignored.lines > 0) return ignored.at;
  let at = from;
  for (let fields = 1; ; fields++) {
    const field = readField(window, at, syntax);
    if ('problem' in field) return field.problem === 'quote not closed' && !isLast ? window.length : undefined;
    if (field.isCut) return window.length;
    if (field.endsRecord) return fields === columns ? field.next : undefined;
    at = field.next;
  }
}
