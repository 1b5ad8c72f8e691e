/**
 * A run of pq on a page: fork, inspect, plan, run, check the accounts, write, report. States and sorted runs are complete
 * and accounted for before their answer is written (answer-from-states.ts); rows that pass are written while they are read
 * (pass-rows.ts).
 */
import { answer } from './answer.ts';
import type { Args } from './cli/args.ts';
import { writeText } from './cli/output/write-answer.ts';
import { progressOf } from './cli/progress/progress.ts';
import { writeReport } from './cli/report.ts';
import { earlyExecutorFor, isReadTwice } from './cli/requests.ts';
import { now } from './core/clock.ts';
import type { Inspection } from './engine/inspect.ts';
import { childrenFor, startChildren } from './execute.ts';
import { joinsOfRun } from './joins-of-run.ts';
import { makePlan, type Plan, planOf, type Query, readQuery } from './make-plan.ts';
import type { Actuals } from './plan/explain.ts';
import type { LogicalPlan } from './plan/logical-plan.ts';
import { optimize } from './plan/optimize/optimize.ts';
import { keepsRows } from './plan/whole-records.ts';
import type { TaskMetrics } from './protocol/stage.ts';
import type { ProcessesExecutor } from './run/processes/processes-executor.ts';
import type { Done, Planner } from './run-parts.ts';

/** Where an answer goes that nobody wants. */
const NOWHERE = '/dev/null';

/** `leave` ends the process at once. */
export async function run(args: Args, leave: (exitCode: number) => never): Promise<void> {
  if (args.explain === undefined) {
    const done = await runPlan(args, leave);
    return writeReport(args, { ...done.report, joins: joinsOfRun(done), wallMs: now() });
  }
  if (!args.analyzes) return printPlan(args, await planOnly(args));
  const done = await runPlan({ ...args, output: NOWHERE }, leave);
  return printPlan(args, done.plan, actualsOf(done));
}

async function runPlan(args: Args, leave: (exitCode: number) => never): Promise<Done> {
  const early = earlyExecutorFor(args);
  const progress = await progressOf(args, now);
  let children: ProcessesExecutor | undefined;
  const begin = async () => {
    children = await startChildren(args, childrenFor(args, early));
    return children;
  };
  try {
    const work = keepsRows(args.verbs) ? await keeper() : answer;
    return await work(args, { progress, leave }, early.executor === 'inline' ? undefined : begin, plannerOf(args));
  } finally {
    progress?.stop();
    children?.cleanup();
  }
}

async function keeper() {
  return (await import('./write-data-set.ts')).writeDataSet;
}

/** Other sides of joins are read before there is a plan of the whole. */
function plannerOf(args: Args): Planner {
  if (args.sides.length === 0) return async () => makePlan(args, 'few');
  return async (here) => {
    const { isChecked } = await import('./choose-joins.ts');
    const { planJoins } = await import('./join-sides.ts');
    const query = readQuery(args, 'few');
    const logical = await optimized(query);
    if (isChecked(logical)) await (await import('./check-joins.ts')).checkJoins(query, logical, here);
    return planJoins(query, logical, here);
  };
}

/** Of a partition by range that reads its input twice: as many as there will be. */
function boundsToCome(args: Args): readonly string[] | undefined {
  const last = args.verbs.at(-1);
  if (last?.kind !== 'partition' || last.by.kind !== 'range' || !isReadTwice(args)) return undefined;
  return Array.from({ length: last.by.count - 1 }, () => '');
}

async function planOnly(args: Args): Promise<Plan> {
  if (args.sides.length === 0) return makePlan(args, 'all', undefined, boundsToCome(args));
  const { chooseJoins } = await import('./choose-joins.ts');
  const query = readQuery(args, 'all');
  return planOf(query, chooseJoins(query, await optimized(query)));
}

/** Of a plan with joins. */
async function optimized(query: Query): Promise<LogicalPlan> {
  const { withRepeats } = await import('./sample-repeats.ts');
  return optimize(withRepeats(query, query.logical));
}

async function printPlan(args: Args, plan: Plan, actuals?: Actuals): Promise<void> {
  const { explain } = await import('./plan/explain.ts');
  const inputs = plan.inputs as readonly Inspection[];
  const sides = args.sides.length === 0 ? [] : (await import('./choose-joins.ts')).explainedSides(plan);
  const where = keepsRows(args.verbs) ? '-' : (args.output ?? '-');
  await writeText(explain({ ...plan, inputs, sides }, args.explain ?? 'text', actuals), where);
}

function actualsOf({ report: { metrics }, finish }: Done): Actuals {
  const all = metrics.tasks.map((task) => task.metrics);
  const sumOf = (value: (each: TaskMetrics) => number): number => all.reduce((sum, each) => sum + value(each), 0);
  const records = metrics.tasks.flatMap(({ spans }) => spans).reduce((sum, span) => sum + span.records, 0);
  const scan = (all[0]?.steps ?? []).map((_, at) => ({
    rows: sumOf(({ steps }) => steps[at]?.rows ?? 0),
    busyMs: sumOf(({ steps }) => steps[at]?.busyMs ?? 0),
  }));
  const [byteCount, stepsMs] = [sumOf((each) => each.byteCount), scan.reduce((sum, { busyMs }) => sum + busyMs, 0)];
  return { wallMs: now(), records, byteCount, readMs: sumOf(({ busyMs }) => busyMs) - stepsMs, scan, finish };
}
