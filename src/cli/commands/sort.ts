/** `pq sort`: what help and docs say about it. */
import type { CommandSpec } from '../command-line.ts';
import { optionsOf } from '../options.ts';

export const sortCommand: CommandSpec = {
  name: 'sort',
  usage: '[options] KEYS [files...]',
  summary: 'the records in an order',
  description: `Puts the records in order. KEYS are columns or expressions by comma, each with asc or desc, and nulls first or nulls last behind it; or -k for each key, and no KEYS.

Numbers stand before texts, numbers by value, texts by code points; nulls are last. Equal records stay in the order of the input.

Files are CSV, TSV, JSON or NDJSON files, quoted patterns, directories, and - for stdin, which is also what is read when there are none.`,
  options: optionsOf('sort'),
  examples: [
    { command: "pq sort 'age desc, last' people.csv", meaning: 'the oldest first' },
    { command: "pq sort -l 10 'income desc' people.csv", meaning: 'only the first ten' },
    { command: 'pq sort -k city -k age:nr people.csv', meaning: 'by flags, as in other tools' },
    { command: 'pq sort --check id people.csv', meaning: 'whether it is in order' },
  ],
};
