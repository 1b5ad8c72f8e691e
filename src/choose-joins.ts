/** Which way each join of a plan is done, by what is known of its sides. */
import { processesAtMost } from './cli/requests.ts';
import { inputBytes, sumOfSizes } from './core/sizes.ts';
import type { Inspection } from './engine/inspect.ts';
import { type Plan, planOf, type Query } from './make-plan.ts';
import { alignedCount } from './plan/aligned-sides.ts';
import type { ExecutorChoice } from './plan/choose-executor.ts';
import type { ExplainedSide } from './plan/explain.ts';
import {
  areGroups,
  columnsAsTheyAre,
  comesRowByRow,
  cutSide,
  leftNeeds,
  rightSide,
  sharedNames,
} from './plan/join-rows.ts';
import { type Join, type LogicalPlan, unchain } from './plan/logical-plan.ts';
import type { JoinNeeds } from './plan/lower.ts';
import { ofSide } from './plan/missing-columns.ts';
import { pickJoinStrategy } from './plan/pick-join-strategy.ts';
import { planBytes } from './plan/plan-bytes.ts';
import { shareWorkers } from './plan/share-workers.ts';
import { asTyped } from './table-query.ts';

/** `tableBytes`: of sides on the right that have been read, how large they are. */
export function chooseJoins(
  query: Query,
  logical: LogicalPlan,
  tableBytes: ReadonlyMap<number, number> = new Map(),
): LogicalPlan {
  const { joins } = planOf(query, logical).lowered;
  return joins.reduce((plan, needs) => {
    const { side } = needs.join;
    ofSide('right', () => planOf(sideOf(query, needs.join), rightSide(needs)));
    const { memoryLimit } = query.args;
    const choice = pickJoinStrategy(needs.join, {
      leftBytes: planBytes(needs.join.input),
      rightBytes: tableBytes.get(side) ?? neededBytes(sideOf(query, needs.join), needs),
      isRightMade: !tableBytes.has(side) && gathersRight(query, needs),
      processBytes: memoryLimit === undefined ? undefined : memoryLimit / processesAtMost(query.args),
      alignedCount: joins[0] === needs ? alignedCount(needs.join) : undefined,
      canCopyLeft: joins[0] === needs && canSwap(query, needs.join),
    });
    return changeJoin(plan, side, { choice });
  }, logical);
}

/** What a join has on its right. */
export function sideOf({ sides }: Query, { side, of }: Join): Query {
  return sides[of ?? side] as Query;
}

/** Rows come together before a join, and could not be cut as they are read. */
export function gathersLeft(query: Query, plan: LogicalPlan, side: number): boolean {
  return planOf(asTyped(query, plan), plan).lowered.joinStage?.join.side !== side;
}

/** The same, of what is on the right of it. */
export function gathersRight(query: Query, needs: JoinNeeds): boolean {
  const right = planOf(sideOf(query, needs.join), rightSide(needs));
  return right.answerTimes !== 1 || cutSide(right.lowered, needs) === undefined;
}

/** What a join needs of its left side, for a table. */
export function leftRows(plan: LogicalPlan, side: number): LogicalPlan {
  const join = joinAt(plan, side);
  return columnsAsTheyAre(join.input, leftNeeds(join, plan));
}

/** Where both sides are groups they can be read at the same time: by how many processes in all, and the right one. */
export function sharesOfSides(query: Query, plan: LogicalPlan, side: number): SideShares | undefined {
  const needs = planOf(asTyped(query, plan), plan).lowered.joins.find(({ join }) => join.side === side) as JoinNeeds;
  const sides = [
    [query, leftRows(plan, side)],
    [sideOf(query, needs.join), rightSide(needs)],
  ] as const;
  const plans = sides.map(([own, logical]) => planOf(asTyped(own, logical), logical));
  if (!plans.every(({ lowered, executor }) => areGroups(lowered) && executor.executor === 'processes'))
    return undefined;
  const [leftBytes, rightBytes] = [planBytes(needs.join.input), planBytes(needs.join.right)];
  if (leftBytes === undefined || rightBytes === undefined) return undefined;
  const [{ executor }] = plans as [Plan, Plan];
  const rightWorkers = shareWorkers(leftBytes, rightBytes, executor.workers);
  return rightWorkers === undefined ? undefined : { executor, rightWorkers };
}

export interface SideShares {
  readonly executor: ExecutorChoice;
  readonly rightWorkers: number;
}

/** Both sides come row by row, so that either can be the one that comes by. */
function canSwap(query: Query, join: Join): boolean {
  if (join.how !== 'inner' || joinsOf(join.right).length > 0) return false;
  return passes(query, join.input) && passes(sideOf(query, join), join.right);
}

function passes(query: Query, logical: LogicalPlan): boolean {
  const plan = planOf(asTyped(query, logical), logical);
  return plan.answerTimes === 1 && comesRowByRow(plan.lowered);
}

/** One of its joins says something of its sides that is found out before. */
export function isChecked(plan: LogicalPlan): boolean {
  return joinsOf(plan).some(({ validate, maxBlowup, right }) => {
    return validate !== undefined || maxBlowup !== undefined || isChecked(right);
  });
}

export function joinsOf(plan: LogicalPlan): readonly Join[] {
  return unchain(plan).steps.flatMap((step) => (step.kind === 'join' ? [step] : []));
}

/** The join of that number. */
export function joinAt(plan: LogicalPlan, side: number): Join {
  return joinsOf(plan).find((join) => join.side === side) as Join;
}

/** The plan with something else said of one join. */
export function changeJoin(plan: LogicalPlan, side: number, change: Partial<Join>): LogicalPlan {
  if (plan.kind === 'scan') return plan;
  if (plan.kind === 'join' && plan.side === side) return { ...plan, ...change };
  return { ...plan, input: changeJoin(plan.input, side, change) };
}

/** Of the files; undefined where only reading tells. */
function bytesOf({ inputs, sides }: Query): number | undefined {
  return sumOfSizes([...inputs.map(({ file }) => inputBytes(file)), ...sides.map(bytesOf)]);
}

/** About what a join needs of its right side, if its columns have the same size. */
function neededBytes(side: Query, { names, extraKeys }: JoinNeeds): number | undefined {
  const bytes = bytesOf(side);
  const count = side.schema.columns?.length ?? 0;
  const part = count === 0 ? 1 : Math.min(1, (names.length + extraKeys.length) / count);
  return bytes === undefined ? undefined : bytes * part;
}

/** For --explain. */
export function explainedSides({ query, plan: whole, lowered: { joins } }: Plan): readonly ExplainedSide[] {
  return joins.map((needs) => {
    const own = sideOf(query, needs.join);
    const logical = chooseJoins(own, rightSide(needs));
    const side = asTyped(own, logical);
    const plan = planOf(side, logical);
    const isCopied = needs.join.choice?.strategy === 'broadcast' && !gathersRight(query, needs);
    const shared = isCopied ? sharedNames(needs.join, whole) : undefined;
    const join = shared === undefined ? needs.join : { ...needs.join, sharedNames: shared };
    const ownWorkers = gathersRight(query, needs)
      ? sharesOfSides(query, whole, needs.join.side)?.rightWorkers
      : undefined;
    return { ...plan, inputs: side.inputs as readonly Inspection[], join, ownWorkers, sides: explainedSides(plan) };
  });
}
