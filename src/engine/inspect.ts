/**
 * Looks at the head of an input: which format it is, where its records start, which columns it has. By extension, then
 * by content. Reads as little as it can: planning waits for it.
 */
import { PqError } from '../core/errors.ts';
import type { FileFormat, InputDialect, InputSource, InspectedFile } from '../protocol/stage.ts';
import { inspectCsv } from './formats/csv-head.ts';
import { inspectJson } from './formats/json-head.ts';
import { OpenFile, ReadError } from './io/files.ts';

export interface Inspection {
  readonly file: InspectedFile;
  /** Which reader was picked, and why. */
  readonly reason: string;
  /** Columns of the header, or of the first JSON record: for suggestions. */
  readonly sampleColumns: readonly string[];
}

/** What a format's own inspection found. */
export interface FormatHead {
  readonly format: FileFormat;
  /** Reads them from the head: not needed for most files. */
  readonly sampleColumns: () => readonly string[];
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
    const open = new OpenFile(source);
    try {
      const { format, reason, sampleColumns } = inspectOpen(open, source, dialect);
      return { file: { ...source, format }, reason, sampleColumns: sampleColumns() };
    } finally {
      open.close();
    }
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    throw new PqError(error.code, error.message, { place: { file: source.name }, cause: error });
  }
}

/** What is found is valid until the next file is looked at. Throws PqError and ReadError. */
export function inspectOpen(open: OpenFile, source: InputSource, dialect: InputDialect): FormatHead {
  const { size, startByte = 0 } = source;
  for (let length = HEAD_BYTES; ; length *= 8) {
    const head = open.peek(length);
    const isWhole = size === undefined ? head.length < length : head.length === size - startByte;
    const found = inspectHead(head, isWhole, source, dialect);
    if (found) return { ...found, format: movedBy(startByte, found.format) };
    if (isWhole || length > MAX_HEAD_BYTES) throw noRecord(source);
  }
}

/** From places in the head to places in the file. */
function movedBy(startByte: number, format: FileFormat): FileFormat {
  return startByte === 0 ? format : { ...format, dataStart: format.dataStart + startByte };
}

function noRecord(source: InputSource): PqError {
  return new PqError('PQ_FORMAT_UNKNOWN', 'no header or first record ends in the first 256 MB', {
    place: { file: source.name },
    hint: 'name the format with --from csv, tsv, json, or ndjson',
  });
}

/** The head's format and columns; undefined when more bytes are needed. */
function inspectHead(
  head: Buffer,
  isWhole: boolean,
  source: InputSource,
  dialect: InputDialect,
): FormatHead | undefined {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) throw utf16(source);
  const start = UTF8_MARK.every((byte, at) => head[at] === byte) ? UTF8_MARK.length : 0;
  const { name, reason } = pickFormat(head, start, source.name, dialect);
  return name === 'csv' || name === 'tsv'
    ? inspectCsv({ head, start, isWhole, name, reason, source, dialect })
    : inspectJson({ head, start, isWhole, name, reason, source, isToldJson: dialect.from === 'json' });
}

function utf16(source: InputSource): PqError {
  return new PqError('PQ_FORMAT_UNKNOWN', 'the text is UTF-16, and pq reads UTF-8', {
    place: { file: source.name },
    hint: `convert it: iconv -f UTF-16 -t UTF-8 ${source.name}`,
  });
}

function pickFormat(
  head: Buffer,
  start: number,
  fileName: string,
  { from, delimiter }: InputDialect,
): { name: FormatName; reason: string } {
  if (from) return { name: from, reason: `--from ${from}` };
  const extension = fileName.includes('.') ? fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase() : '';
  const byExtension = EXTENSIONS[extension];
  if (byExtension) return { name: byExtension, reason: `extension .${extension}` };
  if (delimiter !== undefined) return { name: 'csv', reason: 'a delimiter was given' };
  const first = head.subarray(start).find((byte) => byte > 32);
  if (first === 0x7b || first === 0x5b) return { name: 'json', reason: 'the content starts like JSON' };
  const line = head.toString('latin1', start, head.indexOf(10) < 0 ? head.length : head.indexOf(10));
  const isTabbed = line.includes('\t') && !line.includes(',');
  return isTabbed
    ? { name: 'tsv', reason: 'the content looks like a table with tabs' }
    : { name: 'csv', reason: 'the content looks like CSV' };
}
