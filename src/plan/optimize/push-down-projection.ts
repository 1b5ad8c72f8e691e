/** Columns that nothing above asks for are not made. What is read of a record follows from the plan anyway (lower.ts). */
import { columnsOf } from '../bind-expression.ts';
import type { Join, LogicalPlan, MapColumns } from '../logical-plan.ts';
import { pathsOf } from '../paths.ts';

export function pushDownProjection(plan: LogicalPlan): LogicalPlan {
  return pruned(plan, undefined);
}

/** `wanted`: first steps of the paths that are asked for above; undefined for everything. */
function pruned(node: LogicalPlan, wanted: ReadonlySet<string> | undefined): LogicalPlan {
  if (node.kind === 'scan') return node;
  const own = node.kind === 'map' ? pruneMap(node, wanted) : node;
  if (own.kind !== node.kind) return pruned(own, wanted);
  if (own.kind === 'join') return prunedJoin(own);
  const input = pruned((own as typeof node).input, wantedBelow(own as typeof node, wanted));
  return input === node.input && own === node ? node : ({ ...own, input } as LogicalPlan);
}

/** Which side a name is from is not asked here: what is not used of the right side is not read anyway. */
function prunedJoin(join: Join): LogicalPlan {
  const [input, right] = [pruned(join.input, undefined), pruned(join.right, undefined)];
  return input === join.input && right === join.right ? join : { ...join, input, right };
}

function pruneMap(map: MapColumns, wanted: ReadonlySet<string> | undefined): LogicalPlan {
  if (wanted === undefined) return map;
  const needed = new Set(wanted);
  const assignments = map.assignments.filter((_, index) => {
    const { name } = map.assignments[index] as MapColumns['assignments'][number];
    return needed.has(name) || map.assignments.slice(index + 1).some(({ expression }) => mentions(expression, name));
  });
  if (assignments.length === map.assignments.length) return map;
  return assignments.length === 0 ? map.input : { ...map, assignments };
}

function mentions(expression: MapColumns['assignments'][number]['expression'], name: string): boolean {
  return columnsOf(expression).some(({ steps, text }) => String(steps[0]) === name || text === name);
}

function wantedBelow(
  node: Exclude<LogicalPlan, { kind: 'scan' }>,
  wanted: ReadonlySet<string> | undefined,
): ReadonlySet<string> | undefined {
  const isList =
    node.kind === 'aggregate' || (node.kind === 'project' && !node.items.some(({ kind }) => kind === 'all'));
  const isOfAll = node.kind === 'distinct' && node.columns.length === 0;
  if (isOfAll || (wanted === undefined && !isList)) return undefined;
  const names = pathsOf([node]).flatMap(({ steps, text }) => [String(steps[0]), text]);
  return new Set([...(isList ? [] : (wanted ?? [])), ...names]);
}
