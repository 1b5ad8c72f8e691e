/** The commands of pq: a new one is a file here and a line in this table. */
import type { CommandSpec } from '../command-line.ts';
import { aggCommand } from './agg.ts';
import { benchCommand } from './bench.ts';

export const COMMANDS: readonly CommandSpec[] = [aggCommand, benchCommand];
