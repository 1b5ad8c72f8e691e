/**
 * Looks at the head of an input: which format it is, where its records start, which columns it has. By extension, then
 * by content. Reads as little as it can: planning waits for it.
 */
import { PqError } from '../core/errors.ts';
import { nameOfContent } from '../core/file-names.ts';
import type { ColumnPath, Decoding, Encoding, FileFormat, InputFile } from '../protocol/stage.ts';
import { inspectCsv } from './formats/csv-head.ts';
import { inspectJson } from './formats/json-head.ts';
import { compressionOf, MAGIC_BYTES } from './io/compression.ts';
import { type Openable, OpenFile } from './io/files.ts';
import { ReadError } from './io/read-error.ts';

/** Something to read, as the command line found it. */
export interface InputSource {
  readonly path: string | number;
  readonly name: string;
  /** Bytes, undefined for a stream. */
  readonly size: number | undefined;
  readonly mtimeMs: number | undefined;
}

/** What the user said about the input. */
export interface InputDialect {
  readonly from: 'csv' | 'tsv' | 'json' | 'ndjson' | undefined;
  readonly delimiter: string | undefined;
  readonly header: boolean;
  readonly columnNames: readonly string[] | undefined;
  /** One byte, or empty for no quotes at all. */
  readonly quote?: string | undefined;
  /** One byte, or empty for none; undefined: a quote in quotes is written twice. */
  readonly escapeMark?: string | undefined;
  readonly comment?: string | undefined;
  readonly trim?: boolean;
  /** Lines before the header. */
  readonly skipLines?: number;
  readonly encoding?: Encoding | 'utf-8' | 'utf-16' | undefined;
  /** The place of the records in one JSON document. */
  readonly root?: ColumnPath | undefined;
}

export interface Inspection {
  readonly file: InputFile;
  /** Which reader was picked, and why. */
  readonly reason: string;
  /** Columns of the header, or of the first JSON record: for suggestions. */
  readonly sampleColumns: readonly string[];
}

/** What a format's own inspection found. */
export interface FormatHead {
  readonly format: FileFormat;
  readonly sampleColumns: readonly string[];
  readonly reason: string;
}

type FormatName = NonNullable<InputDialect['from']>;

const EXTENSIONS: Readonly<Record<string, FormatName>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'json',
  geojson: 'json',
};

const HEAD_BYTES = 64 * 1024;
/** A header or first record longer than this is not one. */
const MAX_HEAD_BYTES = 256 * 1024 * 1024;
const UTF8_MARK = [0xef, 0xbb, 0xbf];

/** Reads the head of an input; more of it when the header or the first record is long. Throws PqError. */
export function inspectInput(source: InputSource, dialect: InputDialect): Inspection {
  try {
    checkRoot(source, dialect);
    const decoding = findDecoding(source, dialect);
    const input = decoding === undefined ? source : { ...source, size: undefined, decoding };
    return withOpen(input, (open) => inspectOpen(open, input, dialect));
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    const { code, message, hint } = error;
    const more = hint === undefined ? {} : { hint };
    throw new PqError(code, message, { place: { file: source.name }, cause: error, ...more });
  }
}

function withOpen<Result>(input: Openable, look: (open: OpenFile) => Result): Result {
  const open = new OpenFile(input);
  try {
    return look(open);
  } finally {
    open.close();
  }
}

function inspectOpen(open: OpenFile, input: Openable, dialect: InputDialect): Inspection {
  for (let length = HEAD_BYTES; ; length *= 8) {
    const head = open.peek(length);
    const isWhole = input.size === undefined ? head.length < length : head.length === input.size;
    const found = inspectHead(head, isWhole, input, dialect);
    if (found) return { ...found, file: { ...input, format: found.format }, reason: reasonOf(found, input) };
    if (isWhole || length > MAX_HEAD_BYTES) throw noRecord(input);
  }
}

/** What has to be undone before the bytes are text: what the options, the name, and the first bytes say. */
function findDecoding(source: InputSource, { encoding, root }: InputDialect): Decoding | undefined {
  const compression = withOpen(source, (open) => compressionOf(source.name, open.peek(MAGIC_BYTES)));
  const stored = { storedBytes: source.size, compression, root: undefined, encoding: undefined };
  const bytes = compression === undefined ? source : { ...source, size: undefined, decoding: stored };
  const found = encoding === undefined || encoding === 'utf-16' ? withOpen(bytes, encodingByMark) : undefined;
  const told = encoding === 'utf-16' ? 'utf-16le' : encoding;
  const decoding = { ...stored, encoding: found ?? (told === 'utf-8' ? undefined : told), root };
  return decoding.compression || decoding.encoding || decoding.root ? decoding : undefined;
}

