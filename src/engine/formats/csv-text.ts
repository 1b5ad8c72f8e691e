/**
 * CSV of any dialect by plain loops over bytes, for the little that is looked at outside the readers: heads of files,
 * guesses, seams, and records with quotes in them. What it calls a cell or a record is what the readers call so.
 */
import type { CsvDialect, FileFormat } from '../../protocol/stage.ts';

export type CsvFormat = Extract<FileFormat, { kind: 'csv' }>;

/** A dialect as bytes. */
export interface CsvSyntax {
  readonly delimiter: Uint8Array;
  /** -1 for none. */
  readonly quote: number;
  readonly escapeMark: number;
  readonly comment: Uint8Array;
  readonly trim: boolean;
}

/** A cell: its content (inside the quotes, trimmed), and where the next cell or record starts. */
export class CsvField {
  from = 0;
  to = 0;
  isQuoted = false;
  next = 0;
  endsRecord = false;
  /** The bytes end here: there may be more of it. */
  isCut = false;
}

export interface BadField {
  readonly problem: 'text after the quote' | 'quote not closed';
  readonly at: number;
}

const NEWLINE = 10;
const RETURN = 13;

export function syntaxOf({ dialect, delimiter, quote }: CsvFormat): CsvSyntax {
  if (dialect !== undefined) return dialectSyntax(dialect);
  return { delimiter: Uint8Array.of(delimiter), quote, escapeMark: quote, comment: new Uint8Array(0), trim: false };
}

export function dialectSyntax({ delimiter, quote, escapeMark, comment, trim }: CsvDialect): CsvSyntax {
  return {
    delimiter: Buffer.from(delimiter),
    quote: Buffer.from(quote)[0] ?? -1,
    escapeMark: Buffer.from(escapeMark)[0] ?? -1,
    comment: Buffer.from(comment),
    trim,
  };
}

/** The field that starts at `start`; `field` is where it is written to, for those who read millions. */
export function readField(
  bytes: Uint8Array,
  start: number,
  syntax: CsvSyntax,
  field = new CsvField(),
): CsvField | BadField {
  const from = syntax.trim ? skipSpace(bytes, start, syntax) : start;
  if (syntax.quote >= 0 && bytes[from] === syntax.quote) {
    const closing = closingQuote(bytes, from + 1, syntax);
    if (closing === undefined) return { problem: 'quote not closed', at: from };
    return endQuoted(bytes, from + 1, closing, syntax, field);
  }
  const end = separatorFrom(bytes, from, syntax);
  const isLast = end === bytes.length || bytes[end] === NEWLINE;
  const to = isLast && end > from && bytes[end - 1] === RETURN ? end - 1 : end;
  field.from = from;
  field.to = syntax.trim ? trimEnd(bytes, from, to) : to;
  field.isQuoted = false;
  return endField(field, bytes, end, syntax);
}

/** The quote that closes, from inside the quotes. */
export function closingQuote(bytes: Uint8Array, from: number, { quote, escapeMark }: CsvSyntax): number | undefined {
  const isDoubled = quote === escapeMark;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === escapeMark && !isDoubled) at++;
    else if (byte === quote) {
      if (!isDoubled || bytes[at + 1] !== quote) return at;
      at++;
    }
  }
  return undefined;
}

/** The field whose closing quote is known: nothing but white space that does not count may follow. */
export function endQuoted(
  bytes: Uint8Array,
  from: number,
  closing: number,
  syntax: CsvSyntax,
  field = new CsvField(),
): CsvField | BadField {
  let end = closing + 1;
  if (syntax.trim) end = skipSpace(bytes, end, syntax);
  if (bytes[end] === RETURN && (bytes[end + 1] === NEWLINE || end + 1 === bytes.length)) end++;
  const isEnd = end >= bytes.length || bytes[end] === NEWLINE || startsWith(bytes, end, syntax.delimiter);
  if (!isEnd) return { problem: 'text after the quote', at: end };
  field.from = from;
  field.to = closing;
  field.isQuoted = true;
  return endField(field, bytes, end, syntax);
}

