/** Runs a stage on this process alone or with children, under signals and with progress. */
import { join } from 'node:path';
import type { Args } from './cli/args.ts';
import type { Progress } from './cli/progress/progress.ts';
import { hasShortPartitions } from './cli/requests.ts';
import { interruptible } from './cli/signals.ts';
import { PqError } from './core/errors.ts';
import { isRowsTable } from './core/rows-table.ts';
import type { SpillPlace } from './engine/io/spill-file.ts';
import { locate } from './engine/locate.ts';
import type { ExecutorChoice } from './plan/choose-executor.ts';
import type { ProgressListener } from './protocol/runner.ts';
import type { ScanStage, Stage } from './protocol/stage.ts';
import type { ExecutionOutcome, ExecutionRequest } from './run/execution.ts';
import { executeInline } from './run/inline/inline-executor.ts';
import type { ProcessesExecutor, ProcessesRequest } from './run/processes/processes-executor.ts';

/** Sources run from src/, bundles from dist/. */
const WORKER_PATH = join(import.meta.dirname, import.meta.dirname.endsWith('src') ? 'worker.ts' : '../bin/worker.js');

/** What a run has besides its arguments. */
export interface Circumstances {
  readonly children?: ProcessesExecutor;
  readonly signal?: AbortSignal;
  readonly progress: Progress | undefined;
  /** Ends the process at once. */
  readonly leave: (exitCode: number) => never;
}

type Request = ExecutionRequest & Pick<ProcessesRequest, 'cutting'>;

export async function startChildren({ tmpDirectory }: Args, count: number): Promise<ProcessesExecutor> {
  const { forkWorkers } = await import('./run/processes/child.ts');
  const { scratchPath } = await import('./run/processes/scratch.ts');
  const program = { workerPath: WORKER_PATH, scratchDirectory: scratchPath(tmpDirectory) };
  const links = forkWorkers(count, program);
  const { ProcessesExecutor } = await import('./run/processes/processes-executor.ts');
  return new ProcessesExecutor({ links, program });
}

export async function execute(
  args: Args,
  request: Request,
  choice: ExecutorChoice,
  { children, signal, progress, leave }: Circumstances,
): Promise<ExecutionOutcome> {
  try {
    if (hasParts(request.stage)) await (await import('./check-sums.ts')).checkSums(request.stage, signal);
    if (children === undefined || choice.executor === 'inline')
      return await executeAlone(args, { ...request, signal }, progress, leave);
    const watched = { ...request, signal, onProgress: listenerFor(request.stage, progress) };
    const { retries, taskTimeoutMs } = args;
    const useCoordinator = taskTimeoutMs === undefined;
    const workerCount = childrenFor(args, choice);
    return await children.execute({ ...watched, workerCount, retries, taskTimeoutMs, useCoordinator });
  } finally {
    progress?.stop();
  }
}

/** Of a stage that reads the input: rows that have come together have been read before. */
export function listenerFor(stage: Stage, progress: Progress | undefined): ProgressListener | undefined {
  return stage.kind === 'scan' && !stage.files.some(isRowsTable) ? progress?.advance : undefined;
}

/** It reads files of data sets. */
function hasParts(stage: Stage): stage is ScanStage {
  return stage.kind === 'scan' && stage.files.some(({ part }) => part !== undefined);
}

/** Whoever hangs in a task cannot hear a clock: with one this process runs none. */
export function childrenFor({ taskTimeoutMs }: Args, { workers }: ExecutorChoice): number {
  return taskTimeoutMs === undefined ? workers - 1 : workers;
}

/** Where there is nothing to clean up but perhaps a line on the terminal, signals are caught for its sake only, and only
 * if they would be heard, which is between two partitions and not while rows wait for a reader: any other run just dies of
 * them. */
function executeAlone(
  args: Args,
  request: Request,
  progress: Progress | undefined,
  leave: (exitCode: number) => never,
): Promise<ExecutionOutcome> {
  const { stage, signal: isCaught } = request;
  const files = stage.kind === 'scan' ? stage.files : [];
  const writesRows = stage.kind === 'scan' && stage.operator.kind === 'write-rows';
  const catchesSignals =
    isCaught === undefined && progress !== undefined && !writesRows && hasShortPartitions(args, files);
  if (!catchesSignals) return executeInline(request);
  return interruptible((signal) => executeInline({ ...request, signal }), leave);
}

/** Where what is put aside goes: to the files that processes share, or where nobody else sees it. */
export function spillPlaceOf({ tmpDirectory }: Pick<Args, 'tmpDirectory'>, { children }: Circumstances): SpillPlace {
  if (children === undefined) return { directory: tmpDirectory, isPrivate: true };
  return { directory: children.scratchDirectory, isPrivate: false };
}

type Completed = Extract<ExecutionOutcome, { kind: 'completed' }>;

/** Throws PqError for an outcome that is none. */
export function succeeded(outcome: ExecutionOutcome, stage: ScanStage): Completed {
  if (outcome.kind === 'failed') throw failureOf(outcome.error, stage);
  return outcome;
}

type Failure = Extract<ExecutionOutcome, { kind: 'failed' }>['error'];

function failureOf(error: Failure, { files, dialect }: ScanStage): PqError {
  const hint = error.hint === undefined ? {} : { hint: error.hint };
  const file = 'file' in error ? files[error.file] : undefined;
  // Of rows that were made in this run there is no place that anybody could look at.
  const hasPlace = file !== undefined && file.format?.kind !== 'cells';
  if (!hasPlace || !('file' in error)) return new PqError(error.code, error.message, hint);
  const line = error.line === undefined ? {} : { line: error.line };
  const place = error.byte === undefined ? { file: file.name, ...line } : locate(file, error.byte, dialect);
  return new PqError(error.code, error.message, { ...hint, place });
}
