/** Random records with the columns k (a text), x (a number) and t (anything), as files of every format. */
import fc from 'fast-check';
import type { Row, SourceRow, Value } from './naive-rows.ts';

export const FORMATS = ['csv', 'tsv', 'ndjson', 'array', 'sequence'] as const;
export type Format = (typeof FORMATS)[number];

export interface RowFile {
  readonly name: string;
  readonly text: string;
  readonly rows: readonly SourceRow[];
}

/** What a record is made of; `style` chooses among the ways in which it can be written. */
export interface RandomRecord {
  readonly k: string | null;
  readonly x: string | null;
  readonly t: string | null;
  readonly style: number;
}

const key = fc.constantFrom('a', 'b', 'B', '', 'é', '😀', 'a b');
const number = fc.oneof(
  fc.integer({ min: -5, max: 9 }).map(String),
  fc.integer({ min: -300, max: 99_999 }).map((value) => (value / 100).toFixed(2)),
);
const awkward = fc.string({
  maxLength: 12,
  unit: fc.constantFrom('a', '"', ',', '\t', '\n', '\r\n', '{', '}', '[', ':', '\\', ' ', 'é', '😀', '1'),
});

export const randomRecords: fc.Arbitrary<readonly RandomRecord[]> = fc.array(
  fc.record({
    k: fc.option(key, { freq: 6 }),
    x: fc.option(number, { freq: 5 }),
    t: fc.option(awkward, { freq: 5 }),
    style: fc.nat(7),
  }),
  { maxLength: 25 },
);

export function rowFile(format: Format, records: readonly RandomRecord[]): RowFile {
  if (format === 'csv' || format === 'tsv') return delimited(format, records);
  const rows = records.map((record, at) => jsonRow(format, record, at === 0));
  const sources = rows.map(({ source }) => source);
  if (format === 'ndjson') return { name: 'a.ndjson', text: sources.map((source) => `${source}\n`).join(''), rows };
  if (format === 'array') return { name: 'a.json', text: `[ ${sources.join(',\n ')}]\n`, rows };
  return { name: 'b.json', text: sources.join('\n\n'), rows };
}

// ---- CSV ----------------------------------------------------------------------------------------------------------

function delimited(format: 'csv' | 'tsv', records: readonly RandomRecord[]): RowFile {
  const delimiter = format === 'csv' ? ',' : '\t';
  const rows = records.map(({ k, x, t, style }) => {
    const row: Row = new Map([
      ['k', cell(k)],
      ['x', cell(x)],
      ['t', cell(t)],
    ]);
    const cells = [k, x, t].map((text, at) => delimitedCell(text, delimiter, ((style >> at) & 1) === 1));
    return { source: cells.join(delimiter), row };
  });
  const lines = rows.map(({ source }, at) => `${source}${(records[at]?.style ?? 0) === 7 ? '\r\n' : '\n'}`);
  return { name: `a.${format}`, text: `k${delimiter}x${delimiter}t\n${lines.join('')}`, rows };
}

function cell(text: string | null): Value {
  return text === null ? null : { kind: 'cell', text };
}

function delimitedCell(text: string | null, delimiter: string, isQuoted: boolean): string {
  if (text === null) return '';
  const needsQuotes = text === '' || /["\r\n]/.test(text) || text.includes(delimiter);
  return isQuoted || needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}

// ---- JSON ---------------------------------------------------------------------------------------------------------

/** Members in one of two orders; a null can be missing, unless the record is to have all; white space as the style has it. */
function jsonRow(format: Format, { k, x, t, style }: RandomRecord, hasAll: boolean): SourceRow {
  const string = (text: string | null): Value => (text === null ? null : { kind: 'string', text });
  const all: [string, Value][] = [
    ['k', string(k)],
    ['x', x === null ? null : { kind: x === 'oops' ? 'string' : 'number', text: x }],
    ['t', string(t)],
  ];
  const members = all.filter(([, value]) => value !== null || hasAll || (style & 1) === 0);
  if ((style & 2) !== 0) members.reverse();
  const space = format !== 'ndjson' && (style & 4) !== 0 ? '\n  ' : (style & 4) !== 0 ? ' ' : '';
  const texts = members.map(([name, value]) => `${space}${JSON.stringify(name)}:${space}${jsonText(value)}`);
  return { source: `{${texts.join(',')}}`, row: new Map(members) };
}

export function jsonText(value: Value): string {
  if (value === null) return 'null';
  const isNumber = value.kind === 'number' || (value.kind === 'cell' && JSON_NUMBER.test(value.text));
  return isNumber ? value.text : JSON.stringify(value.text);
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

// ---- answers ------------------------------------------------------------------------------------------------------

export type AnswerFormat = 'csv' | 'tsv' | 'ndjson' | 'json';

/** Rows as CSV with a header. */
export function writtenAsCsv(names: readonly string[], rows: readonly Row[], delimiter: string): string {
  const line = (cells: readonly (string | null)[]): string =>
    `${cells.map((text) => delimitedCell(text, delimiter, false)).join(delimiter)}\n`;
  return line(names) + rows.map((row) => line(names.map((name) => row.get(name)?.text ?? null))).join('');
}

/** JSON records, each a text without line ends, one below the other or in an array. */
export function writtenAsJson(records: readonly string[], format: 'ndjson' | 'json'): string {
  if (format === 'ndjson') return records.map((record) => `${record}\n`).join('');
  return records.length === 0 ? '[]\n' : `[\n${records.join(',\n')}\n]\n`;
}