/** Passes over blank lines and comments that start before `stop`, as far as they are whole: to the first byte of
 * something else. */
export function skipIgnored(
  bytes: Uint8Array,
  start: number,
  stop: number,
  syntax: CsvSyntax,
  blankIsRecord: boolean,
): { readonly at: number; readonly lines: number; readonly isCut: boolean } {
  let at = start;
  let lines = 0;
  while (at < Math.min(stop, bytes.length)) {
    const from = syntax.trim ? skipSpace(bytes, at, syntax) : at;
    const isComment = syntax.comment.length > 0 && startsWith(bytes, from, syntax.comment);
    if (!isComment && (blankIsRecord || !isLineEnd(bytes, from))) break;
    const newline = bytes.indexOf(NEWLINE, from);
    if (newline < 0) return { at, lines, isCut: true };
    at = newline + 1;
    lines++;
  }
  return { at, lines, isCut: false };
}

function isLineEnd(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === NEWLINE || at === bytes.length || (bytes[at] === RETURN && bytes[at + 1] === NEWLINE);
}

/** The text of a field, what is escaped in it taken for what it stands for. */
export function fieldText(bytes: Buffer, { from, to, isQuoted }: CsvField, { quote, escapeMark }: CsvSyntax): string {
  const text = bytes.toString('utf8', from, to);
  if (!isQuoted || escapeMark < 0) return text;
  const mark = String.fromCharCode(escapeMark);
  if (quote === escapeMark) return text.replaceAll(mark + mark, mark);
  return text
    .split(mark + mark)
    .map((part) => part.replaceAll(mark, ''))
    .join(mark);
}

/** The delimiter or newline that ends an unquoted field, or the end of the bytes. */
function separatorFrom(bytes: Uint8Array, from: number, { delimiter }: CsvSyntax): number {
  const first = delimiter[0];
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === NEWLINE || (byte === first && startsWith(bytes, at, delimiter))) return at;
  }
  return bytes.length;
}

/** `end`: its delimiter, its newline, or the end of the bytes. */
function endField(field: CsvField, bytes: Uint8Array, end: number, { delimiter }: CsvSyntax): CsvField {
  field.isCut = end >= bytes.length;
  field.endsRecord = field.isCut || bytes[end] === NEWLINE;
  field.next = field.isCut ? bytes.length : end + (field.endsRecord ? 1 : delimiter.length);
  return field;
}

function startsWith(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let offset = 0; offset < text.length; offset++) if (bytes[at + offset] !== text[offset]) return false;
  return true;
}

// ---- white space ------------------------------------------------------------------------------------------------

/** What JavaScript's trim() takes away, line ends included. */
const SPACES = [...' \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'].concat(
  ...'\u2028\u2029\u202f\u205f\u3000\ufeff',
);
const SPACE_BYTES = SPACES.map((space) => Buffer.from(space));

/** Over white space inside a line, up to a delimiter, which may be white space itself. */
function skipSpace(bytes: Uint8Array, from: number, { delimiter }: CsvSyntax): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    const isLineBreak = byte === NEWLINE || (byte === RETURN && bytes[at + 1] === NEWLINE);
    const length = isLineBreak || startsWith(bytes, at, delimiter) ? 0 : spaceAt(bytes, at);
    if (length === 0) return at;
    at += length;
  }
}

function spaceAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] ?? 33;
  if (byte > 32 && byte < 0x80) return 0;
  return SPACE_BYTES.find((space) => startsWith(bytes, at, space))?.length ?? 0;
}

function trimEnd(bytes: Uint8Array, from: number, to: number): number {
  let end = to;
  for (;;) {
    const space = SPACE_BYTES.find((text) => end - text.length >= from && startsWith(bytes, end - text.length, text));
    if (space === undefined) return end;
    end -= space.length;
  }
}
