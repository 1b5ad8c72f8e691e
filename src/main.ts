/**
 * Composition root of pq: the whole program on a page, and the only process.exit. Nothing is written before the answer
 * is complete and accounted for; once it is written we leave at once. What only some runs need is imported by them:
 * start-up is part of a short run.
 */
import { join } from 'node:path';
import { type Args, resolveArgs } from './cli/args.ts';
import { renderError } from './cli/errors.ts';
import { ReaderGoneError, writeAll } from './cli/output/descriptor.ts';
import { chooseFormat } from './cli/output/formats.ts';
import { writeAnswer, writeText } from './cli/output/write-answer.ts';
import { readProgram, VERSION } from './cli/program.ts';
import { earlyExecutorFor, executorFor, logicalPlan, partitionsFor } from './cli/requests.ts';
import { InterruptedError, interruptible } from './cli/signals.ts';
import { canShowColor, isTerminal } from './cli/terminal.ts';
import { ExitCode, PqError } from './core/errors.ts';
import { inspectInput } from './engine/inspect.ts';
import { locate } from './engine/locate.ts';
import { createRunner } from './engine/runner.ts';
import { bind } from './plan/bind.ts';
import { reportMissingColumns } from './plan/missing-columns.ts';
import { toStage } from './plan/stages.ts';
import type { ExecutionMetrics } from './protocol/metrics.ts';
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
  .catch(explainFailure)
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

/** Children start while this process inspects the input and plans. */
async function aggregate(args: Args): Promise<void> {
  const early = earlyExecutorFor(args);
  const children = early.executor === 'inline' || args.explain ? undefined : await startChildren(args, early.workers);
  try {
    await run(args, children);
  } finally {
    children?.cleanup();
  }
}

async function run(args: Args, children: ProcessesExecutor | undefined): Promise<void> {
  const inputs = args.sources.map((source) => inspectInput(source, args));
  const files = inputs.map(({ file }) => file);
  const plan = logicalPlan(args, files);
  const { stage, outputs } = toStage(bind(plan));
  const partitions = partitionsFor(args, files);
  const executor = executorFor(args, partitions);
  if (args.explain) {
    const { explain } = await import('./plan/explain.ts');
    return writeText(explain({ plan, stage, outputs, inputs, partitions, executor }), args.output ?? '-');
  }
  const runner = createRunner(stage);
  const startupMs = now();
  const request = { stage, partitions, runner, now };
  const outcome =
    executor.executor === 'inline'
      ? await executeInline(request)
      : await executeInProcesses(args, request, executor.workers, children);
  const metrics = completed(outcome, files);
  const columns = inputs.flatMap(({ sampleColumns }) => sampleColumns);
  throwIfAny(reportMissingColumns(stage, runner.columnsSeen(), columns));
  await writeAnswer(runner.finish(outputs), chooseFormat(args, files), args.output);
  const { reason } = executor;
  await report(args, { metrics, wallMs: now(), startupMs, inputs: files, reason, jobs: args.jobs });
}

/** Milliseconds since this process started. The first use of `performance` would take one of them. */
function now(): number {
  return process.uptime() * 1000;
}

async function startChildren({ tmpDirectory }: Args, count: number): Promise<ProcessesExecutor> {
  const { forkWorkers } = await import('./run/processes/child.ts');
  const links = forkWorkers(count, WORKER_PATH);
  const { ProcessesExecutor } = await import('./run/processes/processes-executor.ts');
  return new ProcessesExecutor({ links, workerPath: WORKER_PATH, tmpDirectory });
}

/** Signals are only watched while there is something to clean up: a run in this process just ends. */
async function executeInProcesses(
  args: Args,
  request: ExecutionRequest,
  workerCount: number,
  children: ProcessesExecutor | undefined,
): Promise<ExecutionOutcome> {
  const executor = children ?? (await startChildren(args, 0));
  const { retries } = args;
  return interruptible(
    (signal) => executor.execute({ ...request, signal, workerCount, retries }),
    (exitCode) => process.exit(exitCode),
  );
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
  const place = error.byte === undefined ? { file: file.name } : locate(file, error.byte);
  return new PqError(error.code, error.message, { ...hint, place });
}

function throwIfAny(error: PqError | undefined): void {
  if (error !== undefined) throw error;
}

async function report(args: Args, figures: RunReport): Promise<void> {
  if (args.stats) writeAll(STDERR, (await import('./report/stats.ts')).stats(figures));
  else if (!args.quiet && (await isTerminal(STDERR))) {
    writeAll(STDERR, `${(await import('./report/summary.ts')).summary(figures)}\n`);
  }
  if (args.statsJson === undefined) return;
  const { statsJson } = await import('./report/stats-json.ts');
  await writeText(`${JSON.stringify(statsJson(figures), null, 2)}\n`, args.statsJson);
}

async function explainFailure(error: unknown): Promise<number> {
  if (error instanceof ReaderGoneError) return ExitCode.ok;
  if (error instanceof InterruptedError) return error.exitCode;
  const isColored = await canShowColor(STDERR, process.env);
  const { text, exitCode } = renderError(error, { isColored }, VERSION);
  try {
    writeAll(STDERR, text);
  } catch {
    // Nobody is there to read it; the exit code still tells.
  }
  return exitCode;
}
