/**
 * Sides of a join that were cut by the same rule: data sets by hash of what the join compares, into as many partitions.
 * Rows that match are in partitions with the same number. Pure.
 */
import type { PartitionList } from '../protocol/partitions.ts';
import type { InputFile } from '../protocol/stage.ts';
import { isUsual } from './data-sets/usual-dialect.ts';
import { addsRightRows } from './join-columns.ts';
import { type Join, type LogicalPlan, type Scan, unchain } from './logical-plan.ts';
import type { Expr } from './parse/expr.ts';
import { wholeFile } from './partitions.ts';

/** Into how many partitions both sides were cut; undefined where they were not, or not alike. */
export function alignedCount(join: Join): number | undefined {
  const [left, right] = [
    cutBy(
      join.input,
      join.keys.map((key) => key.left),
    ),
    cutBy(
      join.right,
      join.keys.map((key) => key.right),
    ),
  ];
  if (left === undefined || right === undefined || left.count !== right.count) return undefined;
  // What has no partner is told of whole sets.
  const isWhole = ({ scan }: Cut): boolean => scan.pruned === undefined;
  return addsRightRows(join.how) && !(isWhole(left) && isWhole(right)) ? undefined : left.count;
}

interface Cut {
  readonly scan: Scan;
  readonly count: number;
}

/** What each row alone is done to leaves it in its partition. */
const ROW_WISE: ReadonlySet<LogicalPlan['kind']> = new Set<LogicalPlan['kind']>(['filter', 'project', 'map']);

function cutBy(plan: LogicalPlan, keys: readonly Expr[]): Cut | undefined {
  const { scan, steps } = unchain(plan);
  const [set, ...others] = scan.dataSets ?? [];
  if (set?.scheme.kind !== 'hash' || !set.scheme.isExact || others.length > 0 || (scan.times ?? 1) > 1)
    return undefined;
  // Files beside the set have rows of any partition.
  if (scan.files.some(({ part }) => part === undefined)) return undefined;
  if (!isUsual(scan.dialect) || scan.nullValues.length > 0 || !steps.every(({ kind }) => ROW_WISE.has(kind))) {
    return undefined;
  }
  const { columns, count } = set.scheme;
  const origins = keys.map((key) => originOf(key, plan));
  const isSame = keys.length === columns.length && columns.every((column, at) => isEqual(column, origins[at]));
  return isSame ? { scan, count } : undefined;
}

type Steps = readonly (string | number)[];

function isEqual(column: Steps, origin: Steps | undefined): boolean {
  return origin !== undefined && JSON.stringify(column) === JSON.stringify(origin);
}

/** The place in the records that a key is read from; undefined where it is computed. */
function originOf(key: Expr, plan: LogicalPlan): Steps | undefined {
  if (key.kind !== 'column') return undefined;
  const { steps } = key.path;
  if (plan.kind === 'scan') return steps;
  if (plan.kind === 'filter') return originOf(key, plan.input);
  const name = String(steps[0]);
  if (plan.kind === 'map') {
    return plan.assignments.some((each) => each.name === name) ? undefined : originOf(key, plan.input);
  }
  if (plan.kind !== 'project') return undefined;
  const item = plan.items.find((each) => each.kind === 'expression' && each.name === name);
  if (item?.kind === 'expression') return steps.length === 1 ? originOf(item.expression, plan.input) : undefined;
  return plan.items.some(({ kind }) => kind === 'all') ? originOf(key, plan.input) : undefined;
}

/** The files of each partition, by their place in the list. */
export function filesByPartition(files: readonly InputFile[], count: number): readonly (readonly number[])[] {
  const numbers = Array.from({ length: count }, (): number[] => []);
  for (const [at, { part }] of files.entries()) numbers[part?.partition ?? 0]?.push(at);
  return numbers;
}

/** A task each, whose files are read whole. */
export function alignedPartitions(files: readonly InputFile[], count: number): PartitionList {
  const numbers = filesByPartition(files, count);
  return {
    count,
    at: (index) => ({ index, spans: (numbers[index] ?? []).map((file) => wholeFile(files[file] as InputFile, file)) }),
    startIsCertain: () => true,
  };
}
