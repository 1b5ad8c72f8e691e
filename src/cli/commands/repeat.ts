/** `pq repeat`: what help and docs say about it. */
import type { CommandSpec } from '../command-line.ts';
import { optionsOf } from '../options.ts';

export const repeatCommand: CommandSpec = {
  name: 'repeat',
  usage: '[options] N [files...]',
  summary: 'all records, several times over',
  description: `Passes on all records N times: all of them, then all of them again, as if the files had been named N times.

Files are CSV, TSV, JSON or NDJSON files, quoted patterns, directories, and - for stdin, which is also what is read when there are none.`,
  options: optionsOf('repeat'),
  examples: [
    { command: 'pq repeat 8 people.csv', meaning: 'eight copies of everybody' },
    { command: 'pq distinct city then repeat 3 people.csv', meaning: 'one person of each city, three times' },
  ],
};
