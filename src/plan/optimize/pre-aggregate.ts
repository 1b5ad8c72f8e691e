/**
 * Aggregates of a join are made of aggregates of its sides: of each key there is then one row instead of all of them, and
 * instead of every pair a product of counts. The right side always is; the left one where it would have to be cut.
 */
import type { AggregateFunction } from '../../core/aggregates.ts';
import { joinedColumns } from '../join-columns.ts';
import type { Aggregate, Join, LogicalPlan } from '../logical-plan.ts';
import { outputNames } from '../output-names.ts';
import type { AggregateExpr } from '../parse/aggregate-expr.ts';
import type { Expr } from '../parse/expr.ts';
import { columnCalled, numberExpr, pathTo } from '../parse/make-expr.ts';
import { callExpr } from '../parse/static-type.ts';
import { planBytes } from '../plan-bytes.ts';
import { rewrite } from './rewrite.ts';

export function preAggregate(plan: LogicalPlan): LogicalPlan {
  return rewrite(plan, (node) => {
    const isOfJoin = node.kind === 'aggregate' && node.input.kind === 'join';
    return isOfJoin ? (preAggregated(node, node.input as Join) ?? node) : node;
  });
}

/** What one aggregate of the answer is made of: a column of one side, or records. */
interface Term {
  readonly expr: AggregateExpr;
  readonly side: 'left' | 'right' | undefined;
  /** On that side. */
  readonly column: string | undefined;
}

/** No column can be called that. */
const COUNTS = { left: '\0n', right: '\0m' } as const;

/** Undefined where the sides have to meet row by row. */
function preAggregated(aggregate: Aggregate, join: Join): LogicalPlan | undefined {
  const terms = termsOf(aggregate, join);
  const isPlain = join.how === 'inner' && join.strategy === 'auto' && !join.validate && join.maxBlowup === undefined;
  const keys = aggregate.keys.map((path) => join.keys.findIndex((key) => isKeyOf(key, path)));
  if (!isPlain || terms === undefined || keys.includes(-1) || isDone(join) || !areRepeated(join, 'right'))
    return undefined;
  const isLarge = (planBytes(join.right) ?? Number.POSITIVE_INFINITY) > join.broadcastBytes;
  const cutsLeft = (isLarge && areRepeated(join, 'left')) || onceEach(join.input, join, 'left') !== undefined;
  const right = grouped(join.right, join, 'right', terms);
  const input = cutsLeft ? grouped(join.input, join, 'left', terms) : join.input;
  const joined: Join = {
    ...join,
    input,
    right,
    keys: join.keys.map(({ left }, at) => {
      return { left: cutsLeft ? columnCalled(keyName(at)) : left, right: columnCalled(keyName(at)), name: undefined };
    }),
    ...{ suffixRight: '\0right', prefixLeft: '', prefixRight: '' },
  };
  return finished(aggregate, joined, keys, terms, cutsLeft);
}

/** With fewer rows a key it takes longer to count them than to join them (3,000,000 rows on both sides: the same with 2 a key,
 * half the time with 8, and with 1 twice the time). */
const LEAST_REPEATS = 2;

/** Or nobody knows: then that is what can go wrong less. */
function areRepeated({ repeats }: Join, side: 'left' | 'right'): boolean {
  return (repeats?.[side] ?? LEAST_REPEATS) >= LEAST_REPEATS;
}

/** Groups are told apart as the join tells keys apart: not where it compares what is made of them. */
function isKeyOf({ name, left }: Join['keys'][number], { text }: Aggregate['keys'][number]): boolean {
  return name === text && left.kind === 'column';
}

/** Its right side has been made one row a key. */
function isDone({ right }: Join): boolean {
  if (right.kind === 'aggregate') return right.aggregates.some(({ name }) => name === COUNTS.right);
  return (
    right.kind === 'project' && right.items.some((item) => item.kind === 'expression' && item.name === COUNTS.right)
  );
}

const COMBINED: ReadonlySet<AggregateFunction> = new Set<AggregateFunction>(['count', 'min', 'max']);

/** Undefined when one of them is not made of parts. */
function termsOf({ aggregates }: Aggregate, join: Join): readonly Term[] | undefined {
  const [left, right] = [outputNames(join.input), outputNames(join.right)];
  if (left === undefined || right === undefined) return undefined;
  const columns = joinedColumns(join, left, right);
  const terms = aggregates.map((expr): Term | undefined => {
    const { function: name, arguments: paths, isDistinct, condition } = expr;
    if (!COMBINED.has(name) || isDistinct || condition !== undefined) return undefined;
    const [path] = paths;
    if (path === undefined) return { expr, side: undefined, column: undefined };
    const found = columns.find((each) => each.name === path.text);
    if (found === undefined) return undefined;
    const side = found.left === undefined ? 'right' : 'left';
    return { expr, side, column: found[side] };
  });
  return terms.every((term) => term !== undefined) ? terms : undefined;
}

