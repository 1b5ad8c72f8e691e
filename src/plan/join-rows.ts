/** The step of a join, and the plan that makes what it needs of the other side. */
import type { AlignedRows, JoinRows, RowsTable, ScanStage, Step } from '../protocol/stage.ts';
import { isOfLeftOnly } from './join-columns.ts';

import type { Join, LogicalPlan } from './logical-plan.ts';
import type { JoinNeeds, LoweredPlan } from './lower.ts';
import type { Expr } from './parse/expr.ts';

const ONE: Expr = { kind: 'literal', literal: { type: 'number', text: '1' }, source: '1', start: 0 };

/** What a join looks up in the rows of the right side: columns that are needed anyway, or others behind them. */
export function keysOf(join: Join, names: readonly string[]): Pick<JoinNeeds, 'rightKeys' | 'extraKeys'> {
  const extraKeys: Expr[] = [];
  const rightKeys = join.keys.map(({ right }) => {
    const place = right.kind === 'column' ? names.indexOf(right.path.text) : -1;
    return place >= 0 ? place : names.length + extraKeys.push(right) - 1;
  });
  // A row without columns would be nothing.
  if (names.length === 0 && extraKeys.length === 0) extraKeys.push(ONE);
  return { rightKeys, extraKeys };
}

/** Rows of the right side have the columns that are needed, and behind them other keys. */
export function joinRows(
  { join, names, rightKeys, extraKeys, hasPlace }: JoinNeeds,
  leftKeys: readonly number[],
): JoinRows {
  const { how, nullsEqual, side } = join;
  const rightColumnCount = names.length + extraKeys.length + Number(hasPlace);
  return { kind: 'join', how, leftKeys, rightKeys, nullsEqual, rightColumnCount, side, right: undefined };
}

/** The rows of the right side as a join needs them. */
export function rightSide({ join, names, extraKeys }: JoinNeeds): LogicalPlan {
  const columns = names.map((name) => ({ name, expression: columnExpr(name) }));
  const others = extraKeys.map((expression, at) => ({ name: keyName(at), expression }));
  const items = [...columns, ...others].map((item) => ({ kind: 'expression', ...item }) as const);
  return { kind: 'project', input: join.right, items };
}

function columnExpr(name: string): Expr {
  return { kind: 'column', path: { steps: [name], text: name }, source: name, start: 0 };
}

/** No column can be called that. */
function keyName(at: number): string {
  return `\0key ${at}`;
}

/** The same, with the rows that its joins look among, by side. */
export function withTables(lowered: LoweredPlan, tables: ReadonlyMap<number, RowsTable | AlignedRows>): LoweredPlan {
  const filled = (step: Step): Step => (step.kind === 'join' ? { ...step, right: tables.get(step.side) } : step);
  return {
    ...lowered,
    scan: { ...lowered.scan, steps: lowered.scan.steps.map(filled) },
    finishes: lowered.finishes.map((finish) => ({ ...finish, steps: finish.steps.map(filled) })),
  };
}

/** Its rows are cut instead, as those of the left side are; undefined where they have to come together before. */
export function cutSide(lowered: LoweredPlan, needs: JoinNeeds): ScanStage | undefined {
  const placed = placedSide(lowered, needs);
  const rows = placed?.operator;
  if (placed === undefined || rows?.kind !== 'write-rows') return undefined;
  const columns = needs.rightKeys.map((key) => rows.columns[key] as number);
  const by = { kind: 'hash', columns, bucketCount: needs.join.choice?.bucketCount ?? 1 } as const;
  return { ...placed, operator: { kind: 'cut-rows', by, rows } };
}

/** The scan that makes the rows of the right side one by one, with their places if need be; undefined where they have to
 * come together before. */
export function placedSide(
  { scan, finishes, joinStage, outputs }: LoweredPlan,
  needs: JoinNeeds,
): ScanStage | undefined {
  const { operator, steps } = scan;
  if (finishes.length > 0 || joinStage !== undefined || outputs !== undefined) return undefined;
  if (operator.kind !== 'write-rows') return undefined;
  if (!needs.hasPlace) return scan;
  const rows = { ...operator, columns: [...operator.columns, widthOf(scan)] };
  const placing = { kind: 'compute', expressions: [{ kind: 'place' }] } as const;
  return { ...scan, steps: [...steps, placing], operator: rows };
}

/** How many columns rows have behind all steps. */
function widthOf({ columns, steps }: ScanStage): number {
  return steps.reduce((width, step) => {
    if (step.kind === 'compute') return width + step.expressions.length;
    return step.kind === 'join' && !isOfLeftOnly(step.how) ? width + step.rightColumnCount : width;
  }, columns.length);
}
