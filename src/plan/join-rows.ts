/** The step of a join, and the plan that makes what it needs of the other side. */
import type { AlignedRows, JoinRows, RowsTable, ScanStage, Step } from '../protocol/stage.ts';
import { isOfLeftOnly } from './join-columns.ts';
import { type Join, type LogicalPlan, unchain } from './logical-plan.ts';
import type { JoinNeeds, LoweredPlan } from './lower.ts';
import { neededPaths } from './needed-paths.ts';
import { outputNames } from './output-names.ts';
import type { Expr } from './parse/expr.ts';
import { columnCalled, numberExpr } from './parse/make-expr.ts';
import { planBytes } from './plan-bytes.ts';
import { wholeRecordsOf } from './whole-records.ts';

/** What a join looks up in the rows of the right side: columns that are needed anyway, or others behind them. */
export function keysOf(join: Join, names: readonly string[]): Pick<JoinNeeds, 'rightKeys' | 'extraKeys'> {
  const extraKeys: Expr[] = [];
  const rightKeys = join.keys.map(({ right }) => {
    const place = right.kind === 'column' ? names.indexOf(right.path.text) : -1;
    return place >= 0 ? place : names.length + extraKeys.push(right) - 1;
  });
  // A row without columns would be nothing.
  if (names.length === 0 && extraKeys.length === 0) extraKeys.push(numberExpr('1'));
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
  const columns = names.map((name) => ({ name, expression: columnCalled(name) }));
  const others = extraKeys.map((expression, at) => ({ name: keyName(at), expression }));
  const items = [...columns, ...others].map((item) => ({ kind: 'expression', ...item }) as const);
  return { kind: 'project', input: join.right, items };
}

/** Just these columns of a plan, in this order. */
export function columnsAsTheyAre(input: LogicalPlan, names: readonly string[]): LogicalPlan {
  const items = names.map((name) => ({ kind: 'expression', name, expression: columnCalled(name) }) as const);
  return { kind: 'project', input, items };
}

/** The columns of the left side that a join and what comes behind it ask for; and those whose names the right side has,
 * too: others are called after them. */
export function leftNeeds(join: Join, plan: LogicalPlan): readonly string[] {
  const [left, right] = [outputNames(join.input) ?? [], outputNames(join.right) ?? []];
  const later = behind(join, plan);
  if (wholeRecordsOf(later) !== 'none') return left;
  const needed = new Set(neededPaths([join, ...later]).flatMap(({ steps, text }) => [String(steps[0]), text]));
  const kept = left.filter((name) => needed.has(name) || right.includes(name));
  return kept.length === 0 ? left.slice(0, 1) : kept;
}

/**
 * Of a join of rows with themselves: what both sides ask for, so that one table can be read for both. Undefined where it is
 * not one, where something inside of a column is asked for, or where it is not a small part of the input.
 */
export function sharedNames(join: Join, plan: LogicalPlan): readonly string[] | undefined {
  if (join.isSwapped === true) return undefined;
  const later = behind(join, plan);
  const paths = neededPaths([join, ...later]);
  const isSame = JSON.stringify(join.input) === JSON.stringify(join.right);
  if (!isSame || wholeRecordsOf(later) !== 'none' || paths.some(({ steps }) => steps.length > 1)) return undefined;
  const all = outputNames(join.input) ?? [];
  const names = all.filter((name) => paths.some(({ text, steps }) => text === name || steps[0] === name));
  return isLittle(join, names) ? names : undefined;
}

/** What both sides need of the input is a small part of it. */
function isLittle(join: Join, names: readonly string[]): boolean {
  const { scan } = unchain(join.right);
  const count = scan.columns?.length ?? 0;
  const bytes = (planBytes(join.right) ?? Number.POSITIVE_INFINITY) * (names.length / Math.max(1, count));
  return names.length * 2 <= count && bytes <= join.broadcastBytes;
}

/** The steps that the rows of a join go to. */
function behind(join: Join, plan: LogicalPlan): readonly PlanStep[] {
  const { steps } = unchain(plan);
  return steps.slice(steps.findIndex((step) => step.kind === 'join' && step.side === join.side) + 1);
}

type PlanStep = ReturnType<typeof unchain>['steps'][number];

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
export function placedSide(lowered: LoweredPlan, needs: JoinNeeds): ScanStage | undefined {
  const { scan } = lowered;
  const { operator, steps } = scan;
  if (!comesRowByRow(lowered) || operator.kind !== 'write-rows') return undefined;
  if (!needs.hasPlace) return scan;
  const rows = { ...operator, columns: [...operator.columns, widthOf(scan)] };
  const placing = { kind: 'compute', expressions: [{ kind: 'place' }] } as const;
  return { ...scan, steps: [...steps, placing], operator: rows };
}

/** Its rows go to where they are wanted from where they are read. */
export function comesRowByRow({ scan, finishes, joinStage }: LoweredPlan): boolean {
  return scan.operator.kind === 'write-rows' && finishes.length === 0 && joinStage === undefined;
}

/** Its rows are made of groups. */
export function areGroups({ scan: { operator } }: LoweredPlan): boolean {
  return operator.kind === 'distinct-rows' || (operator.kind === 'partial-aggregate' && operator.keys.length > 0);
}

/** How many columns rows have behind all steps. */
function widthOf({ columns, steps }: ScanStage): number {
  return steps.reduce((width, step) => {
    if (step.kind === 'compute') return width + step.expressions.length;
    return step.kind === 'join' && !isOfLeftOnly(step.how) ? width + step.rightColumnCount : width;
  }, columns.length);
}
