/** What the arguments ask of the planning side: a logical plan, partitions, an executor. */
import { compressionByName } from '../core/file-names.ts';
import { isRowsTable } from '../core/rows-table.ts';
import { inputBytes } from '../core/sizes.ts';
import { isSourceColumn } from '../plan/check-columns.ts';
import { chooseExecutor, type ExecutorChoice } from '../plan/choose-executor.ts';
import { chain, type LogicalPlan, type Scan, unchain } from '../plan/logical-plan.ts';
import { largestChunk, processesWithin } from '../plan/memory-rules.ts';
import { lacksColumns } from '../plan/missing-columns.ts';
import { neededPaths } from '../plan/needed-paths.ts';
import { optimize } from '../plan/optimize/optimize.ts';
import { type PlannedPartitions, planPartitions } from '../plan/partitions.ts';
import { settleRepeats } from '../plan/repeats.ts';
import { cutsInScan, passesRows, stopsEarly } from '../plan/whole-records.ts';
import type { InputDialect, InputFile, InputSource } from '../protocol/stage.ts';
import type { Args } from './args.ts';

/** A tenth of a second or so, of the kernel's. */
const SHORT_PARTITION_BYTES = 64 * 1024 ** 2;

/** `rights` are the plans of the sides of its joins. Throws PQ_USAGE. */
export function logicalPlan(
  args: Args,
  { files, columns }: Pick<Scan, 'files' | 'columns'>,
  rights: readonly LogicalPlan[] = [],
): LogicalPlan {
  const { nullValues, verbs, alignment, dataSets, readsAllParts } = args;
  const scan = { kind: 'scan', files, dialect: dialectOf(args), alignment, nullValues, columns } as const;
  return chain(dataSets.length === 0 ? scan : { ...scan, dataSets, readsAllParts }, verbs, rights);
}

export function dialectOf(args: Args): InputDialect {
  const { from, delimiter, header, columnNames, sourceColumn } = args;
  const { quote, escapeMark, comment, trim, skipLines, encoding, root } = args;
  const csv = { delimiter, header, columnNames, quote, escapeMark, comment, trim, skipLines };
  return { from, ...csv, encoding, root, sourceColumn };
}

/** As far as it is known before anything has been looked at. */
function roughPlan(args: Args): LogicalPlan {
  return logicalPlan(args, { files: args.sources, columns: undefined }, args.sides.map(roughPlan));
}

/** What is read and done in the end: of a repeat mostly files that are read several times, or an answer that is written so. */
function planned(args: Args): Pick<Args, 'verbs' | 'sources'> {
  if (args.dataSets.length === 0 && !args.verbs.some(({ kind }) => kind === 'repeat')) return args;
  const { answer } = settleRepeats(optimize(roughPlan(args)));
  const { scan, steps } = unchain(answer);
  return { verbs: steps, sources: scan.files };
}

/** Sources without those of data sets that cannot have what is asked for. */
export function possibleSources(args: Args): readonly InputSource[] {
  return args.dataSets.length === 0 ? args.sources : unchain(optimize(roughPlan(args))).scan.files;
}

/** Bounds of a partition by range are chosen before its rows are read to be cut. */
export function isReadTwice({ verbs, taskTimeoutMs, sides, sources }: Args): boolean {
  const canBe = sides.length === 0 && sources.every(({ size }) => size !== undefined);
  return canBe && cutsInScan(verbs, taskTimeoutMs !== undefined);
}

export function partitionsFor(args: Args, files: readonly InputFile[]): PlannedPartitions {
  const { chunkBytes, partitions, memoryLimit, taskTimeoutMs } = args;
  const { verbs } = planned(args);
  const jobs = processesAtMost(args);
  const mostBytes = largestChunk(memoryLimit, jobs, passesRows(verbs, taskTimeoutMs !== undefined));
  return planPartitions(files, { jobs, chunkBytes, partitions, mostBytes });
}

export function processesAtMost({ jobs, availableParallelism, memoryLimit }: Args): number {
  return Math.min(jobs ?? availableParallelism, processesWithin(memoryLimit));
}

