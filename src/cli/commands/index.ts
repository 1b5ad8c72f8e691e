/** The commands of pq: a new one is a file here and a line in this table. */
import type { CommandSpec } from '../command-line.ts';
import { aggCommand } from './agg.ts';
import { benchCommand } from './bench.ts';
import { catCommand } from './cat.ts';
import { countCommand } from './count.ts';
import { distinctCommand } from './distinct.ts';
import { filterCommand } from './filter.ts';
import { headCommand } from './head.ts';
import { joinCommand } from './join.ts';
import { mapCommand } from './map.ts';
import { partitionCommand } from './partition.ts';
import { persistCommand } from './persist.ts';
import { projectCommand } from './project.ts';
import { repeatCommand } from './repeat.ts';
import { sampleCommand } from './sample.ts';
import { sortCommand } from './sort.ts';
import { tailCommand } from './tail.ts';

/** What can be chained with `then`. */
export const VERBS: readonly CommandSpec[] = [
  ...[aggCommand, filterCommand, projectCommand, mapCommand, joinCommand, sortCommand, distinctCommand],
  ...[headCommand, tailCommand, countCommand, catCommand, sampleCommand, repeatCommand],
  ...[partitionCommand, persistCommand],
];

export const COMMANDS: readonly CommandSpec[] = [...VERBS, benchCommand];
