/**
 * Runs whose answer is made of what processes hold when they have read everything: states of groups, or sorted runs of
 * rows. Of little, this process makes the answer; else it is made by a second stage, whose workers are the same.
 */
import type { Args } from './cli/args.ts';
import { rowFormatOf } from './cli/output/row-format.ts';
import { writeFile } from './cli/output/write-answer.ts';
import { interruptible } from './cli/signals.ts';
import { now } from './core/clock.ts';
import { PqError } from './core/errors.ts';
import { MergeRunner } from './engine/merge-runner.ts';
import { ScanRunner } from './engine/scan-runner.ts';
import { SortMergeRunner } from './engine/sort-merge-runner.ts';
import { type Circumstances, execute, succeeded } from './execute.ts';
import { makePlan, type Plan } from './make-plan.ts';
import { cuttingOf, mergePartitions, toMergeStage } from './plan/merge-stage.ts';
import type { RowFormat } from './protocol/result.ts';
import type { CutState, DistinctRows, LeftState, PartialAggregate, RunsState, SortRows } from './protocol/stage.ts';
import { checkMergedRows } from './report/accounting.ts';
import { type Begin, check, type Done, type Report, RowsTaker, reportOf, writerFor } from './run-parts.ts';

const CELLS: RowFormat = { kind: 'cells' };
/** How long the event loop may wait while rows are written: what a signal takes to be noticed. */
const TURN_MS = 100;

/** What was read, and how its answer is given. */
interface Computed {
  readonly plan: Plan;
  readonly report: Report;
  give(rows: RowsTaker, circumstances: Circumstances): Promise<void>;
}

/**
 * Children start while this process inspects the input and plans, under the signal's watch from before the first one. It
 * is one of the workers itself: on 2 cores that is one start-up less, and 7 to 15 % of a second saved (bench: csv, ndjson).
 * Alone, it just dies of signals: a long partition would keep it from hearing them, and what it puts aside has no name.
 * While the answer is written they are caught for the sake of the file of -o; to stdout, where writing may wait for a
 * reader for ever, nobody would hear them: we die, and the children take their files along.
 */
export async function answerFromStates(args: Args, circumstances: Circumstances, begin: Begin): Promise<Done> {
  let here = circumstances;
  const computed =
    begin === undefined
      ? await compute(args, here)
      : await interruptible(async (signal) => {
          here = { ...circumstances, children: await begin() };
          return compute(args, { ...here, signal });
        }, circumstances.leave);
  if (args.output === undefined) return write(args, computed, here);
  return interruptible((signal) => write(args, computed, { ...here, signal }), circumstances.leave);
}

async function compute(args: Args, circumstances: Circumstances): Promise<Computed> {
  const plan = makePlan(args, 'few');
  const { scan } = plan.lowered;
  const startupMs = now();
  const sharedDirectory = circumstances.children?.scratchDirectory;
  const runner = new ScanRunner(scan, { onProgress: circumstances.progress?.advance, sharedDirectory });
  const request = { stage: scan, partitions: plan.partitions, runner, now, cutting: cuttingOf(scan) };
  const { metrics, left } = succeeded(await execute(args, request, plan.executor, circumstances), scan);
  check(args, plan, metrics, runner);
  const report = reportOf(args, plan, metrics, startupMs);
  if (left.length === 0) return heldAnswer(args, plan, report, runner);
  runner.dispose();
  if (scan.operator.kind === 'sort-rows') return sortedAnswer(args, plan, report, left.filter(isRuns));
  return mergedAnswer(args, plan, report, left.filter(isCut), circumstances);
}

function heldAnswer(args: Args, plan: Plan, report: Report, runner: ScanRunner): Computed {
  const { outputs = [] } = plan.lowered;
  return {
    plan,
    report,
    give: (rows, { signal }) => takeAll(runner.finishRows(outputs, answerFormat(args, plan)), rows, signal),
  };
}

async function mergedAnswer(
  args: Args,
  plan: Plan,
  report: Report,
  states: readonly CutState[],
  circumstances: Circumstances,
): Promise<Computed> {
  const { scan } = plan.lowered;
  const { operator, outputs, format } = groupsOf(args, plan);
  const stage = toMergeStage(operator, states, outputs, format, scan.environment);
  const runner = new MergeRunner(stage, circumstances.children?.scratchDirectory);
  const request = { stage, partitions: mergePartitions(stage), runner, now };
  succeeded(await execute(args, request, plan.executor, circumstances), scan);
  const combineMs = now() - report.startupMs - report.metrics.scanMs;
  const metrics = { ...report.metrics, combineMs };
  return {
    plan,
    report: { ...report, metrics },
    give: (rows, { signal }) => takeAll(runner.finishRows(), rows, signal),
  };
}

/** Ranges are merged, and written, when there is somewhere to write them to. */
function sortedAnswer(args: Args, plan: Plan, report: Report, states: readonly RunsState[]): Computed {
  const { scan } = plan.lowered;
  const { isUnique } = (scan.operator as SortRows).order;
  const give = async ({ receiver }: RowsTaker, circumstances: Circumstances): Promise<void> => {
    const { rangeBytes } = scan.environment.memory;
    const runner = new SortMergeRunner({ kind: 'sort-merge', states, isUnique }, rangeBytes);
    const { stage } = runner;
    const request = { stage, partitions: mergePartitions(stage), runner, now, receiver };
    const { metrics } = succeeded(await execute(args, request, plan.executor, circumstances), scan);
    const problem = checkMergedRows(metrics, stage);
    if (problem !== undefined) throw new PqError('PQ_ACCOUNTING', problem);
  };
  return { plan, report, give };
}

async function write(args: Args, { plan, report, give }: Computed, circumstances: Circumstances): Promise<Done> {
  let finish: Done['finish'] = [];
  await writeFile(args.output ?? '-', async (destination) => {
    const rows = new RowsTaker(plan, await writerFor(args, plan, destination));
    await give(rows, circumstances);
    finish = await rows.end(circumstances.signal);
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
function groupsOf(args: Args, plan: Plan): DistinctRows['groups'] {
  const { scan, outputs = [] } = plan.lowered;
  if (scan.operator.kind === 'distinct-rows') return scan.operator.groups;
  return { operator: scan.operator as PartialAggregate, outputs, format: answerFormat(args, plan) };
}

function answerFormat(args: Args, { lowered, format }: Plan): RowFormat {
  return lowered.finishes.length === 0 ? rowFormatOf(format, lowered.names ?? [], args.infersNumbers) : CELLS;
}

function isCut(state: LeftState): state is CutState {
  return state.kind === 'cut';
}

function isRuns(state: LeftState): state is RunsState {
  return state.kind === 'runs';
}