export function executorFor(args: Args, { count }: PlannedPartitions): ExecutorChoice {
  const { jobs, availableParallelism } = args;
  const { sources, verbs } = planned(args);
  const totalBytes = sources.reduce((sum, source) => sum + (inputBytes(source) ?? 0), 0);
  const workBytes = sources.reduce((sum, source) => {
    return sum + (inputBytes(source) ?? 0) * workOf(args, expected(args, source));
  }, 0);
  const streams = sources.filter(({ size }) => size === undefined).length;
  return chooseExecutor({
    totalBytes,
    workBytes,
    fileCount: sources.length,
    streams,
    partitionCount: count,
    stopsEarly: stopsEarly(verbs),
    isTimed: args.taskTimeoutMs !== undefined,
    jobs,
    availableParallelism,
    affordable: processesWithin(args.memoryLimit),
  });
}

/** The choice as far as sizes alone tell, so that children can start before anything has been read. Of joins each side is
 * read by as many as it takes. */
export function earlyExecutorFor(args: Args): ExecutorChoice {
  const own = earlyChoice(args);
  return args.sides.map(earlyExecutorFor).reduce((most, other) => (other.workers > most.workers ? other : most), own);
}

function earlyChoice(args: Args): ExecutorChoice {
  const inputs = planned(args).sources.map((source) => expected(args, source));
  return executorFor(args, partitionsFor(args, inputs));
}

/** What the command line alone tells of an input that nobody has looked at: what is decoded is not cut. */
function expected({ encoding, root }: Args, input: InputFile): InputFile {
  const told = encoding === 'utf-8' ? undefined : encoding;
  const compression = compressionByName(input.name);
  const isDecoded = compression !== undefined || told !== undefined || root !== undefined;
  if (input.format !== undefined || !isDecoded) return input;
  const decoding = { storedBytes: input.size, compression, encoding: told === 'utf-16' ? 'utf-16le' : told, root };
  return { ...input, size: undefined, decoding } as const;
}

/** How much longer a byte takes than one that the kernel reads as it stands: from measurements, by powers of two. */
function workOf({ delimiter, quote, escapeMark, comment, trim }: Args, input: InputFile): number {
  const { decoding } = input;
  // What is done with its rows, and by then the children are there.
  if (isRowsTable(input)) return 8;
  if (decoding?.root !== undefined) return 128;
  const isForLibrary = [quote === '', escapeMark !== undefined, comment !== undefined, trim].includes(true);
  if (isForLibrary || (delimiter ?? ',').length > 1) return 64;
  if (decoding?.compression !== undefined) return 32;
  return decoding?.encoding === undefined ? 1 : 8;
}

/** Whether no partition keeps a process busy for long: between two of them it hears signals, and can load things. */
export function hasShortPartitions(args: Args, files: readonly InputFile[]): boolean {
  const inputs = files.map((file) => expected(args, file));
  const bytesOf = (input: InputFile): number => inputBytes(input) ?? Number.POSITIVE_INFINITY;
  const totalBytes = inputs.reduce((sum, input) => sum + bytesOf(input), 0);
  const usualBytes = Math.min(totalBytes, partitionsFor(args, inputs).targetBytes);
  return inputs.every((input) => {
    const atOnce = input.size === undefined ? Math.max(usualBytes, bytesOf(input)) : usualBytes;
    return atOnce * workOf(args, input) <= SHORT_PARTITION_BYTES;
  });
}

/** Up to here a file is read at once and by one worker: looking at it first would be to open and read it twice. */
const SMALL_FILE_BYTES = 64 * 1024;

/**
 * What has to be known of files before the run. The first one gives the answer its format. Of streams only one is open
 * at a time: who writes several may write them in turn.
 */
export function lookRules({ chunkBytes, partitions, verbs, sourceColumn }: Args) {
  const named = neededPaths(verbs);
  const inFiles = named.filter((column) => !isSourceColumn(column, sourceColumn));
  return {
    canWait: ({ size, startByte }: InputSource, at: number): boolean =>
      at > 0 && startByte === undefined && (size === undefined || size <= SMALL_FILE_BYTES),
    lacksKnowledge: (files: readonly InputFile[]): boolean => lacksColumns(files, inFiles),
    // A file that is cut has to be known; otherwise small files are not.
    isHelpful: chunkBytes !== undefined || partitions !== undefined,
  };
}
