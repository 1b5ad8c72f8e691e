/**
 * A run of pq on a page: fork, inspect, plan, run, check the accounts, write, report. States are complete and accounted
 * for before their answer is written; rows that pass are written while they are read.
 */
import type { Args } from './cli/args.ts';
import type { AnswerWriter, Destination } from './cli/output/answer-writer.ts';
import { rowFormatOf } from './cli/output/row-format.ts';
import { answerWriter, writeFile, writeText } from './cli/output/write-answer.ts';
import { progressOf } from './cli/progress/progress.ts';
import { writeReport } from './cli/report.ts';
import { dialectOf, earlyExecutorFor } from './cli/requests.ts';
import { interruptible } from './cli/signals.ts';
import { now } from './core/clock.ts';
import { PqError } from './core/errors.ts';
import { FinishRunner } from './engine/finish-runner.ts';
import type { Inspection } from './engine/inspect.ts';
import { sampleColumns } from './engine/inspect-inputs.ts';
import { MergeRunner } from './engine/merge-runner.ts';
import { CellsTable } from './engine/operators/cells-table.ts';
import { rowsOfDelivery } from './engine/rows-of-delivery.ts';
import { ScanRunner } from './engine/scan-runner.ts';
import { type Circumstances, childrenFor, execute, startChildren, succeeded } from './execute.ts';
import { makePlan, type Plan } from './make-plan.ts';
import type { Actuals } from './plan/explain.ts';
import { cuttingOf, sharePartitions, toMergeStage } from './plan/merge-stage.ts';
import { reportMissingColumns } from './plan/missing-columns.ts';
import { passesRows } from './plan/whole-records.ts';
import type { ExecutionMetrics } from './protocol/metrics.ts';
import type { RowFormat } from './protocol/result.ts';
import type { PartialAggregate, StepMetrics, TaskMetrics } from './protocol/stage.ts';
import { checkAccounting } from './report/accounting.ts';
import type { RunReport } from './report/figures.ts';
import type { RowsReceiver } from './run/execution.ts';
import type { ProcessesExecutor } from './run/processes/processes-executor.ts';

/** Where an answer goes that nobody wants. */
const NOWHERE = '/dev/null';

type Report = Omit<RunReport, 'wallMs'>;
/** Starts the children of a run; undefined where there are to be none. */
type Begin = (() => Promise<ProcessesExecutor>) | undefined;

/** `leave` ends the process at once. */
export async function run(args: Args, leave: (exitCode: number) => never): Promise<void> {
  if (args.explain === undefined) return writeReport(args, { ...(await runPlan(args, leave)).report, wallMs: now() });
  if (!args.analyzes) return printPlan(args, makePlan(args, 'all'));
  const done = await runPlan({ ...args, output: NOWHERE }, leave);
  return printPlan(args, done.plan, actualsOf(done));
}

/** What was done, and what was measured. */
interface Done {
  readonly plan: Plan;
  readonly report: Report;
  readonly finish: readonly StepMetrics[];
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
    const work = passesRows(args.verbs) ? passRows : aggregate;
    return await work(args, { progress, leave }, early.executor === 'inline' ? undefined : begin);
  } finally {
    children?.cleanup();
  }
}

