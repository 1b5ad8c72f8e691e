/** `pq filter`: what help and docs say about it. */
import type { CommandSpec } from '../command-line.ts';
import { optionsOf } from '../options.ts';

export const filterCommand: CommandSpec = {
  name: 'filter',
  usage: '[options] EXPR [files...]',
  summary: 'the records for which an expression is true',
  description: `Passes on the records for which an expression is true, as they came: the bytes of a record are copied where the format stays the same.

Files are CSV, TSV, JSON or NDJSON files, quoted patterns, directories, and - for stdin, which is also what is read when there are none.

EXPR is SQL: age > 30 and city in ('Boston', 'Paris'). pq help expressions lists operators and functions.`,
  options: optionsOf('filter'),
  examples: [
    { command: "pq filter 'age > 30' people.csv", meaning: 'everybody over 30' },
    {
      command: "pq filter \"city like 'San%' and income is not null\" 'people/*.json'",
      meaning: 'JSON objects, passed on as they are',
    },
    {
      command: "pq filter 'age > 30' then agg --avg income -g city people.csv",
      meaning: 'a chain: the second verb works on what the first one passes on',
    },
  ],
};
