/** The columns that the steps of a plan name. */
import type { ColumnPath } from '../protocol/stage.ts';
import { columnsOf } from './bind-expression.ts';
import type { Verb } from './logical-plan.ts';
import type { AggregateExpr } from './parse/aggregate-expr.ts';
import { partitionColumns } from './partition-by.ts';

export function pathsOf(steps: readonly Verb[]): readonly ColumnPath[] {
  return steps.flatMap((step): readonly ColumnPath[] => {
    switch (step.kind) {
      case 'filter':
        return columnsOf(step.condition);
      case 'project':
        return step.items.flatMap((item) => (item.kind === 'all' ? item.exclude : columnsOf(item.expression)));
      case 'map':
        return step.assignments.flatMap(({ expression }) => columnsOf(expression));
      case 'aggregate':
        return [...step.keys, ...step.aggregates.flatMap(pathsOfAggregate)];
      case 'sort':
      case 'check-order':
        return step.keys.flatMap(({ expression }) => columnsOf(expression));
      case 'distinct':
        return step.columns;
      case 'partition':
        return [...partitionColumns(step.by)];
      case 'join':
        return step.keys.flatMap(({ left }) => columnsOf(left));
      default:
        return [];
    }
  });
}

function pathsOfAggregate({ arguments: paths, condition }: AggregateExpr): readonly ColumnPath[] {
  return condition === undefined ? paths : [...paths, ...columnsOf(condition)];
}
