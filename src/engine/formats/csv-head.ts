/** The head of a CSV file: its columns, and where its records start. */
import { PqError } from '../../core/errors.ts';
import type { InputDialect, InputSource } from '../../protocol/stage.ts';
import type { FormatHead } from '../inspect.ts';
import { sourceColumnClash } from '../operators/source-column.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const TAB = 0x09;

interface CsvHead {
  readonly head: Buffer;
  /** Where the text starts, after a byte order mark. */
  readonly start: number;
  /** The head is all of the file. */
  readonly isWhole: boolean;
  readonly name: 'csv' | 'tsv';
  readonly reason: string;
  readonly source: InputSource;
  readonly dialect: InputDialect;
}

/** Undefined when the first record goes on behind the head. */
export function inspectCsv(csv: CsvHead): FormatHead | undefined {
  const { head, start, isWhole, dialect, reason, name } = csv;
  const delimiter = dialect.delimiter ?? (name === 'tsv' ? TAB : COMMA);
  const first = readFirstRecord(head, start, delimiter, isWhole);
  if (first === undefined) return undefined;
  if (first === 'malformed') throw malformedHeader(csv);
  const columns = columnsOf(first.fields, csv);
  checkSourceColumn(columns, csv);
  const dataStart = dialect.header ? first.end : start;
  const format = { kind: 'csv', delimiter, quote: QUOTE, columns, dataStart } as const;
  return { format, sampleColumns: () => columns, reason: `${name.toUpperCase()} reader: ${reason}` };
}

function columnsOf(fields: readonly string[], { source, dialect }: CsvHead): string[] {
  const { columnNames, header } = dialect;
  if (columnNames && fields.length > 0 && columnNames.length !== fields.length) {
    const [given, found] = [columnNames.length, fields.length];
    throw new PqError('PQ_USAGE', `--column-names has ${given} names, and the first record has ${found} fields`, {
      place: { file: source.name },
      hint: `give ${found} names, separated by commas`,
    });
  }
  if (columnNames) return makeUnique(columnNames);
  if (header) return makeUnique(fields.map((field, at) => (field === '' ? `column${at + 1}` : field)));
  return fields.map((_, at) => `column${at + 1}`);
}

function checkSourceColumn(columns: readonly string[], { source, dialect }: CsvHead): void {
  if (dialect.sourceColumn === undefined || !columns.includes(dialect.sourceColumn)) return;
  const { code, message, hint } = sourceColumnClash(dialect.sourceColumn);
  throw new PqError(code, message, { place: { file: source.name, line: 1 }, hint });
}

/** A name that was there before gets _2, _3 and so on. */
function makeUnique(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let count = 2; seen.has(unique); count++) {
      const candidate = `${name}_${count}`;
      if (!taken.has(candidate)) unique = candidate;
    }
    seen.add(unique);
    taken.add(unique);
    return unique;
  });
}

function malformedHeader({ source }: CsvHead): PqError {
  return new PqError('PQ_CSV_MALFORMED', 'the first record has a quoted field that is not closed well', {
    place: { file: source.name, line: 1 },
    hint: 'a quoted field ends in a quote before the delimiter; a quote inside it is written twice ("")',
  });
}

interface FirstRecord {
  readonly fields: string[];
  /** The byte behind its newline. */
  readonly end: number;
}

/** The first record, blank lines before it passed over. */
function readFirstRecord(
  head: Buffer,
  start: number,
  delimiter: number,
  isWhole: boolean,
): FirstRecord | 'malformed' | undefined {
  let at = start;
  while (head[at] === 10 || (head[at] === 13 && head[at + 1] === 10)) at++;
  if (at >= head.length) return isWhole ? { fields: [], end: head.length } : undefined;
  const fields: string[] = [];
  for (;;) {
    const field = readField(head, at, delimiter);
    if (field === 'malformed') return isWhole || head.length > 1024 * 1024 ? field : undefined;
    if (field.end >= head.length && !isWhole) return undefined;
    fields.push(field.text);
    at = field.end + 1;
    if (head[field.end] !== delimiter) return { fields, end: Math.min(at, head.length) };
  }
}

/** A field and the position of its delimiter, its newline, or the end. */
function readField(head: Buffer, start: number, delimiter: number): { text: string; end: number } | 'malformed' {
  let from = start;
  let quotedEnd = -1;
  if (head[start] === QUOTE) {
    quotedEnd = closingQuote(head, start + 1);
    if (quotedEnd < 0) return 'malformed';
    from = quotedEnd + 1;
  }
  let end = from;
  while (end < head.length && head[end] !== delimiter && head[end] !== 10) end++;
  const textEnd = head[end] !== delimiter && end > from && head[end - 1] === 13 ? end - 1 : end;
  if (quotedEnd < 0) return { text: head.toString('utf8', start, textEnd), end };
  if (textEnd > from) return 'malformed';
  return { text: head.toString('utf8', start + 1, quotedEnd).replaceAll('""', '"'), end };
}

function closingQuote(head: Buffer, from: number): number {
  for (let at = head.indexOf(QUOTE, from); at >= 0; at = head.indexOf(QUOTE, at + 2)) {
    if (head[at + 1] !== QUOTE) return at;
  }
  return -1;
}
