/** The first rows are taken before columns are made; the first of an order need not all be put in order. */
import type { Head, LogicalPlan } from '../logical-plan.ts';
import { rewrite } from './rewrite.ts';

export function pushDownLimit(plan: LogicalPlan): LogicalPlan {
  return rewrite(plan, (node) => (node.kind === 'head' ? pushed(node) : node));
}

function pushed(head: Head): LogicalPlan {
  const { input, count } = head;
  switch (input.kind) {
    case 'head':
      return { ...input, count: Math.min(count, input.count) };
    case 'map':
    case 'project':
      return { ...input, input: { ...head, input: input.input } };
    case 'sort':
      return { ...input, limit: Math.min(count, input.limit ?? Number.POSITIVE_INFINITY) };
    default:
      return head;
  }
}
