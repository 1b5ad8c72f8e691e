/**
 * Composition root of pq: the whole program on a page, and the only process.exit. Nothing is written before the answer
 * is complete and accounted for; once it is written we leave at once. What only some runs need is imported by them:
 * start-up is part of a short run.
 */
import { join } from 'node:path';
import { type Args, resolveArgs } from './cli/args.ts';
import { writeAll } from './cli/output/descriptor.ts';
import { chooseFormat } from './cli/output/formats.ts';
import { rowFormatOf } from './cli/output/row-format.ts';
import { type Answer, isAligned, writeAnswer, writeText } from './cli/output/write-answer.ts';
import { readProgram } from './cli/program.ts';
import { writeReport } from './cli/report.ts';
import { earlyExecutorFor, executorFor, logicalPlan, partitionsFor } from './cli/requests.ts';
import { interruptible } from './cli/signals.ts';
import { tellFailure } from './cli/tell-failure.ts';
import { ExitCode, PqError } from './core/errors.ts';
import { inspectInput } from './engine/inspect.ts';
import { locate } from './engine/locate.ts';
import { MergeRunner } from './engine/merge-runner.ts';
import { ScanRunner } from './engine/scan-runner.ts';
import { bind } from './plan/bind.ts';
import type { ExecutorChoice } from './plan/choose-executor.ts';
import { CUTTING, sharePartitions, toMergeStage } from './plan/merge-stage.ts';
import { reportMissingColumns } from './plan/missing-columns.ts';
import { toStage } from './plan/stages.ts';
import type { InputFile } from './protocol/stage.ts';
import { checkAccounting } from './report/accounting.ts';
import type { RunReport } from './report/figures.ts';
import type { ExecutionOutcome, ExecutionRequest } from './run/execution.ts';
import { executeInline } from './run/inline/inline-executor.ts';
import type { ProcessesExecutor, ProcessesRequest } from './run/processes/processes-executor.ts';

const STDOUT = 1;
const STDERR = 2;
/** Sources run from src/, bundles from dist/. */
const WORKER_PATH = join(import.meta.dirname, import.meta.dirname.endsWith('src') ? 'worker.ts' : 'worker.cjs');

main(process.argv.slice(2))
  .catch(tellFailure)
  .then((exitCode) => process.exit(exitCode));

async function main(words: readonly string[]): Promise<number> {
  const program = await readProgram(words);
  if (program.kind === 'agg') {
    await aggregate(await resolveArgs(program.args, process.env));
    return ExitCode.ok;
  }
  writeAll(program.exitCode === ExitCode.ok ? STDOUT : STDERR, program.text);
  return program.exitCode;
}

interface Result {
  readonly answer: Answer;
  readonly report: Omit<RunReport, 'wallMs'>;
}

/** Signals are only caught while there are children to end: a run in this process just dies of them. */
async function aggregate(args: Args): Promise<void> {
  if (args.explain) return explainPlan(args);
  const { executor, workers } = earlyExecutorFor(args);
  const finish = async ({ answer, report }: Result): Promise<void> => {
    await writeAnswer(answer, args.output);
    await writeReport(args, { ...report, wallMs: now() });
  };
  if (executor === 'inline') await finish(await compute(args));
  else await computeWith(args, workers, finish);
}

/** Children start while this process inspects the input and plans, under the signal's watch from before the first one. It
 * is one of the workers itself: on 2 cores that is one start-up less, and 7 to 15 % of a second saved (bench: csv, ndjson). */
async function computeWith(args: Args, workers: number, finish: (result: Result) => Promise<void>): Promise<void> {
  await interruptible(async (signal) => {
    const children = await startChildren(args, workers - 1);
    try {
      await finish(await compute(args, { children, signal }));
    } finally {
      children.cleanup();
    }
  }, exitAtOnce);
}

function exitAtOnce(exitCode: number): never {
  process.exit(exitCode);
}

async function startChildren({ tmpDirectory }: Args, count: number): Promise<ProcessesExecutor> {
  const { forkWorkers } = await import('./run/processes/child.ts');
  const links = forkWorkers(count, WORKER_PATH);
  const { ProcessesExecutor } = await import('./run/processes/processes-executor.ts');
  return new ProcessesExecutor({ links, workerPath: WORKER_PATH, tmpDirectory });
}

