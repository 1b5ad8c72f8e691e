/** What stands around the cells of a row (the engine writes those), and around the rows. */
import type { RowFormat } from '../../protocol/result.ts';
import type { OutputFormat } from '../values.ts';
import type { AlignedFormat } from './aligned-rows.ts';

export type RowsFormat = Exclude<OutputFormat, AlignedFormat>;

const COMMA = 44;
const TAB = 9;

export function isAligned(format: OutputFormat): format is AlignedFormat {
  return format === 'table' || format === 'md';
}

/**
 * Null is an empty cell of CSV, an empty text a quoted one. Without names the rows are JSON records, each in one column.
 * What is aligned is made from cells.
 */
export function rowFormatOf(
  format: OutputFormat,
  names: readonly string[] | undefined,
  infersNumbers: boolean,
): RowFormat {
  if (isAligned(format)) return { kind: 'cells' };
  if (format === 'csv') return { kind: 'csv', delimiter: COMMA, texts: delimited(',', names?.length ?? 1) };
  if (format === 'tsv') return { kind: 'csv', delimiter: TAB, texts: delimited('\t', names?.length ?? 1) };
  const end = names === undefined ? '' : names.length === 0 ? '{}' : '}';
  const texts = (names ?? ['']).map((name, index) => {
    if (names === undefined) return '';
    return `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`;
  });
  if (format === 'ndjson') return { kind: 'json', infersNumbers, texts: [...texts, `${end}\n`] };
  const all = [...texts, end];
  return { kind: 'json', infersNumbers, texts: [`,\n${all[0]}`, ...all.slice(1)] };
}

function delimited(delimiter: string, count: number): readonly string[] {
  return Array.from({ length: count + 1 }, (_, index) => {
    if (index === count) return '\n';
    return index === 0 ? '' : delimiter;
  });
}

export interface Frame {
  readonly start: string;
  /** Bytes at the start of every row that the first one does without. */
  readonly separatorBytes: number;
  readonly end: string;
  /** The end of an answer without rows. */
  readonly endOfNone: string;
}

/** One JSON array has a record a line. */
export function frameOf(format: RowsFormat, names: readonly string[] | undefined, hasHeader: boolean): Frame {
  if (format === 'json') return { start: '[', separatorBytes: 1, end: '\n]\n', endOfNone: ']\n' };
  const header =
    hasHeader && names !== undefined && names.length > 0 && names.length > 0 && (format === 'csv' || format === 'tsv');
  const start = header ? headerLine(names, format === 'csv' ? ',' : '\t') : '';
  return { start, separatorBytes: 0, end: '', endOfNone: '' };
}

function headerLine(names: readonly string[], delimiter: string): string {
  const needsQuotes = new RegExp(`["\\r\\n${delimiter}]`);
  const cells = names.map((name) => (name === '' || needsQuotes.test(name) ? `"${name.replaceAll('"', '""')}"` : name));
  return `${cells.join(delimiter)}\n`;
}
