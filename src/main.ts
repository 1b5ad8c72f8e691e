/**
 * Composition root of pq: the whole program on a page, and the only process.exit. Nothing is written before the answer
 * is complete and accounted for; once it is written we leave at once. What only some runs need is imported by them:
 * start-up is part of a short run.
 */
import { join } from 'node:path';
import { type Args, resolveArgs } from './cli/args.ts';
import { writeAll } from './cli/output/descriptor.ts';
import { chooseFormat } from './cli/output/formats.ts';
import { writeAnswer, writeText } from './cli/output/write-answer.ts';
import { readProgram } from './cli/program.ts';
import { writeReport } from './cli/report.ts';
import { dialectOf, earlyExecutorFor, executorFor, logicalPlan, lookRules, partitionsFor } from './cli/requests.ts';
import { interruptible } from './cli/signals.ts';
import { tellFailure } from './cli/tell-failure.ts';
import type { OutputFormat } from './cli/values.ts';
import { ExitCode, PqError } from './core/errors.ts';
import { type Input, inspectAll, inspectInputs, sampleColumns } from './engine/inspect-inputs.ts';
import { locate } from './engine/locate.ts';
import { createRunner } from './engine/runner.ts';
import { bind } from './plan/bind.ts';
import type { ExecutorChoice } from './plan/choose-executor.ts';
import { reportMissingColumns } from './plan/missing-columns.ts';
import { toStage } from './plan/stages.ts';
import type { ExecutionMetrics } from './protocol/metrics.ts';
import type { ResultTable } from './protocol/result.ts';
import type { InputFile } from './protocol/stage.ts';
import { checkAccounting } from './report/accounting.ts';
import type { RunReport } from './report/figures.ts';
import type { ExecutionOutcome, ExecutionRequest } from './run/execution.ts';
import { executeInline } from './run/inline/inline-executor.ts';
import type { ProcessesExecutor } from './run/processes/processes-executor.ts';

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

interface Answer {
  readonly table: ResultTable;
  readonly format: OutputFormat;
  readonly report: Omit<RunReport, 'wallMs'>;
}

/** Signals are only caught while there are children to end: a run in this process just dies of them. */
async function aggregate(args: Args): Promise<void> {
  if (args.explain) return explainPlan(args);
  const { executor, workers } = earlyExecutorFor(args);
  const answer = executor === 'inline' ? await compute(args) : await computeWith(args, workers);
  await writeAnswer(answer.table, answer.format, args.output);
  await writeReport(args, { ...answer.report, wallMs: now() });
}

/** Children start while this process inspects the input and plans, under the signal's watch from before the first one. It
 * is one of the workers itself: on 2 cores that is one start-up less, and 7 to 15 % of a second saved (bench: csv, ndjson). */
async function computeWith(args: Args, workers: number): Promise<Answer> {
  return interruptible(async (signal) => {
    const children = await startChildren(args, workers - 1);
    try {
      return await compute(args, { children, signal });
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

async function compute(args: Args, processes?: Processes): Promise<Answer> {
  const { inputs, files, stage, outputs, partitions, executor } = makePlan(args, lookAtInputs(args));
  const runner = createRunner(stage);
  const startupMs = now();
  const outcome = await execute(args, { stage, partitions, runner, now }, executor, processes);
  const metrics = completed(outcome, files);
  throwIfAny(reportMissingColumns(stage, runner.columnsSeen(), () => sampleColumns(inputs, dialectOf(args))));
  const { reason } = executor;
  return {
    table: runner.finish(outputs),
    format: chooseFormat(args, files[0]?.format),
    report: { metrics, startupMs, inputs: files, reason, jobs: args.jobs },
  };
}

/** From the heads of the files to what will be done with them. */
function makePlan<SomeInput extends Input>(args: Args, inputs: readonly SomeInput[]) {
  const files = inputs.map(({ file }) => file);
  const plan = logicalPlan(args, files);
  const partitions = partitionsFor(args, files);
  return { inputs, files, plan, ...toStage(bind(plan)), partitions, executor: executorFor(args, partitions) };
}

function lookAtInputs(args: Args): readonly Input[] {
  const { sources, alignment } = args;
  const dialect = dialectOf(args);
  return alignment === 'union' ? inspectInputs(sources, dialect, lookRules(args)) : inspectAll(sources, dialect);
}

async function explainPlan(args: Args): Promise<void> {
  const { explain } = await import('./plan/explain.ts');
  const inputs = inspectAll(args.sources, dialectOf(args));
  await writeText(explain(makePlan(args, inputs)), args.output ?? '-');
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
  request: ExecutionRequest,
  { executor, workers }: ExecutorChoice,
  processes: Processes | undefined,
): Promise<ExecutionOutcome> {
  if (processes === undefined || executor === 'inline') return executeInline(request);
  const { children, signal } = processes;
  return children.execute({ ...request, signal, workerCount: workers - 1, retries, useCoordinator: true });
}

/** The measurements of a run that has completed and whose accounts balance. Throws PqError for any other. */
function completed(outcome: ExecutionOutcome, files: readonly InputFile[]): ExecutionMetrics {
  if (outcome.kind === 'failed') throw failureOf(outcome.error, files);
  const problem = checkAccounting(outcome.metrics, files);
  throwIfAny(problem === undefined ? undefined : new PqError('PQ_ACCOUNTING', problem));
  return outcome.metrics;
}

type Failure = Extract<ExecutionOutcome, { kind: 'failed' }>['error'];

function failureOf(error: Failure, files: readonly InputFile[]): PqError {
  const hint = error.hint === undefined ? {} : { hint: error.hint };
  const file = 'file' in error ? files[error.file] : undefined;
  if (file === undefined || !('file' in error)) return new PqError(error.code, error.message, hint);
  const line = error.line === undefined ? {} : { line: error.line };
  const place = error.byte === undefined ? { file: file.name, ...line } : locate(file, error.byte);
  return new PqError(error.code, error.message, { ...hint, place });
}

function throwIfAny(error: PqError | undefined): void {
  if (error !== undefined) throw error;
}
