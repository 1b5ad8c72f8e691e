/** `pq count`: what help and docs say about it. */
import type { CommandSpec } from '../command-line.ts';
import { optionsOf } from '../options.ts';

export const countCommand: CommandSpec = {
  name: 'count',
  usage: '[options] [files...]',
  summary: 'how many records there are',
  description: `Counts the records: the same as agg --count.

Files are CSV, TSV, JSON or NDJSON files, quoted patterns, directories, and - for stdin, which is also what is read when there are none.`,
  options: optionsOf('count'),
  examples: [
    { command: "pq count 'people/*.json'", meaning: 'in all files' },
    { command: "pq count -w 'age > 30' people.csv", meaning: 'only some' },
  ],
};
