/** Records by the reference readers: csv-parse and JSON.parse. A record is a function from a path to its cell. */
import { parse } from 'csv-parse/sync';
import { CellKind } from '../../../src/core/values.ts';
import type { ColumnPath, InputDialect } from '../../../src/protocol/stage.ts';

export interface OracleCell {
  readonly kind: number;
  readonly text: string;
  /** What the cell is when it is a key of the answer. */
  readonly keyKind: number;
  /** A JSON string with escapes in it. */
  readonly isEscaped: boolean;
}

export type OracleRecord = (column: ColumnPath) => OracleCell;

const NULL: OracleCell = { kind: CellKind.null, text: '', keyKind: CellKind.null, isEscaped: false };
const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

export interface CsvTable {
  readonly header: readonly string[];
  readonly records: readonly OracleRecord[];
}

/**
 * What csv-parse reads when it is told the dialect. Throws what it throws. Lines to skip and what the last line ends in
 * are dealt with before; blank lines are as in csvRecords.
 */
export function dialectRecords(content: string, dialect: Partial<InputDialect>): CsvTable {
  const text = content
    .replace(/^\uFEFF/, '')
    .split('\n')
    .slice(dialect.skipLines ?? 0)
    .join('\n')
    .replace(/([^\n])$/, '$1\n');
  const { quote = '"', escapeMark = quote, comment = '' } = dialect;
  const read = (skipEmptyLines: boolean) =>
    parse(text, {
      ...{ delimiter: dialect.delimiter ?? ',', quote: quote || null, escape: escapeMark || null },
      ...{ comment: comment || null, comment_no_infix: true, trim: dialect.trim ?? false },
      ...{ record_delimiter: ['\r\n', '\n'], relax_quotes: true, skip_empty_lines: skipEmptyLines },
      cast: (value, { quoting }) => csvCell(value, quoting) as unknown as string,
    }) as unknown as OracleCell[][];
  return tableOf(read);
}

/** Throws what csv-parse throws. An empty cell without quotes is null; a quote inside an unquoted field is a quote. */
export function csvRecords(content: string, delimiter = ','): CsvTable {
  const text = content.replace(/^\uFEFF/, '').replace(/^(\r?\n)+/, '');
  const read = (skipEmptyLines: boolean) =>
    parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n'],
      relax_quotes: true,
      skip_empty_lines: skipEmptyLines,
      cast: (value, { quoting }) => csvCell(value, quoting) as unknown as string,
    }) as unknown as OracleCell[][];
  return tableOf(read);
}

function tableOf(read: (skipEmptyLines: boolean) => OracleCell[][]): CsvTable {
  const [first = []] = read(true);
  // In a table of one column a blank line is a record: an empty cell.
  const [header = [], ...rows] = read(first.length > 1);
  const names = uniqueNames(header.map(({ text }, at) => text || `column${at + 1}`));
  return { header: names, records: rows.map((row) => (column) => row[names.indexOf(column.text)] ?? NULL) };
}

/** A name that was there before gets _2, or the first number behind that which nobody has. */
function uniqueNames(names: readonly string[]): string[] {
  const unique: string[] = [];
  for (const name of names) {
    let candidate = name;
    for (let count = 2; unique.includes(candidate) || (candidate !== name && names.includes(candidate)); count++) {
      candidate = `${name}_${count}`;
    }
    unique.push(candidate);
  }
  return unique;
}

function csvCell(text: string, isQuoted: boolean): OracleCell {
  const keyKind = JSON_NUMBER.test(text) ? CellKind.number : CellKind.text;
  return text === '' && !isQuoted ? { ...NULL } : { kind: CellKind.text, text, keyKind, isEscaped: false };
}

/** Each text is one record. Throws what JSON.parse throws. */
export function jsonRecords(texts: readonly string[]): readonly OracleRecord[] {
  return texts.map((text) => {
    const root = JSON.parse(text, toCell) as unknown;
    return ({ steps }) => at(root, steps);
  });
}

/** The texts of an array's elements or of a sequence's records, as JSON.stringify would have them. */
export function jsonArrayRecords(text: string): readonly OracleRecord[] {
  const root = JSON.parse(text, toCell) as unknown[];
  return root.map(
    (record) =>
      ({ steps }) =>
        at(record, steps),
  );
}

class Cell implements OracleCell {
  readonly kind: number;
  readonly text: string;
  readonly keyKind: number;
  readonly isEscaped: boolean;

  constructor(kind: number, text: string, isEscaped: boolean) {
    this.kind = kind;
    this.keyKind = kind;
    this.text = text;
    this.isEscaped = isEscaped;
  }
}

/** A reviver that keeps the source text of numbers. */
function toCell(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source ?? '';
  if (typeof value === 'string') return new Cell(CellKind.text, value, source.includes('\\'));
  if (typeof value === 'number') return new Cell(CellKind.number, source, false);
  if (typeof value === 'boolean') return new Cell(CellKind.boolean, source, false);
  return value === null ? NULL : value;
}

function at(root: unknown, steps: readonly (string | number)[]): OracleCell {
  let value = root;
  for (const step of steps) {
    const isArray = Array.isArray(value);
    if (typeof value !== 'object' || value === null || value instanceof Cell || value === NULL) return NULL;
    if (isArray !== (typeof step === 'number') || !Object.hasOwn(value, step)) return NULL;
    value = (value as Record<string | number, unknown>)[step];
  }
  if (value === NULL || value instanceof Cell) return value as OracleCell;
  return new Cell(CellKind.json, JSON.stringify(value, fromCell), false);
}

const { rawJSON } = JSON as unknown as { rawJSON(source: string): unknown };

/** Back to what toCell() was given. */
function fromCell(_key: string, value: unknown): unknown {
  if (value === NULL) return null;
  if (!(value instanceof Cell)) return value;
  return value.kind === CellKind.text ? value.text : rawJSON(value.text);
}
