/** `pq bench`: what help and docs say about it. */
import type { CommandSpec } from '../command-line.ts';
import { BENCH_OPTIONS } from '../options.ts';

export const benchCommand: CommandSpec = {
  name: 'bench',
  summary: 'measure what more workers are worth for a command',
  usage: '[options] -- COMMAND [options] [files...]',
  takesCommand: true,
  description: `Runs a command of pq several times with each -j and tells how long it takes, how much faster it gets, and \
what keeps it from getting faster still.

The runs are whole processes, by turns. What they print is thrown away, but has to be the same in all of them. The \
baseline is -j 1: everything in one process, by the inline executor.

How to read the figures: docs/benchmarking.md.`,
  options: BENCH_OPTIONS,
  examples: [
    {
      command: "pq bench -j 1,2,4 --runs 5 -- agg --avg age 'people/*.json'",
      meaning: 'the same input for 1, 2 and 4 workers',
    },
    {
      command: 'pq bench --weak -j 1,2,4 -- agg --count -g city people.csv',
      meaning: 'twice the input for 2 workers, four times for 4',
    },
    {
      command: 'pq bench --json -- agg --sum amount sales.tsv',
      meaning: 'all times, the machine and the versions as JSON',
    },
  ],
};
