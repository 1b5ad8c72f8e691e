/**
 * What joins have on their right: read before, by runs of their own. Either into tables that the rows on the left are led
 * to, or into buckets, like those on the left.
 */
import { statesTo } from './answer-from-states.ts';
import type { AnswerWriter } from './cli/output/answer-writer.ts';
import { executorFor, processesAtMost } from './cli/requests.ts';
import { inputBytes } from './core/sizes.ts';
import { type CutRowsResult, cutRows } from './cut-rows.ts';
import type { Inspection } from './engine/inspect.ts';
import { TableFile } from './engine/io/table-file.ts';
import type { Circumstances } from './execute.ts';
import { type Plan, planOf, type Query } from './make-plan.ts';
import { passRowsTo } from './pass-rows.ts';
import { alignedCount, alignedPartitions, filesByPartition, wholeFile } from './plan/aligned-sides.ts';
import type { ExplainedSide } from './plan/explain.ts';
import { addsRightRows } from './plan/join-columns.ts';
import { cutSide, placedSide, rightSide, withTables } from './plan/join-rows.ts';
import { type Join, type JoinChoice, type LogicalPlan, unchain } from './plan/logical-plan.ts';
import type { JoinNeeds } from './plan/lower.ts';
import { ofSide } from './plan/missing-columns.ts';
import { type JoinFacts, pickJoinStrategy } from './plan/pick-join-strategy.ts';
import { passesRows } from './plan/whole-records.ts';
import type { AlignedRows, InputFile, RowsTable, ScanStage } from './protocol/stage.ts';
import type { SideReport } from './report/figures.ts';
import { type Done, repeated } from './run-parts.ts';

/** The same plan, with a way for each of its joins. At most one can be a stage of its own; the others are led to tables. */
export function chooseJoins(query: Query, logical: LogicalPlan): LogicalPlan {
  const { joins } = planOf(query, logical).lowered;
  return joins.reduce((plan, needs) => {
    const isTaken = joinsOf(plan).some(({ choice }) => choice !== undefined && choice.strategy !== 'broadcast');
    const facts = factsOf(query, plan, needs);
    const left = isTaken ? { ...facts, canCut: false, alignedCount: undefined } : facts;
    return withChoice(plan, needs.join.side, pickJoinStrategy(needs.join, left));
  }, logical);
}

function factsOf(query: Query, plan: LogicalPlan, needs: JoinNeeds): JoinFacts {
  const { side } = needs.join;
  const { memoryLimit } = query.args;
  const processBytes = memoryLimit === undefined ? undefined : memoryLimit / processesAtMost(query.args);
  const rightBytes = neededBytes(query.sides[side] as Query, needs);
  const facts = { leftBytes: bytesOf(query), rightBytes, processBytes };
  return { ...facts, canCut: canCut(query, plan, needs), alignedCount: alignedCount(needs.join) };
}

/** Whether both sides pass row by row to where they would be cut. */
function canCut(query: Query, plan: LogicalPlan, needs: JoinNeeds): boolean {
  const { side } = needs.join;
  const cut = { strategy: 'shuffle', reason: '', bucketCount: 1, groupsRight: false } as const;
  const { joinStage } = planOf(query, withChoice(plan, side, cut)).lowered;
  const right = ofSide('right', () => planOf(query.sides[side] as Query, rightSide(needs)));
  return joinStage?.join.side === side && right.answerTimes === 1 && cutSide(right.lowered, needs) !== undefined;
}

