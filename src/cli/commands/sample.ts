/** `pq sample`: what help and docs say about it. */
import type { CommandSpec } from '../command-line.ts';
import { optionsOf } from '../options.ts';

export const sampleCommand: CommandSpec = {
  name: 'sample',
  usage: '[options] FRACTION [files...]',
  summary: 'some records, by chance',
  description: `Keeps each record with a probability: 0.1 or 10%. Which ones depends on the seed, the name of the file and the place in it, and on nothing else.

Files are CSV, TSV, JSON or NDJSON files, quoted patterns, directories, and - for stdin, which is also what is read when there are none.`,
  options: optionsOf('sample'),
  examples: [
    { command: 'pq sample 1% people.csv', meaning: 'about one of a hundred' },
    { command: 'pq sample 0.1 --seed 7 people.csv', meaning: 'others' },
  ],
};
