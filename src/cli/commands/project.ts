/** `pq project`: what help and docs say about it. */
import type { CommandSpec } from '../command-line.ts';
import { optionsOf } from '../options.ts';

export const projectCommand: CommandSpec = {
  name: 'project',
  usage: '[options] LIST [files...]',
  summary: 'some columns, in this order, renamed or computed',
  description: `Makes records of the listed columns: names, paths, expressions with "as name", * for all columns, and * exclude (a, b). A value that is only passed on stays as it is.

Files are CSV, TSV, JSON or NDJSON files, quoted patterns, directories, and - for stdin, which is also what is read when there are none.`,
  options: optionsOf('project'),
  examples: [
    { command: "pq project 'first, last, income * 12 as yearly' people.csv", meaning: 'two columns and a new one' },
    { command: "pq project '* exclude (telephone)' people.csv", meaning: 'all columns but one' },
    {
      command: "pq project 'name[0] as first, address.city as city' people.json --to csv",
      meaning: 'from JSON to a table',
    },
  ],
};
