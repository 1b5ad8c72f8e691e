/** The rules of the optimizer, one after the other until none changes anything. None changes the answer. */
import { type LogicalPlan, planLines } from '../logical-plan.ts';
import { foldConstantsInPlan } from './fold-constants-in-plan.ts';
import { mergeFilters } from './merge-filters.ts';
import { preAggregate } from './pre-aggregate.ts';
import { prunePartitions } from './prune-partitions.ts';
import { pullUpRepeat } from './pull-up-repeat.ts';
import { pushDownFilter } from './push-down-filter.ts';
import { pushDownLimit } from './push-down-limit.ts';
import { pushDownProjection } from './push-down-projection.ts';
import { reduceBySemiJoin } from './reduce-by-semi-join.ts';

export type Rule = (plan: LogicalPlan) => LogicalPlan;

export const RULES: Readonly<Record<string, Rule>> = {
  'fold-constants': foldConstantsInPlan,
  'push-down-filter': pushDownFilter,
  'merge-filters': mergeFilters,
  'prune-partitions': prunePartitions,
  'push-down-limit': pushDownLimit,
  'push-down-projection': pushDownProjection,
  'pre-aggregate': preAggregate,
  'reduce-by-semi-join': reduceBySemiJoin,
  'pull-up-repeat': pullUpRepeat,
};

/** A plan that is not done by then is a mistake in a rule. */
const MOST_ROUNDS = 100;

export function optimize(plan: LogicalPlan, rules: readonly Rule[] = Object.values(RULES)): LogicalPlan {
  let current = plan;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = rules.reduce((before, rule) => rule(before), current);
    if (planLines(next).join('\n') === planLines(current).join('\n')) return current;
    current = next;
  }
  throw new Error('the optimizer does not come to an end');
}
