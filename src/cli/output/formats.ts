/** Which format the answer is written in. */
import { extname } from 'node:path';
import type { FileFormat } from '../../protocol/stage.ts';
import { OUTPUT_FORMATS, type OutputFormat } from '../values.ts';

const EXTENSION_FORMATS: Readonly<Record<string, OutputFormat>> = {
  ...Object.fromEntries(OUTPUT_FORMATS.filter((format) => format !== 'table').map((format) => [`.${format}`, format])),
  ...{ '.jsonl': 'ndjson', '.tab': 'tsv', '.markdown': 'md' },
};

interface OutputChoice {
  /** What --to says. */
  readonly to: OutputFormat | undefined;
  /** What -o says. */
  readonly output: string | undefined;
  readonly stdoutIsTerminal: boolean;
  /** More than a person looks at, perhaps, and more than should be held for the widths of columns. */
  readonly isLarge?: boolean;
}

/** What was asked for, what the file is called, what a person can read, else the same as came in (first). */
export function chooseFormat(
  { to, output, stdoutIsTerminal, isLarge }: OutputChoice,
  input: FileFormat | undefined,
): OutputFormat {
  if (to !== undefined) return to;
  const name = output?.toLowerCase().replace(/\.gz$/, '');
  const byExtension = name === undefined ? undefined : EXTENSION_FORMATS[extname(name)];
  if (byExtension !== undefined) return byExtension;
  if (output === undefined && stdoutIsTerminal && isLarge !== true) return 'table';
  return input === undefined ? 'csv' : formatLike(input);
}

function formatLike(format: FileFormat): OutputFormat {
  switch (format.kind) {
    case 'csv':
      return (format.dialect?.delimiter ?? String.fromCharCode(format.delimiter)) === '\t' ? 'tsv' : 'csv';
    case 'json-array':
      return 'json';
    case 'ndjson':
    case 'json-sequence':
      return 'ndjson';
    case 'cells':
      return format.like === undefined ? 'csv' : formatLike(format.like);
  }
}
