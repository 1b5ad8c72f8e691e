/**
 * Looks at the head of an input: which format it is, where its records start, which columns it has. By extension, then
 * by content. Reads as little as it can: planning waits for it.
 */
import { type CsvOnly, csvOnlyOption } from '../core/csv-options.ts';
import { PqError } from '../core/errors.ts';
import type { ColumnPath, Encoding, FileFormat, InputFile } from '../protocol/stage.ts';
import { findDecoding, reasonOf, withOpen } from './find-decoding.ts';
import { inspectCsv } from './formats/csv-head.ts';
import { inspectJson } from './formats/json-head.ts';
import { MAGIC_BYTES } from './io/compression.ts';
import type { Openable, OpenFile } from './io/files.ts';
import { ReadError } from './io/read-error.ts';
import { checkRoot, meaningless, pickFormat } from './pick-format.ts';

/** Something to read, as the command line found it. */
export interface InputSource {
  readonly path: string | number;
  readonly name: string;
  /** Bytes, undefined for a stream. */
  readonly size: number | undefined;
  readonly mtimeMs: number | undefined;
}

/** What the user said about the input. */
/** `quote` and `escapeMark` are one byte, or empty for none; without an escape, a quote in quotes is written twice. */
export interface InputDialect extends CsvOnly {
  readonly from: 'csv' | 'tsv' | 'json' | 'ndjson' | undefined;
  readonly delimiter: string | undefined;
  readonly header: boolean;
  readonly columnNames: readonly string[] | undefined;
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

const HEAD_BYTES = 64 * 1024;
/** A header or first record longer than this is not one. */
const MAX_HEAD_BYTES = 256 * 1024 * 1024;
const UTF8_MARK = [0xef, 0xbb, 0xbf];

/** Reads the head of an input; more of it when the header or the first record is long. Throws PqError. */
export function inspectInput(source: InputSource, dialect: InputDialect): Inspection {
  try {
    checkRoot(source, dialect);
    return withOpen(source, (open) => {
      const decoding = findDecoding(open.peek(MAGIC_BYTES), source, dialect);
      if (decoding === undefined) return inspectOpen(open, source, dialect);
      const input = { ...source, size: undefined, decoding };
      return withOpen(input, (text) => inspectOpen(text, input, dialect));
    });
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    const { code, message, hint } = error;
    const more = hint === undefined ? {} : { hint };
    throw new PqError(code, message, { place: { file: source.name }, cause: error, ...more });
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
  const option = isCsv ? undefined : csvOnlyOption(dialect);
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