/** One row for each key of a side: how many there are, and what its terms are made of. */
function grouped(input: LogicalPlan, { keys }: Join, side: 'left' | 'right', terms: readonly Term[]): LogicalPlan {
  const own = terms.flatMap((term, at) => (term.side === side ? [{ ...term, at }] : []));
  const once = onceEach(input, { keys }, side);
  if (once !== undefined && own.length === 0) return countedOnce(once, keys, side);
  const items = [
    ...keys.map((key, at) => ({ kind: 'expression', name: keyName(at), expression: key[side] }) as const),
    ...own.map(
      (term) => ({ kind: 'expression', name: termName(term.at), expression: columnCalled(term.column ?? '') }) as const,
    ),
  ];
  const aggregates = own.map(({ expr, at }) => ({ ...expr, arguments: [pathTo(termName(at))], name: termName(at) }));
  return {
    kind: 'aggregate',
    input: { kind: 'project', input, items },
    keys: keys.map((_, at) => pathTo(keyName(at))),
    aggregates: [countAs(COUNTS[side]), ...aggregates],
  };
}

/** Rows of which there is one for each combination of keys, all of them several times over, perhaps. */
interface OnceEach {
  readonly rows: Extract<LogicalPlan, { readonly kind: 'distinct' }>;
  readonly times: number;
}

/** Undefined where a key can be there more than once without a repeat. */
function onceEach(input: LogicalPlan, { keys }: Pick<Join, 'keys'>, side: 'left' | 'right'): OnceEach | undefined {
  if (input.kind === 'repeat') {
    const below = onceEach(input.input, { keys }, side);
    const times = input.count * (below?.times ?? 0);
    return below && Number.isSafeInteger(times) ? { ...below, times } : undefined;
  }
  if (input.kind !== 'distinct' || input.columns.length !== keys.length) return undefined;
  const names = new Set(input.columns.map(({ text }) => text));
  const areKeys = keys.every((key) => key[side].kind === 'column' && names.has((key[side] as ColumnExpr).path.text));
  return areKeys && new Set(keys.map((key) => (key[side] as ColumnExpr).path.text)).size === names.size
    ? { rows: input, times: 1 }
    : undefined;
}

type ColumnExpr = Extract<Expr, { readonly kind: 'column' }>;

/** Groups whose counts are known: what rows there are need not be kept. */
function countedOnce({ rows, times: count }: OnceEach, keys: Join['keys'], side: 'left' | 'right'): LogicalPlan {
  const groups: Aggregate = { kind: 'aggregate', input: rows.input, keys: rows.columns, aggregates: [] };
  const items = [
    ...keys.map((key, at) => ({ kind: 'expression', name: keyName(at), expression: nameOf(key[side]) }) as const),
    { kind: 'expression', name: COUNTS[side], expression: numberExpr(String(count)) } as const,
  ];
  return { kind: 'project', input: groups, items };
}

/** The column of the groups that a key is. */
function nameOf(key: Expr): Expr {
  return columnCalled((key as ColumnExpr).path.text);
}

function finished(
  aggregate: Aggregate,
  joined: Join,
  keys: readonly number[],
  terms: readonly Term[],
  isLeftGrouped: boolean,
): LogicalPlan {
  const items = terms.map((term, at) => {
    return { kind: 'expression', name: `\0t${at}`, expression: worthOf(term, at, isLeftGrouped) } as const;
  });
  const keyItems = keys.map((key, at) => {
    const own = isLeftGrouped ? columnCalled(keyName(key)) : (joined.keys[key]?.left as Expr);
    return { kind: 'expression', name: `\0g${at}`, expression: own } as const;
  });
  const combined: Aggregate = {
    kind: 'aggregate',
    input: { kind: 'project', input: joined, items: [...keyItems, ...items] },
    keys: keyItems.map(({ name }) => pathTo(name)),
    aggregates: terms.map(({ expr }, at) => ({
      ...expr,
      function: expr.function === 'count' ? 'sum' : expr.function,
      arguments: [pathTo(`\0t${at}`)],
      name: `\0a${at}`,
    })),
  };
  const results = terms.map(({ expr }, at) => {
    const own = columnCalled(`\0a${at}`);
    const expression = expr.function === 'count' ? callExpr('coalesce', [own, numberExpr('0')], own) : own;
    return { kind: 'expression', name: expr.name, expression } as const;
  });
  const named = aggregate.keys.map(({ text }, at) => {
    return { kind: 'expression', name: text, expression: columnCalled(`\0g${at}`) } as const;
  });
  return { kind: 'project', input: combined, items: [...named, ...results] };
}

/** Of a row of the join, which stands for as many pairs as the counts of its sides say. */
function worthOf({ expr, side, column: name }: Term, at: number, isLeftGrouped: boolean): Expr {
  const isGrouped = side === 'right' || (side === 'left' && isLeftGrouped);
  const own = isGrouped ? columnCalled(termName(at)) : columnCalled(name ?? '');
  if (expr.function !== 'count') return own;
  const [n, m] = [columnCalled(COUNTS.left), columnCalled(COUNTS.right)];
  if (side === undefined) return isLeftGrouped ? times(n, m) : m;
  if (side === 'right') return isLeftGrouped ? times(n, own) : own;
  return isLeftGrouped ? times(own, m) : callExpr('case', [callExpr('is_null', [own], own), numberExpr('0'), m], own);
}

function times(one: Expr, other: Expr): Expr {
  return callExpr('*', [one, other], one);
}

function countAs(name: string): AggregateExpr {
  return { function: 'count', arguments: [], isDistinct: false, parameter: undefined, name };
}

function keyName(at: number): string {
  return `\0k${at}`;
}

function termName(at: number): string {
  return `\0p${at}`;
}
