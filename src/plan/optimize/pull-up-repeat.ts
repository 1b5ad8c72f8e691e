/**
 * A repeat goes above what is done to each row alone, so that it is done once; what does not see how often a row comes
 * needs no copies, and what counts or adds up rows does so once, and multiplies.
 */
import type { AggregateFunction } from '../../core/aggregates.ts';
import { uniqueNames } from '../aggregate-parts.ts';
import type { Aggregate, LogicalPlan, Repeat } from '../logical-plan.ts';
import type { AggregateExpr } from '../parse/aggregate-expr.ts';
import type { Expr } from '../parse/expr.ts';
import { columnCalled, numberExpr } from '../parse/make-expr.ts';
import type { SelectItem } from '../parse/select-list.ts';
import { callExpr } from '../parse/static-type.ts';
import { type PlanNode, rewrite } from './rewrite.ts';

export function pullUpRepeat(plan: LogicalPlan): LogicalPlan {
  return rewrite(plan, (node) => {
    if (node.kind === 'repeat' && node.count === 1) return node.input;
    return node.input.kind === 'repeat' ? above(node, node.input) : node;
  });
}

function above(node: PlanNode, repeat: Repeat): LogicalPlan {
  switch (node.kind) {
    case 'filter':
    case 'project':
    case 'map':
    case 'sample':
      return { ...repeat, input: { ...node, input: repeat.input } };
    case 'repeat':
      return Number.isSafeInteger(node.count * repeat.count)
        ? { ...node, count: node.count * repeat.count, input: repeat.input }
        : node;
    case 'distinct':
      return repeat.count === 0 ? node : { ...node, input: repeat.input };
    case 'sort':
      return repeat.count === 0 || !node.isUnique ? node : { ...node, input: repeat.input };
    case 'aggregate':
      return repeat.count === 0 ? node : (aggregatedOnce(node, repeat) ?? node);
    default:
      return node;
  }
}

/** The same for rows that come several times. */
const BLIND: ReadonlySet<AggregateFunction> = new Set<AggregateFunction>([
  ...(['min', 'max', 'first', 'last', 'count_distinct', 'approx_count_distinct', 'any', 'all'] as const),
]);
/** As many times as much. */
const COUNTING: ReadonlySet<AggregateFunction> = new Set<AggregateFunction>(['count', 'null_count', 'sum']);

/** Undefined where that is not known to be the same. */
function aggregatedOnce(node: Aggregate, { input, count }: Repeat): LogicalPlan | undefined {
  if (!node.aggregates.every((each) => isBlind(each) || COUNTING.has(each.function))) return undefined;
  const aggregate: Aggregate = { ...node, input };
  if (node.aggregates.every(isBlind)) return aggregate;
  const names = [...node.keys.map(({ text }) => text), ...node.aggregates.map(({ name }) => name)];
  if (uniqueNames(names).some((name, at) => name !== names[at])) return undefined;
  const items = [
    ...node.keys.map(({ text }) => itemOf(text, columnCalled(text))),
    ...node.aggregates.map((each) =>
      itemOf(each.name, isBlind(each) ? columnCalled(each.name) : times(each.name, count)),
    ),
  ];
  return { kind: 'project', input: aggregate, items };
}

function isBlind({ function: name, isDistinct }: AggregateExpr): boolean {
  return isDistinct || BLIND.has(name);
}

function itemOf(name: string, expression: Expr): SelectItem {
  return { kind: 'expression', name, expression };
}

function times(name: string, count: number): Expr {
  const column = columnCalled(name);
  return callExpr('*', [column, numberExpr(String(count))], column);
}
