/** Walks a plan: every rule says what it makes of one step over its input. */
import { type LogicalPlan, withInput } from '../logical-plan.ts';

export type PlanNode = Exclude<LogicalPlan, { kind: 'scan' }>;

/** From the scan up; a step that stays what it is stays the same object. */
export function rewrite(plan: LogicalPlan, change: (node: PlanNode) => LogicalPlan): LogicalPlan {
  if (plan.kind === 'scan') return plan;
  const input = rewrite(plan.input, change);
  const over = input === plan.input ? plan : withInput(plan, input);
  if (over.kind !== 'join') return change(over);
  const right = rewrite(over.right, change);
  return change(right === over.right ? over : { ...over, right });
}
