/** What joins have on their right: run before, as runs of their own, into tables that the rows on the left are led to. */
import { statesTo } from './answer-from-states.ts';
import { TableFile } from './engine/io/table-file.ts';
import type { Circumstances } from './execute.ts';
import { type Plan, planOf, type Query } from './make-plan.ts';
import { passRowsTo } from './pass-rows.ts';
import { rightSide, withTables } from './plan/join-rows.ts';
import type { LogicalPlan } from './plan/logical-plan.ts';
import { passesRows } from './plan/whole-records.ts';
import type { RowsTable } from './protocol/stage.ts';

/** A plan of the query whose joins have all that they look among. */
export async function planJoins(query: Query, logical: LogicalPlan, here: Circumstances): Promise<Plan> {
  const plan = planOf(query, logical);
  const tables = new Map<number, RowsTable>();
  for (const needs of plan.lowered.joins) {
    const { side } = needs.join;
    tables.set(side, await tableOf(query.sides[side] as Query, rightSide(needs), here));
  }
  return { ...plan, lowered: withTables(plan.lowered, tables) };
}

async function tableOf(query: Query, logical: LogicalPlan, circumstances: Circumstances): Promise<RowsTable> {
  const { args } = query;
  const here = { ...circumstances, progress: undefined };
  const plan = await planJoins(query, logical, here);
  const directory = here.children?.scratchDirectory;
  const file = new TableFile({ directory: directory ?? args.tmpDirectory, isPrivate: directory === undefined });
  const passes = passesRows(args.verbs, args.taskTimeoutMs !== undefined);
  await (passes ? passRowsTo : statesTo)((_, write) => write(file), args, plan, here);
  return file.table;
}
