/**
 * Looks at the head of an input: what has to be decoded, which format it is, where its records start, which columns it
 * has. By extension, then by content. Reads as little as it can: planning waits for it.
 */
import { csvOnlyOption } from '../core/csv-options.ts';
import { PqError } from '../core/errors.ts';
import type { FileFormat, InputDialect, InputFile, InputSource, InspectedFile } from '../protocol/stage.ts';
import { decodingText, findDecoding } from './find-decoding.ts';
import { inspectCsv } from './formats/csv-head.ts';
import { inspectJson } from './formats/json-head.ts';
import { HEAD_BYTES, type OpenFile, withOpen } from './io/files.ts';
import { ReadError } from './io/read-error.ts';
import { checkRoot, meaningless, pickFormat } from './pick-format.ts';

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

interface Look extends Omit<FormatHead, 'format'> {
  readonly file: InspectedFile;
}

/** A header or first record longer than this is not one. */
const MAX_HEAD_BYTES = 256 * 1024 * 1024;
const UTF8_MARK_BYTES = 3;

/** Reads the head of an input; more of it when the header or the first record is long. Throws PqError. */
export function inspectInput(source: InputSource, dialect: InputDialect): Inspection {
  try {
    return withOpen(source, (open) => {
      const { sampleColumns, ...look } = inspectOpen(open, source, dialect);
      return { ...look, sampleColumns: sampleColumns() };
    });
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    const { code, message, hint } = error;
    const more = hint === undefined ? {} : { hint };
    throw new PqError(code, message, { place: { file: source.name }, cause: error, ...more });
  }
}

/** What is found is valid until the next file is looked at; `open` reads text from then on. Throws PqError and
 * ReadError. */
export function inspectOpen(open: OpenFile, source: InputSource, dialect: InputDialect): Look {
  checkRoot(source, dialect);
  const decoding = findDecoding(open, source, dialect);
  if (decoding === undefined) {
    const { format, ...head } = lookAtText(open, source, dialect);
    return { ...head, file: { ...source, format: movedBy(source.startByte ?? 0, format) } };
  }
  const input = { ...source, size: undefined, decoding };
  const { format, reason, sampleColumns } = lookAtText(open, input, dialect);
  return { sampleColumns, reason: `${reason}; ${decodingText(decoding)}`, file: { ...input, format } };
}

function lookAtText(open: OpenFile, input: InputFile, dialect: InputDialect): FormatHead {
  const { size, startByte = 0 } = input;
  for (let length = HEAD_BYTES; ; length *= 8) {
    const head = open.peek(length);
    const isWhole = size === undefined ? head.length < length : head.length === size - startByte;
    const found = inspectHead(head, isWhole, input, dialect);
    if (found) return found;
    if (isWhole || length > MAX_HEAD_BYTES) throw noRecord(input);
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
  const isMarked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  const start = isMarked ? UTF8_MARK_BYTES : 0;
  const { name, reason } = pickFormat(head, start, source.name, dialect);
  if (name === 'csv' || name === 'tsv') return inspectCsv({ head, start, isWhole, name, reason, source, dialect });
  const option = csvOnlyOption(dialect);
  if (option !== undefined) throw meaningless(option, 'JSON', reason, source.name);
  const { from, root } = dialect;
  return inspectJson({ head, start, isWhole, name, reason, source, isToldJson: from === 'json', root });
}
