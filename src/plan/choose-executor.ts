/** Decides who runs the stage, this process or children, and says why. */
import { formatBytes, formatQuantity } from '../core/sizes.ts';
import { FILE_COST_BYTES } from './file-cost.ts';

/** Up to here a scan in this process (3 GB/s) is over before children have started and paid for themselves. */
const INLINE_UP_TO_BYTES = 128 * 1024 ** 2;

export interface ExecutorFacts {
  /** Of the files whose size is known. */
  readonly totalBytes: number;
  /** As many bytes as the kernel would read in the time that this input takes; the same where it is the kernel that
   * reads. */
  readonly workBytes?: number;
  readonly fileCount: number;
  /** How many inputs are pipes. */
  readonly streams: number;
  readonly partitionCount: number;
  /** Only the first rows are wanted. */
  readonly stopsEarly?: boolean;
  /** A task that takes too long is to be ended: that takes another process. */
  readonly isTimed?: boolean;
  /** What -j says; undefined when it was not given. */
  readonly jobs: number | undefined;
  readonly availableParallelism: number;
  /** How many processes --memory-limit has room for; any number when it was not given. */
  readonly affordable?: number;
}

export interface ExecutorChoice {
  readonly executor: 'inline' | 'processes';
  /** Processes that scan: 1 for inline. */
  readonly workers: number;
  readonly reason: string;
}

export function chooseExecutor(facts: ExecutorFacts): ExecutorChoice {
  const {
    totalBytes,
    workBytes = totalBytes,
    fileCount,
    streams,
    stopsEarly,
    partitionCount,
    jobs,
    availableParallelism,
    affordable = Number.POSITIVE_INFINITY,
  } = facts;
  const processes = (wanted: number, parts: number, reason: string): ExecutorChoice =>
    asProcesses(wanted, { parts, affordable }, reason);
  if (facts.isTimed) return processes(jobs ?? availableParallelism, Math.max(1, partitionCount), '--task-timeout');
  if (streams > 0) return inline('a pipe can only be read once, in order, by one process');
  if (stopsEarly) return inline('head: the input is read from its start, as far as it takes');
  if (jobs === 1) return inline('-j 1: everything in this process');
  if (affordable === 1) return inline('--memory-limit has room for one process');
  if (partitionCount <= 1) return inline('one partition: nothing to share out');
  if (jobs !== undefined) return processes(jobs, partitionCount, `-j ${jobs}`);
  if (availableParallelism === 1) return inline('one processor');
  if (workBytes + fileCount * FILE_COST_BYTES <= INLINE_UP_TO_BYTES) {
    const files = fileCount > 1 ? ` in ${formatQuantity(fileCount, 'file')}` : '';
    return inline(`${formatBytes(totalBytes)}${files} are read faster than workers start; -j starts them anyway`);
  }
  return processes(availableParallelism, partitionCount, formatQuantity(availableParallelism, 'processor'));
}

function inline(reason: string): ExecutorChoice {
  return { executor: 'inline', workers: 1, reason };
}

interface Limits {
  /** Partitions. */
  readonly parts: number;
  readonly affordable: number;
}

function asProcesses(wanted: number, { parts, affordable }: Limits, reason: string): ExecutorChoice {
  const workers = Math.min(wanted, parts, affordable);
  const few =
    affordable < parts ? `--memory-limit has room for ${affordable}` : `only ${formatQuantity(parts, 'partition')}`;
  return { executor: 'processes', workers, reason: workers < wanted ? `${reason}, but ${few}` : reason };
}
