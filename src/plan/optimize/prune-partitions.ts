/** Files of a data set are left out that cannot have a row for which a condition right above the scan holds. */
import { partTest } from '../data-sets/part-test.ts';
import { isUsual } from '../data-sets/usual-dialect.ts';
import { type Filter, type LogicalPlan, type Scan, withInput } from '../logical-plan.ts';
import type { Expr } from '../parse/expr.ts';
import { expressionText } from '../parse/expression-text.ts';
import { rewrite } from './rewrite.ts';

export function prunePartitions(plan: LogicalPlan): LogicalPlan {
  return rewrite(plan, (node) => (node.kind === 'filter' ? over(node, node.condition) : node));
}

/** Other conditions may stand between it and the scan. */
function over(filter: Filter, condition: Expr): Filter {
  const { input } = filter;
  const below =
    input.kind === 'filter' ? over(input, condition) : input.kind === 'scan' ? pruned(input, condition) : input;
  return below === input ? filter : withInput(filter, below);
}

/** What values are is only known where they are read as they were written. One file stays: it has the columns. */
function pruned(scan: Scan, condition: Expr): Scan {
  const { files, dataSets = [] } = scan;
  if (dataSets.length === 0 || scan.readsAllParts || scan.nullValues.length > 0 || !isUsual(scan.dialect)) return scan;
  const tests = dataSets.map((set) => partTest(condition, set));
  const possible = files.filter(({ part }) => part === undefined || tests[part.set]?.(part) !== false);
  const kept = possible.length === 0 ? files.slice(0, 1) : possible;
  if (kept.length === files.length) return scan;
  const text = expressionText(condition);
  const { fileCount, by } = scan.pruned ?? { fileCount: files.length, by: undefined };
  return { ...scan, files: kept, pruned: { fileCount, by: by === undefined ? text : `${by} and ${text}` } };
}
