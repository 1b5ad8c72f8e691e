/** `pq distinct`: what help and docs say about it. */
import type { CommandSpec } from '../command-line.ts';
import { optionsOf } from '../options.ts';

export const distinctCommand: CommandSpec = {
  name: 'distinct',
  usage: '[options] [COLS] [files...]',
  summary: 'the first record of each combination of values',
  description: `Passes on the first record for each combination of values of COLS; of all columns when none are named. A first operand that looks like a file (it has a slash, a pattern or an extension) is one.

Files are CSV, TSV, JSON or NDJSON files, quoted patterns, directories, and - for stdin, which is also what is read when there are none.`,
  options: optionsOf('distinct'),
  examples: [
    { command: 'pq distinct city people.csv', meaning: 'one person of each city' },
    { command: 'pq distinct people.csv', meaning: 'no record twice' },
  ],
};
