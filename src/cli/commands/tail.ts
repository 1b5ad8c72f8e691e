/** `pq tail`: what help and docs say about it. */
import type { CommandSpec } from '../command-line.ts';
import { optionsOf } from '../options.ts';

export const tailCommand: CommandSpec = {
  name: 'tail',
  usage: '[options] [N] [files...]',
  summary: 'the last records',
  description: `Passes on the last N records (10 when N is not said).

Files are CSV, TSV, JSON or NDJSON files, quoted patterns, directories, and - for stdin, which is also what is read when there are none.`,
  options: optionsOf('tail'),
  examples: [{ command: 'pq tail 3 people.csv', meaning: 'the last three' }],
};
