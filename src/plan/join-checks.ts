/** What a join promises of its sides, as plans that find out whether it is so. */
import type { Join, LogicalPlan } from './logical-plan.ts';
import type { AggregateExpr } from './parse/aggregate-expr.ts';
import type { Expr } from './parse/expr.ts';
import { columnCalled, numberExpr, pathTo } from './parse/make-expr.ts';
import { callExpr } from './parse/static-type.ts';

export type SideName = 'left' | 'right';

/** The sides on which no key may be there twice. */
export function uniqueSides({ validate }: Pick<Join, 'validate'>): readonly SideName[] {
  if (validate === undefined) return [];
  const [left, right] = validate.split(':');
  return [...(left === '1' ? (['left'] as const) : []), ...(right === '1' ? (['right'] as const) : [])];
}

/** The first key that is there more than once on a side, and behind it how often: one row, or none. */
export function repeatedKey(join: Join, side: SideName): LogicalPlan {
  const counts = countsByKey(join, side, 'count');
  const isRepeated = callExpr('>', [columnCalled('count'), numberExpr('1')], numberExpr('1'));
  return { kind: 'head', count: 1, input: { kind: 'filter', input: counts, condition: isRepeated } };
}

/** One row: how many rows there are on the left, on the right, and how many pairs of them match. */
export function joinSizes(join: Join): LogicalPlan {
  const keys = join.keys.map((_, at) => ({
    left: columnCalled(keyName(at)),
    right: columnCalled(keyName(at)),
    name: undefined,
  }));
  const [left, right] = [columnCalled('left_rows'), columnCalled('right_rows')];
  const joined: Join = {
    ...join,
    ...{ how: 'full', keys, validate: undefined, maxBlowup: undefined, strategy: 'auto', suffixRight: '_right' },
    ...{ input: countsByKey(join, 'left', 'left_rows'), right: countsByKey(join, 'right', 'right_rows') },
  };
  const items = [
    { kind: 'expression', name: 'left', expression: left },
    { kind: 'expression', name: 'right', expression: right },
    { kind: 'expression', name: 'pairs', expression: callExpr('*', [left, right], left) },
  ] as const;
  const aggregates = items.map(({ name }) => aggregateOf('sum', name));
  return { kind: 'aggregate', keys: [], aggregates, input: { kind: 'project', input: joined, items } };
}

/** A key with a null in it matches nothing, however often it is there; without keys all rows match. */
function countsByKey({ keys, nullsEqual, ...join }: Join, side: SideName, name: string): LogicalPlan {
  const input = side === 'left' ? join.input : join.right;
  const items = keys.map((key, at) => ({ kind: 'expression', name: keyName(at), expression: key[side] }) as const);
  const projected: LogicalPlan = items.length === 0 ? input : { kind: 'project', input, items };
  const count: AggregateExpr = { ...aggregateOf('count', name), arguments: [], name };
  const isThere = nullsEqual
    ? []
    : items.map((item) => not(callExpr('is_null', [columnCalled(item.name)], columnCalled(item.name))));
  const kept = isThere.reduce<LogicalPlan>(
    (below, condition) => ({ kind: 'filter', input: below, condition }),
    projected,
  );
  // How many rows a side has is asked of all of them; which key repeats, of those that can match.
  return {
    kind: 'aggregate',
    input: name === 'count' ? kept : projected,
    keys: items.map((item) => pathTo(item.name)),
    aggregates: [count],
  };
}

function aggregateOf(name: 'sum' | 'count', column: string): AggregateExpr {
  return { function: name, arguments: [pathTo(column)], isDistinct: false, parameter: undefined, name: column };
}

function keyName(at: number): string {
  return `\0k${at}`;
}

function not(expr: Expr): Expr {
  return callExpr('not', [expr], expr);
}
