/** What the arguments ask of the planning side: a logical plan, partitions, an executor. */
import { chooseExecutor, type ExecutorChoice } from '../plan/choose-executor.ts';
import type { Aggregate } from '../plan/logical-plan.ts';
import { type PlannedPartitions, planPartitions } from '../plan/partitions.ts';
import { refuseWhatIsToCome } from '../plan/to-come.ts';
import type { InputFile } from '../protocol/stage.ts';
import type { Args } from './args.ts';
import type { FoundInput } from './inputs/source.ts';

/** A tenth of a second or so. */
const SHORT_PARTITION_BYTES = 64 * 1024 ** 2;

/** Throws PQ_USAGE. */
export function logicalPlan({ groupBy, aggregates, nullValues }: Args, files: readonly InputFile[]): Aggregate {
  refuseWhatIsToCome(aggregates);
  return { kind: 'aggregate', input: { kind: 'scan', files, nullValues }, keys: groupBy, aggregates };
}

export function partitionsFor(args: Args, files: readonly InputFile[]): PlannedPartitions {
  const { jobs, availableParallelism, chunkBytes, partitions } = args;
  return planPartitions(files, { jobs: jobs ?? availableParallelism, chunkBytes, partitions });
}

export function executorFor(args: Args, { count }: PlannedPartitions): ExecutorChoice {
  const { sources, jobs, availableParallelism } = args;
  const totalBytes = sources.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const streams = sources.filter(({ size }) => size === undefined).length;
  return chooseExecutor({ totalBytes, streams, partitionCount: count, jobs, availableParallelism });
}

/** The choice as far as sizes alone tell, so that children can start before anything has been read. */
export function earlyExecutorFor(args: Args): ExecutorChoice {
  return executorFor(args, partitionsFor(args, args.sources.map(unread)));
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

/** As if all of it were records: headers hardly count. */
function unread(source: FoundInput): InputFile {
  return { ...source, format: { kind: 'ndjson', dataStart: 0 } };
}
