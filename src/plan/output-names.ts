/** What the columns are called that a plan makes, where the columns of its input are known. */
import { partsOf, uniqueNames } from './aggregate-parts.ts';
import { joinedColumns } from './join-columns.ts';
import type { LogicalPlan, Project } from './logical-plan.ts';

/** Undefined where rows pass whose columns nobody knows. */
export function outputNames(plan: LogicalPlan): readonly string[] | undefined {
  switch (plan.kind) {
    case 'scan':
      return plan.columns?.map(({ text }) => text);
    case 'project':
      return projectedNames(plan);
    case 'map': {
      const before = outputNames(plan.input);
      return before && [...new Set([...before, ...plan.assignments.map(({ name }) => name)])];
    }
    case 'aggregate':
      return uniqueNames([
        ...plan.keys.map(({ text }) => text),
        ...plan.aggregates.flatMap(partsOf).map(({ name }) => name),
      ]);
    case 'check-order':
      return [];
    case 'join': {
      const [left, right] = [outputNames(plan.input), outputNames(plan.right)];
      return left && right && joinedColumns(plan, left, right).map(({ name }) => name);
    }
    default:
      return outputNames(plan.input);
  }
}

function projectedNames({ input, items }: Project): readonly string[] | undefined {
  const before = items.some(({ kind }) => kind === 'all') ? outputNames(input) : [];
  if (before === undefined) return undefined;
  return uniqueNames(
    items.flatMap((item) => {
      if (item.kind === 'expression') return [item.name];
      const excluded = new Set(item.exclude.map(({ text }) => text));
      return before.filter((name) => !excluded.has(name));
    }),
  );
}
