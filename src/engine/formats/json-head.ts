/** The head of a JSON file: an array, records a line, or records one after another; and the first record's columns. */
import type { ColumnPath, FileFormat, InputSource } from '../../protocol/stage.ts';
import type { FormatHead } from '../inspect.ts';
import { skipObject } from './json-text.ts';

interface JsonHead {
  readonly head: Buffer;
  /** Where the text starts, after a byte order mark. */
  readonly start: number;
  /** The head is all of the file. */
  readonly isWhole: boolean;
  readonly name: 'json' | 'ndjson';
  readonly reason: string;
  readonly source: InputSource;
  /** The user said that it is JSON and not NDJSON: records may go over several lines, even if the first does not. */
  readonly isToldJson: boolean;
  /** The head is that of the records at this place of a document, one a line. */
  readonly root: ColumnPath | undefined;
}

/** Undefined when the first record goes on behind the head. */
export function inspectJson({
  head,
  start,
  isWhole,
  name,
  reason,
  isToldJson,
  root,
}: JsonHead): FormatHead | undefined {
  const first = skipSpace(head, start);
  if (first >= head.length && !isWhole) return undefined;
  const isArray = root === undefined && name === 'json' && head[first] === 0x5b;
  const record = skipSpace(head, isArray ? first + 1 : first);
  if (record >= head.length && !isWhole) return undefined;
  if (root === undefined && name === 'ndjson' && isWhole) {
    // Of each of many small files: where the first record ends makes no difference.
    return ndjson(start, reason, () => columnsOf(head, record, firstEnd(head, record)));
  }
  const end = firstEnd(head, record);
  if (end === 'incomplete' && !isWhole) return undefined;
  const sampleColumns = () => columnsOf(head, record, end);
  if (root !== undefined) {
    return { format: { kind: 'ndjson', dataStart: 0 }, sampleColumns, reason: `stream-json: --root ${root.text}` };
  }
  if (isArray) {
    const format: FileFormat = { kind: 'json-array', dataStart: record };
    return { format, sampleColumns, reason: `kernel: JSON array (${reason}, and it starts with [)` };
  }
  if (name === 'ndjson') return ndjson(start, reason, sampleColumns);
  const isLine = typeof end === 'number' && !head.subarray(record, end).includes(10) && endsLine(head, end);
  const isNdjson = isLine && !isToldJson;
  const why = isToldJson
    ? reason
    : `${reason}, and ${isLine ? 'the first line is one record' : 'records are not one a line'}`;
  return {
    format: { kind: isNdjson ? 'ndjson' : 'json-sequence', dataStart: start },
    sampleColumns,
    reason: `kernel: ${isNdjson ? 'NDJSON' : 'JSON records'} (${why})`,
  };
}

function ndjson(dataStart: number, reason: string, sampleColumns: () => string[]): FormatHead {
  return { format: { kind: 'ndjson', dataStart }, sampleColumns, reason: `kernel: NDJSON (${reason})` };
}

function firstEnd(head: Buffer, record: number): ReturnType<typeof skipObject> {
  return head[record] === 0x7b ? skipObject(head, record) : 'malformed';
}

function endsLine(head: Buffer, from: number): boolean {
  let at = from;
  while (head[at] === 32 || head[at] === 9 || head[at] === 13) at++;
  return head[at] === 10;
}

function skipSpace(head: Buffer, from: number): number {
  let at = from;
  while (at < head.length && (head[at] === 32 || head[at] === 9 || head[at] === 10 || head[at] === 13)) at++;
  return at;
}

/** Paths of the record's values, two levels deep: what a suggestion may be taken from. */
function columnsOf(head: Buffer, record: number, end: ReturnType<typeof skipObject>): string[] {
  if (typeof end !== 'number') return [];
  const text = head.toString('utf8', record, end);
  try {
    return Object.entries(JSON.parse(text) as Record<string, unknown>).flatMap(([key, value]) => pathsOf(key, value));
  } catch {
    return []; // the reader will say what is wrong with it, and where
  }
}

function pathsOf(key: string, value: unknown): string[] {
  if (Array.isArray(value)) return [key, ...value.slice(0, 3).map((_, index) => `${key}[${index}]`)];
  if (typeof value !== 'object' || value === null) return [key];
  return [key, ...Object.keys(value).map((inner) => `${key}.${inner}`)];
}
