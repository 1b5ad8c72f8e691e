/**
 * Answers in formats that are read by programs: CSV, TSV, JSON, NDJSON. Each is a generator of texts of about
 * CHUNK_CHARACTERS.
 */
import { CellKind } from '../../core/values.ts';
import type { ResultColumn, ResultTable } from '../../protocol/result.ts';

/** Large enough that writing costs little, small enough that the text never has to be in memory as a whole. */
const CHUNK_CHARACTERS = 1 << 18;

/** What JSON.stringify would only put quotes around: three times as fast. */
const PLAIN_TEXT = /^[ !#-[\]-~]*$/;
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Null is an empty cell, an empty text a quoted one. */
export function* csvText(table: ResultTable, delimiter: string): Generator<string> {
  const needsQuotes = new RegExp(`["\\r\\n${delimiter}]`);
  const quoted = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cell = (text: string, kind: number | undefined): string => {
    if (kind === CellKind.number || kind === CellKind.null) return text;
    return text === '' ? '""' : quoted(text);
  };
  yield `${table.columns.map(({ name }) => cell(name, CellKind.text)).join(delimiter)}\n`;
  const [first, ...others] = table.columns;
  yield* inChunks(table.rowCount, (row) => {
    let line = first === undefined ? '' : cell(first.texts[row] as string, first.kinds[row]);
    for (const { texts, kinds } of others) line += delimiter + cell(texts[row] as string, kinds[row]);
    return `${line}\n`;
  });
}

export function* ndjsonText(table: ResultTable): Generator<string> {
  const record = recordText(table);
  yield* inChunks(table.rowCount, (row) => `${record(row)}\n`);
}

/** One array, a record a line. */
export function* jsonText(table: ResultTable): Generator<string> {
  const record = recordText(table);
  yield '[';
  yield* inChunks(table.rowCount, (row) => `${row === 0 ? '\n' : ',\n'}${record(row)}`);
  yield table.rowCount === 0 ? ']\n' : '\n]\n';
}

function recordText({ columns }: ResultTable): (row: number) => string {
  const starts = columns.map(({ name }, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  return (row) => {
    let record = '';
    for (let index = 0; index < columns.length; index++) {
      record += (starts[index] as string) + jsonValue(columns[index] as ResultColumn, row);
    }
    return `${record}}`;
  };
}

/** Numbers keep their digits; those that JSON does not have (`007`, `+1`) are texts there. */
function jsonValue({ kinds, texts }: ResultColumn, row: number): string {
  const text = texts[row] as string;
  switch (kinds[row]) {
    case CellKind.null:
      return 'null';
    case CellKind.number:
      return JSON_NUMBER.test(text) ? text : JSON.stringify(text);
    case CellKind.text:
      return PLAIN_TEXT.test(text) ? `"${text}"` : JSON.stringify(text);
    default:
      // Nested values keep their text, but a record stays on its line.
      return text.replace(/[\r\n]+/g, ' ');
  }
}

function* inChunks(rowCount: number, lineOf: (row: number) => string): Generator<string> {
  let chunk = '';
  for (let row = 0; row < rowCount; row++) {
    chunk += lineOf(row);
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