function encodingByMark(open: OpenFile): Encoding | undefined {
  const [first, second] = open.peek(2);
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** Which reader, why, and why the file is not cut, if it is not. */
function reasonOf({ reason }: FormatHead, { decoding }: Openable): string {
  if (decoding === undefined) return reason;
  const { compression, encoding, root } = decoding;
  const why = [
    compression === undefined ? '' : `compressed with ${compression}`,
    encoding === undefined ? '' : `encoded in ${encoding}`,
    root === undefined ? '' : 'one document',
  ];
  return `${reason}; one partition: ${why.filter((text) => text !== '').join(', ')}`;
}

function noRecord(source: Openable): PqError {
  return new PqError('PQ_FORMAT_UNKNOWN', 'no header or first record ends in the first 256 MB', {
    place: { file: source.name },
    hint: 'name the format with --from csv, tsv, json, or ndjson',
  });
}

/** The head's format and columns; undefined when more bytes are needed. */
function inspectHead(head: Buffer, isWhole: boolean, source: Openable, dialect: InputDialect): FormatHead | undefined {
  const start = UTF8_MARK.every((byte, at) => head[at] === byte) ? UTF8_MARK.length : 0;
  const { name, reason } = pickFormat(head, start, source.name, dialect);
  const isCsv = name === 'csv' || name === 'tsv';
  const option = isCsv ? undefined : csvOption(dialect);
  if (option !== undefined) throw meaningless(option, 'JSON', reason, source.name);
  return isCsv
    ? inspectCsv({ head, start, isWhole, name, reason, source, dialect })
    : inspectJson({
        head,
        start,
        isWhole,
        name,
        reason,
        source,
        isToldJson: dialect.from === 'json',
        root: dialect.root,
      });
}

/** The place of records in a document means nothing to what is called a table. Throws PQ_USAGE. */
function checkRoot({ name }: InputSource, { root, from }: InputDialect): void {
  const byName = from === undefined ? formatByName(name) : undefined;
  const isTable = byName?.name === 'csv' || byName?.name === 'tsv';
  if (root !== undefined && isTable) throw meaningless('--root', 'CSV', byName.reason, name);
}

function meaningless(option: string, format: 'CSV' | 'JSON', reason: string, file: string): PqError {
  return new PqError('PQ_USAGE', `${option} means nothing to ${format} (${reason})`, {
    place: { file },
    hint: `leave ${option} out, or say what the file is: --from ${format === 'CSV' ? 'json' : 'csv'}`,
  });
}

/** The first option that is there and means nothing to JSON. */
function csvOption({ quote, escapeMark, comment, trim, skipLines }: InputDialect): string | undefined {
  if (quote !== undefined) return '--quote';
  if (escapeMark !== undefined) return '--escape';
  if (comment !== undefined) return '--comment';
  if (trim) return '--trim';
  return skipLines ? '--skip-lines' : undefined;
}

function pickFormat(
  head: Buffer,
  start: number,
  fileName: string,
  { from, delimiter, root }: InputDialect,
): { name: FormatName; reason: string } {
  if (from) return { name: from, reason: `--from ${from}` };
  const byName = formatByName(fileName);
  if (byName) return byName;
  if (root !== undefined) return { name: 'json', reason: '--root' };
  if (delimiter !== undefined) return { name: 'csv', reason: 'a delimiter was given' };
  const first = head.subarray(start).find((byte) => byte > 32);
  if (first === 0x7b || first === 0x5b) return { name: 'json', reason: 'the content starts like JSON' };
  const line = head.toString('latin1', start, head.indexOf(10) < 0 ? head.length : head.indexOf(10));
  const isTabbed = line.includes('\t') && !line.includes(',');
  return isTabbed
    ? { name: 'tsv', reason: 'the content looks like a table with tabs' }
    : { name: 'csv', reason: 'the content looks like CSV' };
}

function formatByName(fileName: string): { name: FormatName; reason: string } | undefined {
  const content = nameOfContent(fileName);
  const extension = content.includes('.') ? content.slice(content.lastIndexOf('.') + 1).toLowerCase() : '';
  const name = EXTENSIONS[extension];
  return name && { name, reason: `extension .${extension}` };
}
