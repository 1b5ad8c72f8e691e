/** What the arguments ask of the planning side: a logical plan, partitions, an executor. */
import { inputBytes } from '../core/sizes.ts';
import { isSourceColumn } from '../plan/bind.ts';
import { chooseExecutor, type ExecutorChoice } from '../plan/choose-executor.ts';
import type { Aggregate } from '../plan/logical-plan.ts';
import { lacksColumns } from '../plan/missing-columns.ts';
import { type PlannedPartitions, planPartitions } from '../plan/partitions.ts';
import type { InputFile, InputSource } from '../protocol/stage.ts';
import type { Args } from './args.ts';

export function logicalPlan(args: Args, files: readonly InputFile[]): Aggregate {
  const { from, delimiter, header, columnNames, sourceColumn, nullValues, groupBy, aggregates } = args;
  const dialect = { from, delimiter, header, columnNames, sourceColumn };
  return { kind: 'aggregate', input: { kind: 'scan', files, dialect, nullValues }, keys: groupBy, aggregates };
}

export function partitionsFor(args: Args, files: readonly InputFile[]): PlannedPartitions {
  const { jobs, availableParallelism, chunkBytes, partitions } = args;
  return planPartitions(files, { jobs: jobs ?? availableParallelism, chunkBytes, partitions });
}

export function executorFor(args: Args, { count }: PlannedPartitions): ExecutorChoice {
  const { sources, jobs, availableParallelism } = args;
  const totalBytes = sources.reduce((sum, source) => sum + (inputBytes(source) ?? 0), 0);
  const streams = sources.filter(({ size }) => size === undefined).length;
  return chooseExecutor({ totalBytes, streams, partitionCount: count, jobs, availableParallelism });
}

/** The choice as far as sizes alone tell, so that children can start before anything has been read. */
export function earlyExecutorFor(args: Args): ExecutorChoice {
  return executorFor(args, partitionsFor(args, args.sources.map(unread)));
}

/** A file before anybody has looked at it. */
export function unread(source: InputSource): InputFile {
  return { ...source, format: undefined };
}

/** Up to here a file is read at once and by one worker: looking at it first would be to open and read it twice. */
const SMALL_FILE_BYTES = 64 * 1024;

/**
 * Whether a plan can be made without a look at the file: whoever reads it looks then. The first one gives the answer its
 * format. Of streams only one is open at a time: who writes several may write them in turn.
 */
export function canBeReadUnseen(
  { chunkBytes, partitions }: Args,
  { size, startByte }: InputSource,
  at: number,
): boolean {
  if (at === 0 || startByte !== undefined) return false;
  if (size === undefined) return true;
  return size <= SMALL_FILE_BYTES && chunkBytes === undefined && partitions === undefined;
}

/** Whether something is asked for that only a look at every file can tell before the run. */
export function mustSeeAll(args: Args, files: readonly InputFile[]): boolean {
  const named = [...args.groupBy, ...args.aggregates.flatMap(({ argument }) => argument ?? [])];
  return lacksColumns(
    files,
    named.filter((column) => !isSourceColumn(column, args.sourceColumn)),
  );
}
