/**
 * Formats that are read by programs: what stands around the cells of a row (the engine writes those), and around the
 * rows.
 */
import type { RowFormat } from '../../protocol/result.ts';
import type { OutputFormat } from '../values.ts';
import type { AlignedFormat } from './aligned-rows.ts';

export type RowsFormat = Exclude<OutputFormat, AlignedFormat>;

const COMMA = 44;
const TAB = 9;

/** Null is an empty cell, an empty text a quoted one. */
export function rowFormatOf(format: RowsFormat, names: readonly string[]): RowFormat {
  if (format === 'csv') return { kind: 'csv', delimiter: COMMA, texts: delimited(',', names.length) };
  if (format === 'tsv') return { kind: 'csv', delimiter: TAB, texts: delimited('\t', names.length) };
  const keys = names.map((name, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  if (format === 'ndjson') return { kind: 'json', infersNumbers: true, texts: [...keys, '}\n'] };
  return { kind: 'json', infersNumbers: true, texts: [`,\n${keys[0]}`, ...keys.slice(1), '}'] };
}

function delimited(delimiter: string, count: number): readonly string[] {
  return Array.from({ length: count + 1 }, (_, index) => {
    if (index === count) return '\n';
    return index === 0 ? '' : delimiter;
  });
}

interface Frame {
  readonly start: string;
  /** Bytes at the start of every row that the first one does without. */
  readonly separatorBytes: number;
  readonly end: string;
  /** The end of an answer without rows. */
  readonly endOfNone: string;
}

/** One JSON array has a record a line. */
export function frameOf(format: RowsFormat, names: readonly string[]): Frame {
  if (format === 'json') return { start: '[', separatorBytes: 1, end: '\n]\n', endOfNone: ']\n' };
  const start = format === 'csv' ? headerLine(names, ',') : format === 'tsv' ? headerLine(names, '\t') : '';
  return { start, separatorBytes: 0, end: '', endOfNone: '' };
}

function headerLine(names: readonly string[], delimiter: string): string {
  const needsQuotes = new RegExp(`["\\r\\n${delimiter}]`);
  const cells = names.map((name) => (name === '' || needsQuotes.test(name) ? `"${name.replaceAll('"', '""')}"` : name));
  return `${cells.join(delimiter)}\n`;
}
