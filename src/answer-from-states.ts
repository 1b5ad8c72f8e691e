/**
 * Runs whose answer is made of what processes hold when they have read everything: states of groups, or sorted runs of
 * rows. Of little, this process makes the answer; else it is made by a second stage, whose workers are the same.
 */
import type { Args } from './cli/args.ts';
import { interruptible } from './cli/signals.ts';
import { now } from './core/clock.ts';
import { PqError } from './core/errors.ts';
import { MergeRunner } from './engine/merge-runner.ts';
import { SortMergeRunner } from './engine/sort-merge-runner.ts';
import { type Circumstances, execute, succeeded } from './execute.ts';
import { type MainStage, runMainStage } from './main-stage.ts';
import { answerRows, type Plan } from './make-plan.ts';
import { mergePartitions, toMergeStage } from './plan/merge-stage.ts';
import type {
  CutState,
  GroupRows,
  LeftState,
  Operator,
  PartialAggregate,
  RunsState,
  SortRows,
} from './protocol/stage.ts';
import { checkMergedRows } from './report/accounting.ts';
import { answerTarget, type Done, type Report, RowsTaker, reportOf, type Target } from './run-parts.ts';

/** How long the event loop may wait while rows are written: what a signal takes to be noticed. */
const TURN_MS = 100;

/** What was read, and how its answer is given. */
export interface Computed {
  readonly plan: Plan;
  readonly report: Report;
  giveTo(rows: RowsTaker, circumstances: Circumstances): Promise<void>;
}

/**
 * While the answer is written signals are caught for the sake of the file of -o; to stdout, where writing may wait for a
 * reader for ever, nobody would hear them: we die, and the children take their files along.
 */
export async function giveAnswer(args: Args, computed: Computed, here: Circumstances): Promise<Done> {
  const target = answerTarget(args);
  if (args.output === undefined) return give(target, computed, here);
  return interruptible((signal) => give(target, computed, { ...here, signal }), here.leave);
}

/** The same, to somewhere else, within a run. */
export async function statesTo(target: Target, args: Args, plan: Plan, here: Circumstances): Promise<Done> {
  return give(target, await compute(args, plan, here), here);
}

export async function compute(args: Args, plan: Plan, circumstances: Circumstances): Promise<Computed> {
  const startupMs = now();
  const main = await runMainStage(args, plan, circumstances);
  const report = { ...reportOf(args, plan, main.metrics, startupMs), joined: main.joined };
  if (main.left.length === 0) return heldAnswer(plan, report, main);
  main.runner.dispose();
  if (main.stage.operator.kind === 'sort-rows') return sortedAnswer(args, plan, report, main);
  return mergedAnswer(args, plan, report, main, circumstances);
}

function heldAnswer(plan: Plan, report: Report, { runner }: MainStage): Computed {
  return {
    plan,
    report,
    giveTo: (rows, { signal }) => takeAll(runner.finishRows(answerRows(plan)), rows, signal),
  };
}

async function mergedAnswer(
  args: Args,
  plan: Plan,
  report: Report,
  main: MainStage,
  circumstances: Circumstances,
): Promise<Computed> {
  const stage = toMergeStage(groupsOf(plan, main.stage.operator), main.left.filter(isCut), main.stage.environment);
  const runner = new MergeRunner(stage, circumstances.children?.scratchDirectory);
  const request = { stage, partitions: mergePartitions(stage), runner, now };
  succeeded(await execute(args, request, main.executor, circumstances), plan.lowered.scan);
  const combineMs = now() - report.startupMs - report.metrics.scanMs;
  const metrics = { ...report.metrics, combineMs };
  return {
    plan,
    report: { ...report, metrics },
    giveTo: (rows, { signal }) => takeAll(runner.finishRows(), rows, signal),
  };
}

/** Ranges are merged, and written, when there is somewhere to write them to. */
function sortedAnswer(args: Args, plan: Plan, report: Report, main: MainStage): Computed {
  const { isUnique } = (main.stage.operator as SortRows).order;
  const states = main.left.filter(isRuns);
  const giveTo = async ({ receiver }: RowsTaker, circumstances: Circumstances): Promise<void> => {
    const { rangeBytes } = main.stage.environment.memory;
    const runner = new SortMergeRunner({ kind: 'sort-merge', states, isUnique }, rangeBytes);
    const { stage } = runner;
    const request = { stage, partitions: mergePartitions(stage), runner, now, receiver };
    const { metrics } = succeeded(await execute(args, request, main.executor, circumstances), plan.lowered.scan);
    const problem = checkMergedRows(metrics, stage);
    if (problem !== undefined) throw new PqError('PQ_ACCOUNTING', problem);
  };
  return { plan, report, giveTo };
}

async function give(target: Target, { plan, report, giveTo }: Computed, here: Circumstances): Promise<Done> {
  let finish: Done['finish'] = [];
  await target(plan, async (writer) => {
    const rows = new RowsTaker(plan, writer);
    await giveTo(rows, here);
    finish = await rows.end(here.signal);
  });
  return { plan, report, finish };
}

async function takeAll(texts: Iterable<Uint8Array>, rows: RowsTaker, signal: AbortSignal | undefined): Promise<void> {
  let turnMs = now();
  for (const text of texts) {
    rows.take(text);
    if (rows.isDone) break;
    if (now() - turnMs > TURN_MS) turnMs = await nextTurn();
    signal?.throwIfAborted();
  }
}

async function nextTurn(): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve));
  return now();
}

/** What is merged, and how its answer is written. */
function groupsOf(plan: Plan, operator: Operator): GroupRows {
  if (operator.kind === 'distinct-rows') return operator.groups;
  return { operator: operator as PartialAggregate, ...answerRows(plan) };
}

function isCut(state: LeftState): state is CutState {
  return state.kind === 'cut';
}

function isRuns(state: LeftState): state is RunsState {
  return state.kind === 'runs';
}
