/** `pq persist`: what help and docs say about it. */
import type { CommandSpec } from '../command-line.ts';
import { optionsOf } from '../options.ts';

export const persistCommand: CommandSpec = {
  name: 'persist',
  usage: '[options] DIR [files...]',
  summary: 'the records as a data set, in their order: a result that is kept',
  description: `Writes the records into files of the directory DIR, in their order, and a manifest _pq.json. Read again, DIR gives the same records in the same order. The last verb of a chain.

The directory is there when all of it is: until then it has another name. One that is there must be empty, or a data set and --force given.

Files are CSV, TSV, JSON or NDJSON files, quoted patterns, directories, and - for stdin, which is also what is read when there are none.`,
  options: optionsOf('persist'),
  examples: [
    { command: "pq filter 'age > 30' then persist older people.csv", meaning: 'kept for later: pq count older' },
    { command: "pq sort 'age' then persist by-age --force people.csv", meaning: 'replaces the data set by-age' },
  ],
};