async function compute(args: Args, processes?: Processes): Promise<Result> {
  const { inputs, files, stage, outputs, partitions, executor } = makePlan(args);
  const format = chooseFormat(args, files);
  const runner = new ScanRunner(stage);
  const startupMs = now();
  const cutting = isAligned(format) ? undefined : CUTTING;
  const outcome = await execute(args, { stage, partitions, runner, now, cutting }, executor, processes);
  const { metrics, cut } = succeeded(outcome, files);
  const problem = checkAccounting(metrics, files);
  throwIfAny(problem === undefined ? undefined : new PqError('PQ_ACCOUNTING', problem));
  for (const { columnsSeen } of cut) runner.noteSeen(columnsSeen);
  const columns = inputs.flatMap(({ sampleColumns }) => sampleColumns);
  throwIfAny(reportMissingColumns(stage, runner.columnsSeen(), columns));
  const report = { metrics, startupMs, inputs: files, reason: executor.reason, jobs: args.jobs };
  if (isAligned(format)) return { answer: { format, table: runner.finishTable(outputs) }, report };
  const names = outputs.map(({ name }) => name);
  const rowFormat = rowFormatOf(format, names);
  if (cut.length === 0) return { answer: { format, names, rows: runner.finishRows(outputs, rowFormat) }, report };
  const merger = new MergeRunner(toMergeStage(stage, cut, outputs, rowFormat));
  await mergeShares(args, merger, executor, processes, files);
  const combineMs = now() - startupMs - metrics.scanMs;
  return {
    answer: { format, names, rows: merger.finishRows() },
    report: { ...report, metrics: { ...metrics, combineMs } },
  };
}

/** What one process would take too long to merge, all merge together. */
async function mergeShares(
  args: Args,
  runner: MergeRunner,
  executor: ExecutorChoice,
  processes: Processes | undefined,
  files: readonly InputFile[],
): Promise<void> {
  const { stage } = runner;
  const request = { stage, partitions: sharePartitions(stage), runner, now };
  succeeded(await execute(args, request, executor, processes), files);
}

/** From the head of every file to what will be done with them. */
function makePlan(args: Args) {
  const inputs = args.sources.map((source) => inspectInput(source, args));
  const files = inputs.map(({ file }) => file);
  const plan = logicalPlan(args, files);
  const partitions = partitionsFor(args, files);
  return { inputs, files, plan, ...toStage(bind(plan)), partitions, executor: executorFor(args, partitions) };
}

async function explainPlan(args: Args): Promise<void> {
  const { explain } = await import('./plan/explain.ts');
  await writeText(explain(makePlan(args)), args.output ?? '-');
}

/** Milliseconds since this process started. The first use of `performance` would take one of them. */
function now(): number {
  return process.uptime() * 1000;
}

interface Processes {
  readonly children: ProcessesExecutor;
  readonly signal: AbortSignal;
}

async function execute(
  { retries }: Args,
  request: ExecutionRequest & Pick<ProcessesRequest, 'cutting'>,
  { executor, workers }: ExecutorChoice,
  processes: Processes | undefined,
): Promise<ExecutionOutcome> {
  if (processes === undefined || executor === 'inline') return executeInline(request);
  const { children, signal } = processes;
  return children.execute({ ...request, signal, workerCount: workers - 1, retries, useCoordinator: true });
}

type Completed = Extract<ExecutionOutcome, { kind: 'completed' }>;

/** Throws PqError for an outcome that is none. */
function succeeded(outcome: ExecutionOutcome, files: readonly InputFile[]): Completed {
  if (outcome.kind === 'failed') throw failureOf(outcome.error, files);
  return outcome;
}

type Failure = Extract<ExecutionOutcome, { kind: 'failed' }>['error'];

function failureOf(error: Failure, files: readonly InputFile[]): PqError {
  const hint = error.hint === undefined ? {} : { hint: error.hint };
  const file = 'file' in error ? files[error.file] : undefined;
  if (file === undefined || !('file' in error)) return new PqError(error.code, error.message, hint);
  const place = error.byte === undefined ? { file: file.name } : locate(file, error.byte);
  return new PqError(error.code, error.message, { ...hint, place });
}

function throwIfAny(error: PqError | undefined): void {
  if (error !== undefined) throw error;
}
