/** What the arguments ask of the planning side: a logical plan, partitions, an executor. */
import { compressionByName } from '../core/file-names.ts';
import { chooseExecutor, type ExecutorChoice } from '../plan/choose-executor.ts';
import type { Aggregate } from '../plan/logical-plan.ts';
import { type PlannedPartitions, planPartitions } from '../plan/partitions.ts';
import type { InputFile } from '../protocol/stage.ts';
import type { Args } from './args.ts';
import type { FoundInput } from './inputs/source.ts';

export function logicalPlan({ groupBy, aggregates, nullValues }: Args, files: readonly InputFile[]): Aggregate {
  return { kind: 'aggregate', input: { kind: 'scan', files, nullValues }, keys: groupBy, aggregates };
}

export function partitionsFor(args: Args, files: readonly InputFile[]): PlannedPartitions {
  const { jobs, availableParallelism, chunkBytes, partitions } = args;
  return planPartitions(files, { jobs: jobs ?? availableParallelism, chunkBytes, partitions });
}

export function executorFor(args: Args, { count }: PlannedPartitions): ExecutorChoice {
  const { sources, jobs, availableParallelism } = args;
  const totalBytes = sources.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const workBytes = sources.reduce((sum, source) => sum + (source.size ?? 0) * workOf(args, source), 0);
  const streams = sources.filter(({ size }) => size === undefined).length;
  return chooseExecutor({ totalBytes, workBytes, streams, partitionCount: count, jobs, availableParallelism });
}

/** The choice as far as sizes alone tell, so that children can start before anything has been read. */
export function earlyExecutorFor(args: Args): ExecutorChoice {
  return executorFor(
    args,
    partitionsFor(
      args,
      args.sources.map((source) => unread(source, args)),
    ),
  );
}

/** As if all of it were records: headers hardly count. What has to be decoded is not cut. */
function unread(source: FoundInput, args: Args): InputFile {
  const format = { kind: 'ndjson', dataStart: 0 } as const;
  return isDecoded(args, source) ? { ...source, size: undefined, format } : { ...source, format };
}

function isDecoded({ encoding, root }: Args, { name }: FoundInput): boolean {
  return compressionByName(name) !== undefined || root !== undefined || (encoding ?? 'utf-8') !== 'utf-8';
}

/** How much longer a byte takes than one that the kernel reads as it stands: from measurements, by powers of two. */
function workOf({ delimiter, quote, escapeMark, comment, trim, root, encoding }: Args, { name }: FoundInput): number {
  if (root !== undefined) return 128;
  const isForLibrary = [quote === '', escapeMark !== undefined, comment !== undefined, trim].includes(true);
  if (isForLibrary || (delimiter ?? ',').length > 1) return 64;
  if (compressionByName(name) !== undefined) return 32;
  return (encoding ?? 'utf-8') === 'utf-8' ? 1 : 8;
}
