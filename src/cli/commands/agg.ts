/** `pq agg`: what help and docs say about it. */
import type { CommandSpec } from '../command-line.ts';
import { optionsOf } from '../options.ts';

export const aggCommand: CommandSpec = {
  name: 'agg',
  usage: '[options] [files...]',
  summary: 'count, sum, average and the like, of everything or by group',
  description: `Computes aggregates over all records of the files, of everything or by group.

Files are CSV, TSV, JSON or NDJSON files, quoted patterns ('people/*.json'), directories, and - for stdin, which is also \
what is read when there are none.

COLS are columns by comma: age, address.city, name[0], "credit-card".number. Sums and averages are exact, and the answer \
is the same, byte for byte, for every number of workers.`,
  options: optionsOf('agg'),
  examples: [
    { command: "pq agg --avg age 'people/*.json'", meaning: 'the mean age in all files' },
    {
      command: 'pq agg --count --avg income -g city people.csv',
      meaning: 'how many people and their mean income, by city',
    },
    {
      command: "pq agg --agg 'min(age) as youngest, max(age) as oldest' people.csv",
      meaning: 'columns with names of their own',
    },
    {
      command: 'pq agg --sum amount -g region sales.tsv -j 8 -o totals.csv',
      meaning: 'eight workers; TSV in, CSV out',
    },
  ],
};
