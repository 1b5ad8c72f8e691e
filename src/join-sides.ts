/**
 * What joins have on their right: read before, by runs of their own. Either into tables that the rows on the left are led
 * to, or into buckets, like those on the left.
 */

import {
  changeJoin,
  chooseJoins,
  gathersLeft,
  gathersRight,
  joinAt,
  joinsOf,
  leftRows,
  sharesOfSides,
  sideOf,
} from './choose-joins.ts';
import type { AnswerWriter } from './cli/output/answer-writer.ts';
import { executorFor } from './cli/requests.ts';
import { type CutRowsResult, cutRows } from './cut-rows.ts';
import { TableFile } from './engine/io/table-file.ts';
import { type Circumstances, childrenFor, spillPlaceOf } from './execute.ts';
import { type Plan, planOf, type Query } from './make-plan.ts';
import { alignedPartitions, filesByPartition } from './plan/aligned-sides.ts';
import { columnsAsTheyAre, cutSide, placedSide, rightSide, sharedNames, withTables } from './plan/join-rows.ts';
import type { LogicalPlan } from './plan/logical-plan.ts';
import type { JoinNeeds } from './plan/lower.ts';
import { wholeFile } from './plan/partitions.ts';
import { planBytes } from './plan/plan-bytes.ts';
import type { AlignedRows, InputFile, RowsTable, ScanStage } from './protocol/stage.ts';
import type { SideReport } from './report/figures.ts';
import { rowsTo } from './rows-to.ts';
import type { ChildShares } from './run/processes/processes-executor.ts';
import { type Done, repeated } from './run-parts.ts';
import { sideBySide } from './side-by-side.ts';
import { asTyped, type SideTable, tableQuery } from './table-query.ts';

/** A plan of which joins get what they need, from the last one to the first. */
interface Preparation {
  query: Query;
  plan: LogicalPlan;
  readonly here: Circumstances;
  readonly tables: Map<number, RowsTable | AlignedRows>;
  readonly reads: SideReport[];
  right: CutRowsResult | undefined;
}

/** A plan of the query whose joins have all that they look among. */
export async function planJoins(query: Query, logical: LogicalPlan, here: Circumstances): Promise<Plan> {
  const started = { query, plan: chooseJoins(query, logical), here: { ...here, progress: here.progress?.before } };
  const work: Preparation = { ...started, tables: new Map(), reads: [], right: undefined };
  for (const { side } of joinsOf(work.plan).toReversed()) {
    // One before another that was made a table is done.
    if (joinsOf(work.plan).some((join) => join.side === side)) await prepareJoin(work, side);
  }
  const plan = planOf(asTyped(work.query, work.plan), work.plan);
  const lowered = withTables(plan.lowered, work.tables);
  return aligned({ ...plan, logical, sides: work.reads, lowered, ...(work.right && { right: work.right }) });
}

async function prepareJoin(work: Preparation, side: number): Promise<void> {
  const { join } = needsOf(work, side);
  if (join.choice?.strategy === 'prepartitioned') {
    work.tables.set(side, alignedSide(sideOf(work.query, join), needsOf(work, side)));
    return;
  }
  if (join.choice?.copiesLeft) swapSides(work, side);
  const found = gathersRight(work.query, needsOf(work, side)) ? await chooseByTable(work, side) : undefined;
  const isCut = needsOf(work, side).join.choice?.strategy !== 'broadcast';
  if (isCut) await cutBoth(work, side, found);
  else if (found === undefined) await shareOrRead(work, side);
  else work.tables.set(side, found.table);
}

function needsOf({ query, plan }: Preparation, side: number): JoinNeeds {
  const { joins } = planOf(asTyped(query, plan), plan).lowered;
  return joins.find(({ join }) => join.side === side) as JoinNeeds;
}

/** The small side on the left becomes the table, and the large one on the right comes by: rows are brought into the order
 * of the left side at the end. */
function swapSides(work: Preparation, side: number): void {
  const join = joinAt(work.plan, side);
  const [small, large] = [{ ...work.query, format: 'cells' } as const, sideOf(work.query, join)];
  const keys = join.keys.map(({ left, right, name }) => ({ left: right, right: left, name }));
  const sides = [...work.query.sides];
  sides[join.of ?? side] = small;
  const { format } = work.query;
  work.plan = changeJoin(work.plan, side, { isSwapped: true, input: join.right, right: join.input, keys });
  work.query = { ...large, format, sides };
}

/** What comes together anyway is read first: how large it is tells what to do with it. */
async function chooseByTable(work: Preparation, side: number): Promise<SideTable> {
  const shares = processShares(work, side);
  const table = shares === undefined ? await rightToTable(work, side) : await bothToTables(work, side, shares);
  work.plan = chooseJoins(work.query, work.plan, new Map([[side, table.table.byteLength]]));
  return table;
}

