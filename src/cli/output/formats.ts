/** Which format the answer is written in, and who writes it. */
import { extname } from 'node:path';
import type { ResultTable } from '../../protocol/result.ts';
import type { FileFormat } from '../../protocol/stage.ts';
import { OUTPUT_FORMATS, type OutputFormat } from '../values.ts';
import { markdownText, tableText } from './aligned-rows.ts';
import { csvText, jsonText, ndjsonText } from './text-rows.ts';

type Writer = (table: ResultTable) => Iterable<string> | AsyncIterable<string>;

const WRITERS: Readonly<Record<OutputFormat, Writer>> = {
  csv: (table) => csvText(table, ','),
  tsv: (table) => csvText(table, '\t'),
  json: jsonText,
  ndjson: ndjsonText,
  md: markdownText,
  table: tableText,
};

const EXTENSION_FORMATS: Readonly<Record<string, OutputFormat>> = {
  ...Object.fromEntries(OUTPUT_FORMATS.filter((format) => format !== 'table').map((format) => [`.${format}`, format])),
  ...{ '.jsonl': 'ndjson', '.tab': 'tsv', '.markdown': 'md' },
};

const TAB = 9;

interface OutputChoice {
  /** What --to says. */
  readonly to: OutputFormat | undefined;
  /** What -o says. */
  readonly output: string | undefined;
  readonly stdoutIsTerminal: boolean;
}

/** What was asked for, what the file is called, what a person can read, else the same as came in (first). */
export function chooseFormat(
  { to, output, stdoutIsTerminal }: OutputChoice,
  input: FileFormat | undefined,
): OutputFormat {
  if (to !== undefined) return to;
  const byExtension = output === undefined ? undefined : EXTENSION_FORMATS[extname(output).toLowerCase()];
  if (byExtension !== undefined) return byExtension;
  if (output === undefined && stdoutIsTerminal) return 'table';
  return input === undefined ? 'csv' : formatLike(input);
}

export function formatTable(table: ResultTable, format: OutputFormat): Iterable<string> | AsyncIterable<string> {
  return WRITERS[format](table);
}

function formatLike(format: FileFormat): OutputFormat {
  switch (format.kind) {
    case 'csv':
      return format.delimiter === TAB ? 'tsv' : 'csv';
    case 'json-array':
      return 'json';
    case 'ndjson':
    case 'json-sequence':
      return 'ndjson';
  }
}
