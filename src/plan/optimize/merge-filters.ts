/**
 * Two filters one behind the other become one; a condition that is true goes. `and` evaluates its right side where the
 * left one is null: a condition that could fail there stays by itself.
 */

import type { LogicalPlan } from '../logical-plan.ts';
import { callExpr } from '../parse/static-type.ts';
import { neverFails } from './never-fails.ts';
import { rewrite } from './rewrite.ts';

export function mergeFilters(plan: LogicalPlan): LogicalPlan {
  return rewrite(plan, (node) => {
    if (node.kind !== 'filter') return node;
    const { input, condition } = node;
    if (condition.kind === 'literal' && condition.literal.type === 'boolean' && condition.literal.value) return input;
    if (input.kind !== 'filter' || !neverFails(condition)) return node;
    return { ...input, condition: callExpr('and', [input.condition, condition], input.condition) };
  });
}
