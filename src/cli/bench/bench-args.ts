/** RawBenchArgs resolved against the world: processors, files, and the command line of each run. */
import { availableParallelism } from 'node:os';
import { PqError } from '../../core/errors.ts';
import type { Scaling } from '../../report/bench/figures.ts';
import { type Args, resolveArgs, resolveJobs } from '../args.ts';
import { earlyExecutorFor } from '../requests.ts';
import type { Environment } from '../terminal.ts';
import type { RawBenchArgs } from './raw-bench-args.ts';

export interface BenchArgs extends Omit<RawBenchArgs, 'jobs' | 'weak' | 'inner'> {
  readonly scaling: Scaling;
  readonly processors: number;
  readonly fileCount: number;
  /** By jobs, ascending, each once; the first one has 1. */
  readonly lanes: readonly BenchLane[];
  /** The command to measure, resolved. */
  readonly inner: Args;
}

interface BenchLane {
  readonly jobs: number;
  /** How many processes that makes, as far as sizes tell. */
  readonly workers: number;
  readonly inputBytes: number;
  /** After `pq`. */
  readonly words: readonly string[];
}

/** Throws PQ_USAGE, and what the command itself would throw. */
export async function resolveBenchArgs(raw: RawBenchArgs, environment: Environment): Promise<BenchArgs> {
  const { jobs, weak, inner: rawInner, ...rest } = raw;
  const inner = await resolveArgs(rawInner, environment);
  checkSources(inner, weak);
  checkLists(rawInner);
  const processors = availableParallelism();
  const counts = jobs === undefined ? powersOfTwo(processors) : jobs.map((each) => resolveJobs(each, processors));
  return {
    ...rest,
    inner,
    scaling: weak ? 'weak' : 'strong',
    processors,
    fileCount: inner.sources.length,
    lanes: jobCounts(counts, processors).map((count) => makeLane(raw, inner, count)),
  };
}

/** What can be read only once cannot be measured twice. */
function checkSources({ sources }: Args, weak: boolean): void {
  const stream = sources.find(({ size }) => size === undefined);
  if (stream !== undefined) {
    throw new PqError('PQ_USAGE', `pq bench reads its input several times, and ${stream.name} can be read only once`, {
      hint: 'write it to a file first, and name that',
    });
  }
  if (weak && sources.some(({ path }) => typeof path === 'number')) {
    throw new PqError('PQ_USAGE', '--weak names the input several times, and stdin has no name', {
      hint: 'name the file',
    });
  }
}

function checkLists({ inputs }: RawBenchArgs['inner']): void {
  if (!inputs.lists.includes('-')) return;
  throw new PqError('PQ_USAGE', 'pq bench reads its input several times, and a list on stdin can be read only once', {
    hint: 'write the list to a file first, and name that: --files-from FILE',
  });
}

/** 1, 2, 4 ... and the number of processors itself. */
function powersOfTwo(processors: number): readonly number[] {
  const powers = Array.from({ length: Math.ceil(Math.log2(processors)) }, (_, exponent) => 2 ** exponent);
  return [...powers, processors];
}

/** With the baseline, each once, ascending; auto is the processors. */
function jobCounts(counts: readonly (number | undefined)[], processors: number): readonly number[] {
  const known = counts.map((count) => count ?? processors);
  return [...new Set([1, ...known])].sort((left, right) => left - right);
}

function makeLane({ words, weak, inner: { inputs } }: RawBenchArgs, inner: Args, jobs: number): BenchLane {
  const [command = '', ...rest] = words;
  const copies = weak ? jobs : 1;
  const named = [...inputs.operands, ...inputs.lists.flatMap((list) => ['--files-from', list])];
  const again = Array.from({ length: copies - 1 }, () => named).flat();
  const sources = Array.from({ length: copies }, () => inner.sources).flat();
  return {
    jobs,
    workers: earlyExecutorFor({ ...inner, sources, jobs }).workers,
    inputBytes: sources.reduce((sum, { size }) => sum + (size ?? 0), 0),
    words: [command, '-j', String(jobs), ...rest, ...again],
  };
}
