/** A filter goes below what makes rows or puts them in order, so that less is done. */
import { columnsOf, usesFileName } from '../bind-expression.ts';
import { type JoinedColumn, joinedColumns } from '../join-columns.ts';
import type { Filter, Join, LogicalPlan, MapColumns, Project } from '../logical-plan.ts';
import { outputNames } from '../output-names.ts';
import type { Expr } from '../parse/expr.ts';
import { columnCalled } from '../parse/make-expr.ts';
import { substituteColumns } from '../substitute-columns.ts';
import { neverFails, seesOnlyTexts } from './never-fails.ts';
import { rewrite } from './rewrite.ts';

export function pushDownFilter(plan: LogicalPlan): LogicalPlan {
  return rewrite(plan, (node) => (node.kind === 'filter' ? pushed(node) : node));
}

/** Behind these no row has a file any more: what asks for it is told so, and not helped by accident. */
const GATHERING: ReadonlySet<string> = new Set(['sort', 'aggregate', 'distinct']);

function pushed(filter: Filter): LogicalPlan {
  const { input, condition } = filter;
  if (GATHERING.has(input.kind) && usesFileName(condition)) return filter;
  switch (input.kind) {
    case 'sort':
      return input.limit === undefined && !input.isUnique ? swapped(input, condition) : filter;
    case 'map': {
      const below = definedBy(input, condition);
      return below === undefined ? filter : swapped(input, below);
    }
    case 'project': {
      const below = listedBy(input, condition);
      return below === undefined ? filter : swapped(input, below);
    }
    case 'aggregate': {
      const keys = new Set(input.keys.map(({ text }) => text));
      const isOfKeys = columnsOf(condition).every(({ text }) => keys.has(text));
      return isOfKeys && hasColumns(condition) && seesOnlyTexts(condition) ? swapped(input, condition) : filter;
    }
    case 'distinct': {
      const keys = new Set(input.columns.map(({ text }) => text));
      const isOfKeys = columnsOf(condition).every(({ text }) => keys.has(text));
      return isOfKeys && hasColumns(condition) && seesOnlyTexts(condition) ? swapped(input, condition) : filter;
    }
    case 'join':
      return throughJoin(filter, input);
    default:
      return filter;
  }
}

/** To the side that the condition is about. A row that the join would leave out must not make it fail. */
function throughJoin(filter: Filter, join: Join): LogicalPlan {
  const { condition } = filter;
  const [left, right] = [outputNames(join.input), outputNames(join.right)];
  if (left === undefined || right === undefined || usesFileName(condition) || !hasColumns(condition)) return filter;
  const columns = joinedColumns(join, left, right);
  const toLeft = renamed(condition, columns, 'left');
  const keepsLeft = join.how === 'left';
  if (toLeft !== undefined && LEFT_DECIDES.has(join.how) && (keepsLeft || neverFails(condition))) {
    return { ...join, input: { kind: 'filter', input: join.input, condition: toLeft } };
  }
  const toRight = renamed(condition, columns, 'right');
  if (toRight === undefined || join.how !== 'inner' || !neverFails(condition)) return filter;
  return { ...join, right: { kind: 'filter', input: join.right, condition: toRight } };
}

/** A row of the answer is one of the left side, perhaps with others beside it. */
const LEFT_DECIDES: ReadonlySet<Join['how']> = new Set<Join['how']>(['inner', 'left', 'semi', 'anti', 'cross']);

/** The same over the columns of one side; undefined where it asks for others. */
function renamed(condition: Expr, columns: readonly JoinedColumn[], side: 'left' | 'right'): Expr | undefined {
  const definitions = new Map<string, Expr>();
  for (const path of columnsOf(condition)) {
    const found = columns.find(({ name }) => name === path.text);
    const name = found?.[side];
    if (name === undefined || path.steps.length > 1) return undefined;
    definitions.set(path.text, columnCalled(name));
  }
  return substituteColumns(condition, definitions);
}

type Below = Extract<LogicalPlan, { readonly input: LogicalPlan }>;

function swapped(upper: Below, condition: Expr): LogicalPlan {
  return { ...upper, input: { kind: 'filter', input: upper.input, condition } } as LogicalPlan;
}

function hasColumns(condition: Expr): boolean {
  return columnsOf(condition).length > 0;
}

/** An assignment sees those before it: they are put in from the last one to the first. */
function definedBy({ assignments }: MapColumns, condition: Expr): Expr | undefined {
  return assignments.reduceRight<Expr | undefined>(
    (below, { name, expression }) => below && substituteColumns(below, new Map([[name, expression]])),
    condition,
  );
}

/** Where all columns pass, what has no definition is what it was. */
function listedBy({ items }: Project, condition: Expr): Expr | undefined {
  const definitions = new Map(
    items.flatMap((item) => (item.kind === 'expression' ? [[item.name, item.expression] as const] : [])),
  );
  const below = substituteColumns(condition, definitions);
  if (below === undefined || definitions.size < items.filter(({ kind }) => kind === 'expression').length)
    return undefined;
  const names = new Set(definitions.keys());
  const excluded = items.flatMap((item) => (item.kind === 'all' ? item.exclude.map(({ text }) => text) : []));
  const isListed = columnsOf(condition).every(({ steps, text }) => {
    if (names.has(String(steps[0])) && steps.length === 1) return true;
    return items.some(({ kind }) => kind === 'all') && !excluded.includes(text) && !excluded.includes(String(steps[0]));
  });
  return isListed ? below : undefined;
}
