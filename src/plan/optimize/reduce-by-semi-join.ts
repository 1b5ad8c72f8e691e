/**
 * Of rows that are grouped, or wanted once, before they are joined with a smaller side, only those matter that will find a
 * match: the others are left out before, by a semi-join with the same side. Where one of them could make an aggregate
 * fail, all are looked at.
 */
import type { AggregateFunction } from '../../core/aggregates.ts';
import { type Aggregate, inputsOf, type Join, type LogicalPlan } from '../logical-plan.ts';
import { planBytes } from '../plan-bytes.ts';
import { rewrite } from './rewrite.ts';

/** How much larger the left side has to be, to pay for looking each row up. */
const TIMES_AS_LARGE = 4;

export function reduceBySemiJoin(plan: LogicalPlan): LogicalPlan {
  const next = Math.max(-1, ...sidesIn(plan)) + 1;
  return rewrite(plan, (node) => {
    if (node.kind !== 'join' || !keepsMatches(node) || !isMuchSmaller(node)) return node;
    const reduced = reducedInput(node, next);
    return reduced === undefined ? node : { ...node, input: reduced };
  });
}

function keepsMatches({ how, strategy, validate, maxBlowup }: Join): boolean {
  return (how === 'inner' || how === 'semi') && strategy === 'auto' && !validate && maxBlowup === undefined;
}

function isMuchSmaller({ input, right, broadcastBytes }: Join): boolean {
  const [left, other] = [planBytes(input), planBytes(right)];
  return left !== undefined && other !== undefined && other <= broadcastBytes && other * TIMES_AS_LARGE <= left;
}

/** What cannot fail, whatever its values are. */
const SAFE: ReadonlySet<AggregateFunction> = new Set<AggregateFunction>([
  ...(['count', 'null_count', 'first', 'last', 'count_distinct'] as const),
]);

/** Undefined where rows are not told apart by what the join compares, and where it was done. */
function reducedInput(join: Join, side: number): LogicalPlan | undefined {
  const { input } = join;
  if (input.kind === 'aggregate') {
    const isSafe = input.aggregates.every((each) => SAFE.has(each.function) && each.condition === undefined);
    return isSafe
      ? over(
          input,
          input.keys.map(({ text }) => text),
          join,
          side,
        )
      : undefined;
  }
  return input.kind === 'distinct'
    ? over(
        input,
        input.columns.map(({ text }) => text),
        join,
        side,
      )
    : undefined;
}

type Grouping = Aggregate | Extract<LogicalPlan, { readonly kind: 'distinct' }>;

function over(node: Grouping, names: readonly string[], join: Join, side: number): LogicalPlan | undefined {
  const isOfKeys = join.keys.every(({ left }) => left.kind === 'column' && names.includes(left.path.text));
  const isDone = node.input.kind === 'join' && node.input.how === 'semi' && node.input.of === (join.of ?? join.side);
  if (!isOfKeys || isDone) return undefined;
  const semi: Join = {
    ...join,
    ...{ how: 'semi', input: node.input, side, of: join.of ?? join.side, prefixLeft: '' },
    keys: join.keys.map((key) => ({ ...key, name: undefined })),
  };
  return { ...node, input: semi };
}

/** Of all joins. */
function sidesIn(plan: LogicalPlan): readonly number[] {
  return [...(plan.kind === 'join' ? [plan.side] : []), ...inputsOf(plan).flatMap(sidesIn)];
}
