/** What the arguments ask of the planning side: a logical plan, partitions, an executor. */
import { inputBytes } from '../core/sizes.ts';
import { isSourceColumn } from '../plan/bind.ts';
import { chooseExecutor, type ExecutorChoice } from '../plan/choose-executor.ts';
import type { Aggregate } from '../plan/logical-plan.ts';
import { lacksColumns } from '../plan/missing-columns.ts';
import { type PlannedPartitions, planPartitions } from '../plan/partitions.ts';
import type { InputDialect, InputFile, InputSource } from '../protocol/stage.ts';
import type { Args } from './args.ts';

/** A tenth of a second or so. */
const SHORT_PARTITION_BYTES = 64 * 1024 ** 2;

/** Throws PQ_USAGE. */
export function logicalPlan(args: Args, files: readonly InputFile[]): Aggregate {
  const { nullValues, groupBy, aggregates, alignment } = args;
  const input = { kind: 'scan', files, dialect: dialectOf(args), alignment, nullValues } as const;
  return { kind: 'aggregate', input, keys: groupBy, aggregates };
}

export function dialectOf({ from, delimiter, header, columnNames, sourceColumn }: Args): InputDialect {
  return { from, delimiter, header, columnNames, sourceColumn };
}

export function partitionsFor(args: Args, files: readonly InputFile[]): PlannedPartitions {
  const { jobs, availableParallelism, chunkBytes, partitions } = args;
  return planPartitions(files, { jobs: jobs ?? availableParallelism, chunkBytes, partitions });
}

export function executorFor(args: Args, { count }: PlannedPartitions): ExecutorChoice {
  const { sources, jobs, availableParallelism } = args;
  const totalBytes = sources.reduce((sum, source) => sum + (inputBytes(source) ?? 0), 0);
  const streams = sources.filter(({ size }) => size === undefined).length;
  return chooseExecutor({
    totalBytes,
    fileCount: sources.length,
    streams,
    partitionCount: count,
    jobs,
    availableParallelism,
  });
}

/** The choice as far as sizes alone tell, so that children can start before anything has been read. */
export function earlyExecutorFor(args: Args): ExecutorChoice {
  return executorFor(args, partitionsFor(args, args.sources));
}

/**
 * Whether this process alone would hear a signal while it works: between two partitions, if these are short. Elsewhere
 * it is better not to listen, and to die of it.
 */
export function hearsSignals({ sources, partitions, chunkBytes = 0 }: Args): boolean {
  return (
    partitions === undefined && chunkBytes <= SHORT_PARTITION_BYTES && !sources.some(({ size }) => size === undefined)
  );
}

/** Up to here a file is read at once and by one worker: looking at it first would be to open and read it twice. */
const SMALL_FILE_BYTES = 64 * 1024;

/**
 * What has to be known of files before the run. The first one gives the answer its format. Of streams only one is open
 * at a time: who writes several may write them in turn.
 */
export function lookRules({ chunkBytes, partitions, groupBy, aggregates, sourceColumn }: Args) {
  const named = [...groupBy, ...aggregates.flatMap((aggregate) => aggregate.arguments)];
  const inFiles = named.filter((column) => !isSourceColumn(column, sourceColumn));
  return {
    canWait: ({ size, startByte }: InputSource, at: number): boolean =>
      at > 0 && startByte === undefined && (size === undefined || size <= SMALL_FILE_BYTES),
    lacksKnowledge: (files: readonly InputFile[]): boolean => lacksColumns(files, inFiles),
    // A file that is cut has to be known; otherwise small files are not.
    isHelpful: chunkBytes !== undefined || partitions !== undefined,
  };
}
