/** The columns that steps need of the rows that come to them: not those that one of them makes for those behind it. */
import type { ColumnPath } from '../protocol/stage.ts';
import { columnsOf } from './bind-expression.ts';
import { joinedColumns } from './join-columns.ts';
import type { Join, MapColumns, Project, Verb } from './logical-plan.ts';
import { outputNames } from './output-names.ts';
import { pathTo } from './parse/make-expr.ts';
import { pathsOf } from './paths.ts';

export function neededPaths(steps: readonly Verb[]): readonly ColumnPath[] {
  return steps.reduceRight<readonly ColumnPath[]>((wanted, step) => neededBy(step, wanted), []);
}

/** `wanted`: of the rows that the step hands on. */
function neededBy(step: Verb, wanted: readonly ColumnPath[]): readonly ColumnPath[] {
  if (step.kind === 'aggregate' || step.kind === 'check-order') return pathsOf([step]);
  if (step.kind === 'join') return [...pathsOf([step]), ...wanted.flatMap((path) => neededOfLeft(step, path))];
  if (step.kind === 'project') return neededByList(step, wanted);
  return step.kind === 'map' ? neededByMap(step, wanted) : [...pathsOf([step]), ...wanted];
}

/** What a column is called on the left side of a join, if it is from there. A step that nobody bound has no sides yet. */
function neededOfLeft(join: Omit<Join, 'input' | 'right'> | Join, path: ColumnPath): readonly ColumnPath[] {
  const [left, right] = 'right' in join ? [outputNames(join.input), outputNames(join.right)] : [];
  if (left === undefined || right === undefined) return [path];
  const column = joinedColumns(join, left, right).find(({ name }) => isNamed(path, name));
  if (column === undefined) return [path];
  if (column.left === undefined) return [];
  return column.left === column.name ? [path] : [pathTo(column.left)];
}

function neededByList({ items }: Pick<Project, 'items'>, wanted: readonly ColumnPath[]): readonly ColumnPath[] {
  const listed = items.flatMap((item) => (item.kind === 'expression' ? [item] : []));
  const own = listed.flatMap(({ expression }) => columnsOf(expression));
  if (listed.length === items.length) return own;
  const passed = wanted.filter((path) => !listed.some(({ name }) => isNamed(path, name)));
  return [...own, ...passed];
}

/** Each assignment sees those before it. */
function neededByMap(
  { assignments }: Pick<MapColumns, 'assignments'>,
  wanted: readonly ColumnPath[],
): readonly ColumnPath[] {
  return assignments.reduceRight<readonly ColumnPath[]>(
    (needed, { name, expression }) => [...columnsOf(expression), ...needed.filter((path) => !isNamed(path, name))],
    wanted,
  );
}

function isNamed({ steps, text }: ColumnPath, name: string): boolean {
  return steps[0] === name || text === name;
}
