/** `pq head`: what help and docs say about it. */
import type { CommandSpec } from '../command-line.ts';
import { optionsOf } from '../options.ts';

export const headCommand: CommandSpec = {
  name: 'head',
  usage: '[options] [N] [files...]',
  summary: 'the first records',
  description: `Passes on the first N records (10 when N is not said), and stops reading.

Files are CSV, TSV, JSON or NDJSON files, quoted patterns, directories, and - for stdin, which is also what is read when there are none.`,
  options: optionsOf('head'),
  examples: [
    { command: 'pq head 3 people.csv', meaning: 'the first three' },
    { command: "pq sort 'income desc' then head 10 people.csv", meaning: 'the ten greatest' },
  ],
};