async function rightToTable(work: Preparation, side: number, placed?: JoinNeeds): Promise<SideTable> {
  const needs = needsOf(work, side);
  return keepReads(work, await tableOf(sideOf(work.query, needs.join), rightSide(needs), work.here, placed));
}

/** How many children each side has, if both are read at the same time. */
function processShares({ query, plan, here }: Preparation, side: number): ChildShares | undefined {
  if (here.children === undefined || here.children.isPart) return undefined;
  const shares = sharesOfSides(query, plan, side);
  if (shares === undefined) return undefined;
  const { executor, rightWorkers } = shares;
  return { own: childrenFor(query.args, executor) - rightWorkers, other: rightWorkers };
}

/** At the same time. */
async function bothToTables(work: Preparation, side: number, shares: ChildShares): Promise<SideTable> {
  const needs = needsOf(work, side);
  const other = sideOf(work.query, needs.join);
  const [left, right] = await sideBySide(
    work.here,
    shares,
    (here) => tableOf(work.query, leftRows(work.plan, side), here),
    (here) => tableOf(other, rightSide(needs), here),
  );
  readLeft(work, side, tableQuery(work.query, keepReads(work, left)));
  return keepReads(work, right);
}

async function cutBoth(work: Preparation, side: number, found: SideTable | undefined): Promise<void> {
  if (gathersLeft(work.query, work.plan, side)) await leftToTable(work, side);
  const needs = needsOf(work, side);
  const other = sideOf(work.query, needs.join);
  const query = found === undefined ? other : tableQuery(other, found);
  const logical = found === undefined ? rightSide(needs) : columnsAsTheyAre(query.logical, found.columns);
  work.right = await bucketsOf(query, logical, needs, work.here);
  if (found === undefined) work.reads.push(...work.right.reads);
}

/** What comes to a join has come together before: as a table it can be cut by all. */
async function leftToTable(work: Preparation, side: number): Promise<void> {
  const left = await tableOf(work.query, leftRows(work.plan, side), work.here);
  readLeft(work, side, tableQuery(work.query, keepReads(work, left)));
}

/** From now on the left side of a join is read from a table. */
function readLeft(work: Preparation, side: number, query: Query): void {
  work.plan = changeJoin(work.plan, side, { input: query.logical });
  work.query = query;
}

/** A table that all workers look among. Where the left side is the same rows, it is read from there, too. */
async function shareOrRead(work: Preparation, side: number): Promise<void> {
  const join = joinAt(work.plan, side);
  const shared = sharedNames(join, work.plan);
  if (shared !== undefined) {
    work.plan = changeJoin(work.plan, side, { sharedNames: shared });
    work.here.progress?.leaveOut(planBytes(join.input) ?? 0);
    const own = await rightToTable(work, side);
    readLeft(work, side, tableQuery(work.query, own));
    work.tables.set(side, own.table);
    return;
  }
  const needs = needsOf(work, side);
  const placed = needs.hasPlace ? needs : undefined;
  work.tables.set(side, (await rightToTable(work, side, placed)).table);
}

// ---- runs of sides --------------------------------------------------------------------------------------------------

interface ReadTable extends SideTable {
  readonly reads: readonly SideReport[];
}

/** `placed`: where each row comes is one more column. */
async function tableOf(
  side: Query,
  logical: LogicalPlan,
  here: Circumstances,
  placed?: JoinNeeds | undefined,
): Promise<ReadTable> {
  const file = new TableFile(spillPlaceOf(side.args, here));
  const { plan, report } = await runInto(file, { ...side, format: 'cells' }, logical, here, placed);
  return { table: file.table, columns: plan.lowered.names ?? [], reads: [report, ...report.sides] };
}

function keepReads(work: Preparation, table: ReadTable): SideTable {
  work.reads.push(...table.reads);
  return table;
}

/** Runs a plan of a query for its rows, as cells. */
export async function runInto(
  writer: AnswerWriter,
  query: Query,
  logical: LogicalPlan,
  circumstances: Circumstances,
  placed?: JoinNeeds | undefined,
): Promise<Done> {
  const here = { ...circumstances, progress: circumstances.progress?.before };
  const planned = await planJoins(query, logical, here);
  const scan = placed && placedSide(planned.lowered, placed);
  const plan = scan === undefined ? planned : { ...planned, lowered: { ...planned.lowered, scan } };
  return rowsTo((_, write) => write(repeated(plan, writer)), plan.query.args, plan, here);
}

async function bucketsOf(
  side: Query,
  logical: LogicalPlan,
  needs: JoinNeeds,
  here: Circumstances,
): Promise<CutRowsResult> {
  const plan = await planJoins(side, logical, here);
  return cutRows(plan.query.args, plan, cutSide(plan.lowered, needs) as ScanStage, here);
}

// ---- sides that were cut alike --------------------------------------------------------------------------------------

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
