/** Joins of pq against joins of pq: sets that need not be shuffled, and keys of which one is that of many rows. */
import { statSync } from 'node:fs';
import type { Command } from './query.ts';
import type { Contender, Race } from './race.ts';
import { readRows } from './rows.ts';
import { pq } from './task-kinds.ts';

const PARTITIONS = '64';

/** People in a set that was cut by telephone, which is made before, joined with itself. */
export function prepartitionedRace(people: string, set: string, answerPath: string): Race {
  const contender = (strategy: string, role: Contender['role']): Contender => ({
    ...contenderOf(strategy, role, joined([set, set, '--on', 'telephone', '--strategy', strategy], PAIR, answerPath)),
    parse: async (path) => readRows(path, 'csv'),
  });
  return {
    name: 'join-prepartitioned',
    title: 'people in a set by telephone, joined with itself: no shuffle against a shuffle',
    byteCount: 2 * statSync(people).size,
    prepare: [
      { file: 'rm', args: ['-rf', set] },
      pq(['partition', '--by', 'hash:telephone', '-n', PARTITIONS, '-o', set, people]),
    ],
    contenders: [contender('prepartitioned', 'subject'), contender('shuffle', 'reference')],
    bar: { kind: 'speedup', value: 2 },
  };
}

const PAIR = 'telephone, income_right as income';

/** Every row finds one row of `table`; of the skewed ones 30 % find the same. */
export function skewRace(skewed: string, uniform: string, table: string, answerPath: string): Race {
  const contender = (name: string, role: Contender['role'], file: string): Contender =>
    contenderOf(name, role, joined([file, table, '--on', 'key', '--strategy', 'shuffle'], 'value, name', answerPath));
  return {
    name: 'join-skew',
    title: 'a key of 30 % of the rows against keys that are all as likely',
    byteCount: statSync(skewed).size + statSync(table).size,
    contenders: [contender('skewed', 'subject', skewed), contender('uniform', 'reference', uniform)],
    bar: { kind: 'ratio', value: 1.5 },
  };
}

function contenderOf(name: string, role: Contender['role'], command: Command): Contender {
  return { name: `pq, ${name}`, role, variants: [{ label: '', command }] };
}

function joined(words: readonly string[], columns: string, output: string): Command {
  return { ...pq(['join', ...words, 'then', 'project', columns, '--to', 'csv', '-o', output]), output };
}
