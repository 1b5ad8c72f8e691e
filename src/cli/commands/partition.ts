/** `pq partition`: what help and docs say about it. */
import type { CommandSpec } from '../command-line.ts';
import { optionsOf } from '../options.ts';

export const partitionCommand: CommandSpec = {
  name: 'partition',
  usage: '--by SCHEME [-n N] -o DIR [options] [files...]',
  summary: 'the records as a data set: a directory of files, cut by their values',
  description: `Writes the records into files of the directory DIR, and a manifest _pq.json that says how they were cut. DIR is then an input like any other; conditions on what it was cut by read only the files that can hold an answer. The last verb of a chain.

hash:COLS puts records with equal values together, range:COLS those between two bounds, round-robin deals them in turns, value:COLS makes a directory COLUMN=value for each value, and leaves the column out of the files. Within each file records stay in the order of the input.

The directory is there when all of it is: until then it has another name. One that is there must be empty, or a data set and --force given.

Files are CSV, TSV, JSON or NDJSON files, quoted patterns, directories, and - for stdin, which is also what is read when there are none.`,
  options: optionsOf('partition'),
  examples: [
    { command: 'pq partition --by hash:id -n 8 -o by-id people.csv', meaning: 'eight files; by-id is an input' },
    { command: 'pq partition --by value:city -o cities people.csv', meaning: 'a directory for each city' },
    {
      command: "pq filter 'age > 30' then partition --by range:age -n 4 -o older people.csv",
      meaning: 'at the end of a chain',
    },
  ],
};
