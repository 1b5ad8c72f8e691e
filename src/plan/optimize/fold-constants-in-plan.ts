/** What can be computed before any record is read is computed in the plan. */
import type { LogicalPlan } from '../logical-plan.ts';
import { foldConstants } from './fold-constants.ts';
import { rewrite } from './rewrite.ts';

export function foldConstantsInPlan(plan: LogicalPlan): LogicalPlan {
  return rewrite(plan, (node) => {
    switch (node.kind) {
      case 'filter': {
        const condition = foldConstants(node.condition);
        return condition === node.condition ? node : { ...node, condition };
      }
      case 'map': {
        const assignments = node.assignments.map((each) => ({ ...each, expression: foldConstants(each.expression) }));
        return isSame(assignments, node.assignments) ? node : { ...node, assignments };
      }
      case 'project': {
        const items = node.items.map((item) =>
          item.kind === 'all' ? item : { ...item, expression: foldConstants(item.expression) },
        );
        const isFolded = items.some((item, at) => {
          const before = node.items[at];
          return item.kind === 'expression' && before?.kind === 'expression' && item.expression !== before.expression;
        });
        return isFolded ? { ...node, items } : node;
      }
      case 'sort':
      case 'check-order': {
        const keys = node.keys.map((each) => ({ ...each, expression: foldConstants(each.expression) }));
        return isSame(keys, node.keys) ? node : { ...node, keys };
      }
      default:
        return node;
    }
  });
}

function isSame(
  left: readonly { readonly expression: unknown }[],
  right: readonly { readonly expression: unknown }[],
): boolean {
  return left.every(({ expression }, at) => expression === right[at]?.expression);
}