/** Its answer is made from what processes hold when both sides are cut. */
export function isJoinedInBuckets(plan: LogicalPlan): boolean {
  return joinsOf(plan).some(({ how, choice }) => {
    if (choice?.strategy === 'prepartitioned') return addsRightRows(how);
    return choice !== undefined && choice.strategy !== 'broadcast';
  });
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

function withChoice(plan: LogicalPlan, side: number, choice: JoinChoice): LogicalPlan {
  if (plan.kind === 'scan') return plan;
  const over = { ...plan, input: withChoice(plan.input, side, choice) };
  return over.kind === 'join' && over.side === side ? { ...over, choice } : over;
}

/** Of the files; undefined where only reading tells. */
function bytesOf({ inputs, sides }: Query): number | undefined {
  const sizes = [...inputs.map(({ file }) => inputBytes(file)), ...sides.map(bytesOf)];
  return sizes.reduce<number | undefined>(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
}

/** About what a join needs of its right side, if its columns have the same size. */
function neededBytes(side: Query, { names, extraKeys }: JoinNeeds): number | undefined {
  const bytes = bytesOf(side);
  const count = side.schema.columns?.length ?? 0;
  const part = count === 0 ? 1 : Math.min(1, (names.length + extraKeys.length) / count);
  return bytes === undefined ? undefined : bytes * part;
}

/** A plan of the query whose joins have all that they look among. */
export async function planJoins(query: Query, logical: LogicalPlan, here: Circumstances): Promise<Plan> {
  const plan = planOf(asTyped(query, logical), logical);
  const tables = new Map<number, RowsTable | AlignedRows>();
  const sides: SideReport[] = [];
  let right: CutRowsResult | undefined;
  for (const needs of plan.lowered.joins) {
    const { side } = needs.join;
    const other = query.sides[side] as Query;
    if (needs.join.choice?.strategy === 'prepartitioned') tables.set(side, alignedSide(other, needs));
    else if (plan.lowered.joinStage?.join.side === side) {
      right = await bucketsOf(other, needs, here);
      sides.push(...right.reads);
    } else {
      const { table, reads } = await tableOf(other, rightSide(needs), here);
      tables.set(side, table);
      sides.push(...reads);
    }
  }
  return aligned({ ...plan, sides, lowered: withTables(plan.lowered, tables), ...(right && { right }) });
}

/** Files that belong together are read together. */
function aligned(plan: Plan): Plan {
  const join = plan.lowered.joins.find((needs) => needs.join.choice?.strategy === 'prepartitioned')?.join;
  const count = join?.choice?.bucketCount;
  if (count === undefined) return plan;
  const partitions = { ...alignedPartitions(plan.files, count), targetBytes: plan.partitions.targetBytes };
  return { ...plan, partitions, executor: executorFor(plan.query.args, partitions) };
}

function alignedSide(side: Query, needs: JoinNeeds): AlignedRows {
  const logical = rightSide(needs);
  const { lowered, files } = planOf(asTyped(side, logical), logical);
  const scan = placedSide(lowered, needs) as ScanStage;
  const numbers = filesByPartition(files, needs.join.choice?.bucketCount ?? 0);
  return { scan, spans: numbers.map((own) => own.map((file) => wholeFile(files[file] as InputFile, file))) };
}

/** As if what is left of it when it has been optimized had been typed. */
function asTyped(query: Query, logical: LogicalPlan): Query {
  return { ...query, args: { ...query.args, verbs: unchain(logical).steps } };
}

interface SideTable {
  readonly table: RowsTable;
  readonly reads: readonly SideReport[];
}

async function tableOf(side: Query, logical: LogicalPlan, here: Circumstances): Promise<SideTable> {
  const directory = here.children?.scratchDirectory;
  const file = new TableFile({ directory: directory ?? side.args.tmpDirectory, isPrivate: directory === undefined });
  const { report } = await runInto(file, side, logical, here);
  return { table: file.table, reads: [report, ...report.sides] };
}

/** Runs a plan of a query for its rows, as cells. */
export async function runInto(
  writer: AnswerWriter,
  side: Query,
  logical: LogicalPlan,
  circumstances: Circumstances,
): Promise<Done> {
  const here = { ...circumstances, progress: undefined };
  const chosen = chooseJoins(side, logical);
  const query = asTyped(side, chosen);
  const plan = await planJoins(query, chosen, here);
  const { args } = query;
  const passes = plan.right === undefined && passesRows(args.verbs, args.taskTimeoutMs !== undefined);
  return (passes ? passRowsTo : statesTo)((_, write) => write(repeated(plan, writer)), args, plan, here);
}

async function bucketsOf(side: Query, needs: JoinNeeds, here: Circumstances): Promise<CutRowsResult> {
  const logical = rightSide(needs);
  const query = asTyped(side, logical);
  const plan = await planJoins(query, logical, here);
  return cutRows(query.args, plan, cutSide(plan.lowered, needs) as ScanStage, { ...here, progress: undefined });
}

/** For --explain. */
export function explainedSides({ query, lowered: { joins } }: Plan): readonly ExplainedSide[] {
  return joins.map((needs) => {
    const own = query.sides[needs.join.side] as Query;
    const logical = chooseJoins(own, rightSide(needs));
    const side = asTyped(own, logical);
    const plan = planOf(side, logical);
    return { ...plan, inputs: side.inputs as readonly Inspection[], join: needs.join, sides: explainedSides(plan) };
  });
}
