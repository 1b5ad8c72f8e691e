/** `pq map`: what help and docs say about it. */
import type { CommandSpec } from '../command-line.ts';
import { optionsOf } from '../options.ts';

export const mapCommand: CommandSpec = {
  name: 'map',
  usage: '[options] ASSIGNMENTS [files...]',
  summary: 'all columns, and some that are new or have new values',
  description: `Adds columns, or gives them new values: name = expression, by comma. Each assignment sees those before it. All other columns stay as they are.

Files are CSV, TSV, JSON or NDJSON files, quoted patterns, directories, and - for stdin, which is also what is read when there are none.`,
  options: optionsOf('map'),
  examples: [
    { command: "pq map 'yearly = income * 12' people.csv", meaning: 'a new column' },
    { command: "pq map 'last = upper(last), age = age + 1' people.json", meaning: 'new values in place' },
  ],
};
