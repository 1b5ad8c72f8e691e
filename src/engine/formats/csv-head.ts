/** The head of a CSV file: its columns, and where its records start. */
import { PqError } from '../../core/errors.ts';
import type { CsvDialect, InputDialect, InputSource } from '../../protocol/stage.ts';
import type { FormatHead } from '../inspect.ts';
import { sourceColumnClash } from '../operators/source-column.ts';
import { type CsvSyntax, dialectSyntax, fieldText, readField, skipIgnored } from './csv-text.ts';

const COMMA = 0x2c;

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
  const { head, isWhole, dialect, reason, name } = csv;
  const written = dialectOf(csv);
  const syntax = dialectSyntax(written);
  const start = skipLines(head, csv.start, dialect.skipLines);
  if (start === undefined && !isWhole) return undefined;
  const first = readFirstRecord(head, start ?? head.length, syntax, isWhole);
  if (first === undefined) return undefined;
  const line = lineOf(head, first.start);
  if (first.isMalformed) throw malformedHeader(csv, line);
  const columns = columnsOf(first.fields, csv);
  checkSourceColumn(columns, csv, line);
  const dataStart = dialect.header ? first.end : (start ?? head.length);
  const library = reasonsForLibrary(written);
  const bytes = { delimiter: syntax.delimiter[0] ?? COMMA, quote: syntax.quote };
  return {
    format: { kind: 'csv', ...bytes, ...(library.length > 0 && { dialect: written }), columns, dataStart },
    sampleColumns: () => columns,
    reason: `${library.length > 0 ? `csv-parse: ${library.join(', ')}` : `kernel: ${name.toUpperCase()}`} (${reason})`,
  };
}

function dialectOf({ name, dialect }: CsvHead): CsvDialect {
  const quote = dialect.quote ?? '"';
  return {
    delimiter: dialect.delimiter ?? (name === 'tsv' ? '\t' : ','),
    quote,
    escapeMark: dialect.escapeMark ?? quote,
    comment: dialect.comment ?? '',
    trim: dialect.trim,
  };
}

/** What the kernel does not read, as the options say it; nothing for what it reads. */
function reasonsForLibrary({ delimiter, quote, escapeMark, comment, trim }: CsvDialect): readonly string[] {
  return [
    Buffer.byteLength(delimiter) > 1 ? `-d ${JSON.stringify(delimiter)}` : '',
    quote === '' ? '--quote none' : '',
    quote !== '' && escapeMark !== quote ? '--escape' : '',
    comment === '' ? '' : '--comment',
    trim ? '--trim' : '',
  ].filter((reason) => reason !== '');
}

/** The byte behind so many lines; undefined when the text ends before. */
function skipLines(head: Buffer, start: number, count: number): number | undefined {
  let at = start;
  for (let line = 0; line < count; line++) {
    const newline = head.indexOf(10, at);
    if (newline < 0) return undefined;
    at = newline + 1;
  }
  return at;
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

function checkSourceColumn(columns: readonly string[], { source, dialect }: CsvHead, line: number): void {
  if (dialect.sourceColumn === undefined || !columns.includes(dialect.sourceColumn)) return;
  const { code, message, hint } = sourceColumnClash(dialect.sourceColumn);
  throw new PqError(code, message, { place: { file: source.name, line }, hint });
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

/** Of the byte in our part of the text, from 1. */
function lineOf(head: Buffer, byte: number): number {
  let line = 1;
  for (let at = head.indexOf(10); at >= 0 && at < byte; at = head.indexOf(10, at + 1)) line++;
  return line;
}

function malformedHeader({ source }: CsvHead, line: number): PqError {
  return new PqError('PQ_CSV_MALFORMED', 'the first record has a quoted field that is not closed well', {
    place: { file: source.name, line },
    hint: 'a quoted field ends in a quote before the delimiter; a quote inside it is written twice ("")',
  });
}

interface FirstRecord {
  readonly fields: string[];
  /** Its first byte, and the one behind its newline. */
  readonly start: number;
  readonly end: number;
  /** One of its quotes is not closed well; `fields` are those before. */
  readonly isMalformed: boolean;
}

/** The first record; blank lines and comments before it are passed over. */
function readFirstRecord(head: Buffer, start: number, syntax: CsvSyntax, isWhole: boolean): FirstRecord | undefined {
  const ignored = skipIgnored(head, start, head.length, syntax, false);
  const record = { fields: [] as string[], start: ignored.at, end: head.length, isMalformed: false };
  if (ignored.at >= head.length || ignored.isCut) return isWhole ? record : undefined;
  for (let { at } = ignored; ; ) {
    const field = readField(head, at, syntax);
    if ('problem' in field) return isWhole || head.length > 1024 * 1024 ? { ...record, isMalformed: true } : undefined;
    if (field.isCut && !isWhole) return undefined;
    record.fields.push(fieldText(head, field, syntax));
    at = field.next;
    if (field.endsRecord) return { ...record, end: at };
  }
}
