/** `pq cat`: what help and docs say about it. */
import type { CommandSpec } from '../command-line.ts';
import { optionsOf } from '../options.ts';

export const catCommand: CommandSpec = {
  name: 'cat',
  usage: '[options] [files...]',
  summary: 'all records: unites files, and turns formats into others',
  description: `Passes on all records of all files. Columns of CSV files are aligned by name.

Files are CSV, TSV, JSON or NDJSON files, quoted patterns, directories, and - for stdin, which is also what is read when there are none.`,
  options: optionsOf('cat'),
  examples: [
    { command: 'pq cat people.csv --to ndjson', meaning: 'from CSV to NDJSON' },
    { command: "pq cat 'parts/*.csv' -o all.csv", meaning: 'many files as one' },
  ],
};