async function printPlan(args: Args, plan: Plan, actuals?: Actuals): Promise<void> {
  const { explain } = await import('./plan/explain.ts');
  const inputs = plan.inputs as readonly Inspection[];
  await writeText(explain({ ...plan, inputs }, args.explain ?? 'text', actuals), args.output ?? '-');
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

// ---- states, and then their answer ------------------------------------------------------------------------------

/**
 * Children start while this process inspects the input and plans, under the signal's watch from before the first one. It
 * is one of the workers itself: on 2 cores that is one start-up less, and 7 to 15 % of a second saved (bench: csv, ndjson).
 * While the answer is written signals are not caught: nobody would hear them, since writing may wait for a reader for
 * ever. We die of them then, and the children take the files along.
 */
async function aggregate(args: Args, circumstances: Circumstances, begin: Begin): Promise<Done> {
  if (begin === undefined) return writeComputed(args, await compute(args, circumstances));
  const computed = await interruptible(async (signal) => {
    const children = await begin();
    return compute(args, { ...circumstances, children, signal });
  }, circumstances.leave);
  return writeComputed(args, computed);
}

interface Computed {
  readonly plan: Plan;
  readonly rows: Iterable<Uint8Array>;
  readonly report: Report;
}

async function compute(args: Args, circumstances: Circumstances): Promise<Computed> {
  const plan = makePlan(args, 'few');
  const { scan, outputs = [], names = [], finishes } = plan.lowered;
  const startupMs = now();
  const runner = new ScanRunner(scan, { onProgress: circumstances.progress?.advance });
  const request = { stage: scan, partitions: plan.partitions, runner, now, cutting: cuttingOf(scan) };
  const { metrics, cut } = succeeded(await execute(args, request, plan.executor, circumstances), scan);
  check(args, plan, metrics, runner);
  const format = finishes.length === 0 ? rowFormatOf(plan.format, names, args.infersNumbers) : CELLS;
  const report = reportOf(args, plan, metrics, startupMs);
  if (cut.length === 0) return { plan, rows: runner.finishRows(outputs, format), report };
  runner.dispose();
  const merger = new MergeRunner(toMergeStage(scan.operator as PartialAggregate, cut, outputs, format));
  const merge = { stage: merger.stage, partitions: sharePartitions(merger.stage), runner: merger, now };
  succeeded(await execute(args, merge, plan.executor, circumstances), scan);
  const combineMs = now() - startupMs - metrics.scanMs;
  return { plan, rows: merger.finishRows(), report: { ...report, metrics: { ...metrics, combineMs } } };
}

async function writeComputed(args: Args, { plan, rows, report }: Computed): Promise<Done> {
  let metrics: readonly StepMetrics[] = [];
  await writeFile(args.output ?? '-', async (destination) => {
    const writer = await writerFor(args, plan, destination);
    const { finishes } = plan.lowered;
    if (finishes.length === 0) for (const text of rows) writer.write(text);
    else metrics = finishAll(rows, new FinishRunner(finishes, (text) => writer.write(text)));
    await writer.end();
  });
  return { plan, report, finish: metrics };
}

function finishAll(rows: Iterable<Uint8Array>, runner: FinishRunner): readonly StepMetrics[] {
  for (const cells of rows) {
    runner.feed(cells);
    if (runner.isDone) break;
  }
  runner.end();
  return runner.metrics;
}

// ---- rows -------------------------------------------------------------------------------------------------------

/** Rows go to where the answer goes as they are read: to stdout, where writing may wait for a reader, signals are not
 * caught either. */
async function passRows(args: Args, circumstances: Circumstances, begin: Begin): Promise<Done> {
  const pass = async (signal?: AbortSignal): Promise<Done> => {
    const children = await begin?.();
    const plan = makePlan(args, 'few');
    let done: Done | undefined;
    await writeFile(args.output ?? '-', async (destination) => {
      const writer = await writerFor(args, plan, destination);
      done = await passThrough(args, plan, writer, {
        ...circumstances,
        ...(children && { children }),
        ...(signal && { signal }),
      });
      await writer.end();
    });
    return done as unknown as Done;
  };
  return args.output === undefined ? pass() : interruptible(pass, circumstances.leave);
}

async function passThrough(args: Args, plan: Plan, writer: AnswerWriter, circumstances: Circumstances): Promise<Done> {
  const { scan, finishes } = plan.lowered;
  const startupMs = now();
  const finisher = finishes.length === 0 ? undefined : new FinishRunner(finishes, (text) => writer.write(text));
  const take = (rows: Uint8Array): void => (finisher === undefined ? writer.write(rows) : finisher.feed(rows));
  const isInline = plan.executor.executor === 'inline' || circumstances.children === undefined;
  const onProgress = circumstances.progress?.advance;
  const runner = new ScanRunner(scan, isInline ? { onProgress, onRows: take } : { onProgress });
  const receiver: RowsReceiver = {
    place: (byteLength) => (finisher === undefined ? writer.place(byteLength) : undefined),
    take: (delivery) => rowsOfDelivery(delivery).forEach(take),
  };
  const request = { stage: scan, partitions: plan.partitions, runner, now, receiver, isUnordered: args.unordered };
  const { metrics } = succeeded(await execute(args, request, plan.executor, circumstances), scan);
  check(args, plan, metrics, runner);
  finisher?.end();
  return { plan, report: reportOf(args, plan, metrics, startupMs), finish: finisher?.metrics ?? [] };
}

// ---- what both have ---------------------------------------------------------------------------------------------

const CELLS: RowFormat = { kind: 'cells' };

async function writerFor(
  args: Args,
  { format, lowered: { names } }: Plan,
  destination: Destination,
): Promise<AnswerWriter> {
  const hasHeader =
    args.header || args.columnNames !== undefined || args.verbs.some(({ kind }) => kind === 'aggregate');
  return answerWriter({ format, names, hasHeader, makeTable: (columns) => new CellsTable(columns) }, destination, args);
}

function check(args: Args, { files, inputs, lowered }: Plan, metrics: ExecutionMetrics, runner: ScanRunner): void {
  const problem = checkAccounting(metrics, files, lowered.stopsEarly);
  if (problem !== undefined) throw new PqError('PQ_ACCOUNTING', problem);
  for (const task of metrics.tasks) runner.noteSeen(task.metrics.columnsSeen);
  const sampled = () => sampleColumns(inputs, dialectOf(args));
  const missing = lowered.stopsEarly ? undefined : reportMissingColumns(lowered.scan, runner.columnsSeen(), sampled);
  if (missing !== undefined) throw missing;
}

function reportOf(args: Args, { files, executor }: Plan, metrics: ExecutionMetrics, startupMs: number): Report {
  return { metrics, startupMs, inputs: files, reason: executor.reason, jobs: args.jobs };
}
