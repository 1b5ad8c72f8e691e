/** The columns that steps need of the rows that come to them: not those that one of them makes for those behind it. */
import type { ColumnPath } from '../protocol/stage.ts';
import { columnsOf } from './bind-expression.ts';
import type { MapColumns, Project, Verb } from './logical-plan.ts';
import { pathsOf } from './paths.ts';

export function neededPaths(steps: readonly Verb[]): readonly ColumnPath[] {
  return steps.reduceRight<readonly ColumnPath[]>((wanted, step) => neededBy(step, wanted), []);
}

/** `wanted`: of the rows that the step hands on. */
function neededBy(step: Verb, wanted: readonly ColumnPath[]): readonly ColumnPath[] {
  if (step.kind === 'aggregate' || step.kind === 'check-order') return pathsOf([step]);
  if (step.kind === 'project') return neededByList(step, wanted);
  return step.kind === 'map' ? neededByMap(step, wanted) : [...pathsOf([step]), ...wanted];
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
