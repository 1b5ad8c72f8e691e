/** Files of a data set are left out that cannot have a row for which the condition right above the scan holds. */
import type { DataSet } from '../../protocol/data-set.ts';
import type { InputFile } from '../../protocol/stage.ts';
import { mayHold } from '../data-sets/may-hold.ts';
import { isUsual } from '../data-sets/usual-dialect.ts';
import type { Filter, LogicalPlan, Scan } from '../logical-plan.ts';
import type { Expr } from '../parse/expr.ts';
import { expressionText } from '../parse/expression-text.ts';
import { rewrite } from './rewrite.ts';

export function prunePartitions(plan: LogicalPlan): LogicalPlan {
  return rewrite(plan, (node) => {
    if (node.kind !== 'filter' || node.input.kind !== 'scan') return node;
    const scan = pruned(node.input, node.condition);
    return scan === node.input ? node : ({ ...node, input: scan } satisfies Filter);
  });
}

/** What values are is only known where they are read as they were written. One file stays: it has the columns. */
function pruned(scan: Scan, condition: Expr): Scan {
  const { files, dataSets = [] } = scan;
  if (dataSets.length === 0 || scan.readsAllParts || scan.nullValues.length > 0 || !isUsual(scan.dialect)) return scan;
  const possible = files.filter((file) => isPossible(file, dataSets, condition));
  const kept = possible.length === 0 ? files.slice(0, 1) : possible;
  if (kept.length === files.length) return scan;
  return {
    ...scan,
    files: kept,
    pruned: { fileCount: scan.pruned?.fileCount ?? files.length, by: expressionText(condition) },
  };
}

function isPossible({ part }: InputFile, dataSets: readonly DataSet[], condition: Expr): boolean {
  if (part === undefined) return true;
  return mayHold(condition, dataSets[part.set] as DataSet, part);
}
