/** `pq join`: what help and docs say about it. */
import type { CommandSpec } from '../command-line.ts';
import { optionsOf } from '../options.ts';

export const joinCommand: CommandSpec = {
  name: 'join',
  usage: '[options] LEFT RIGHT',
  summary: 'the rows of two sides with the same keys, beside each other',
  description: `Puts each row of LEFT beside every row of RIGHT with the same keys, in the order of LEFT, then of RIGHT. A side is a file, a quoted pattern, a directory, a partitioned data set, - for stdin, or a chain in quotes with its files in it. Behind "then" the left side is what comes there, and only RIGHT is named.

Keys are compared by their text; null keys match nothing. The key columns of --on are there once.

What right and full add, rows of RIGHT that nothing matched, comes at the end.`,
  options: optionsOf('join'),
  examples: [
    { command: 'pq join people.csv orders.csv --on id', meaning: 'every order with its person' },
    { command: 'pq join people.csv orders.csv --on id --how anti', meaning: 'people without orders' },
    {
      command: 'pq join \'filter "age > 30" people.csv\' orders.csv --left-on id --right-on person',
      meaning: 'names that differ, and a side that is a chain',
    },
    { command: 'pq filter "age > 30" then join orders.csv --on id then count people.csv', meaning: 'inside a chain' },
  ],
};
