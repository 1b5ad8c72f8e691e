/**
 * RawArgs resolved against the world: processors, terminals, environment, files and their sizes. Looks, and changes
 * nothing. What can be refused is refused here, before any work.
 */
import { availableParallelism } from 'node:os';
import { PqError } from '../core/errors.ts';
import type { DataSet } from '../protocol/data-set.ts';
import type { InputSource } from '../protocol/stage.ts';
import { expandInputs, readsStdin, stdinTwice } from './inputs/expand.ts';
import { scratchHome } from './inputs/scratch-home.ts';
import { statIfThere } from './inputs/source.ts';
import { checkDirectory } from './output/atomic-directory.ts';
import { checkOutput } from './output/atomic-file.ts';
import type { RawArgs } from './raw-args.ts';
import { type Environment, isTerminal } from './terminal.ts';
import { type Jobs, readJobs } from './values.ts';

export interface Args extends Omit<RawArgs, 'inputs' | 'jobs' | 'tmpDirectory' | 'sides'> {
  readonly sides: readonly Args[];
  readonly sources: readonly InputSource[];
  /** That files among them are of. */
  readonly dataSets: readonly DataSet[];
  /** Of data sets no file is left out. */
  readonly readsAllParts: boolean;
  /** Undefined when pq may choose. */
  readonly jobs: number | undefined;
  readonly availableParallelism: number;
  /** Where temporary files go. */
  readonly tmpDirectory: string;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
}

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

/** Throws PQ_USAGE, PQ_FILE_NOT_FOUND, PQ_FILE_UNREADABLE, PQ_OUTPUT. */
export async function resolveArgs(raw: RawArgs, environment: Environment): Promise<Args> {
  const readers = sidesOf(raw).filter(({ inputs }) => readsStdin(inputs)).length;
  if (readers > 1) throw stdinTwice();
  const processors = availableParallelism();
  const world: World = {
    jobs: resolveJobs(raw.jobs ?? jobsOf(environment), processors),
    availableParallelism: processors,
    stdinIsTerminal: readers > 0 && (await isTerminal(STDIN)),
    stdoutIsTerminal: await isTerminal(STDOUT),
    stderrIsTerminal: await isTerminal(STDERR),
  };
  const args = resolveSide(raw, world);
  checkPlaces(args);
  checkTimeout(args);
  return args;
}

type World = Pick<Args, 'jobs' | 'availableParallelism' | 'stdoutIsTerminal' | 'stderrIsTerminal'> & {
  readonly stdinIsTerminal: boolean;
};

function resolveSide({ inputs, sides, tmpDirectory, ...rest }: RawArgs, { stdinIsTerminal, ...world }: World): Args {
  const dataSets: DataSet[] = [];
  const sources = expandInputs(inputs, stdinIsTerminal, dataSets);
  const found = { sources, dataSets, readsAllParts: false };
  const side: Args = { ...rest, ...world, ...found, sides: [], tmpDirectory: tmpDirectory ?? '' };
  const resolved = sides.map((other) => resolveSide(other, { stdinIsTerminal, ...world }));
  return { ...side, sides: resolved, tmpDirectory: tmpDirectory ?? scratchHome({ ...rest, sources, sides: resolved }) };
}

/** The command line and all sides of its joins. */
function sidesOf(raw: RawArgs): readonly RawArgs[] {
  return [raw, ...raw.sides.flatMap(sidesOf)];
}

function jobsOf({ PQ_JOBS: text }: Environment): Jobs {
  return text === undefined || text === '' ? { kind: 'auto' } : readJobs('PQ_JOBS', text);
}

/** Undefined when pq may choose. */
export function resolveJobs(jobs: Jobs, processors: number): number | undefined {
  switch (jobs.kind) {
    case 'auto':
      return undefined;
    case 'count':
      return jobs.count;
    case 'percent':
      return Math.max(1, Math.round((processors * jobs.percent) / 100));
  }
}

/** Of a stream all that passes would be kept until its one task is over. */
function checkTimeout({ taskTimeoutMs, sources }: Args): void {
  const stream = sources.find(({ size }) => size === undefined);
  if (taskTimeoutMs === undefined || stream === undefined) return;
  throw new PqError('PQ_USAGE', `--task-timeout cannot be kept for ${stream.name}, which is read as a stream`, {
    hint: 'write it to a file first, or use timeout(1) for the whole run',
  });
}

/** Where the answer and temporary files will go. */
function checkPlaces({ verbs, output, statsJson, tmpDirectory }: Args): void {
  const last = verbs.at(-1);
  if (last?.kind === 'partition') checkDirectory(output ?? '', last.isForced);
  else if (output !== undefined) checkOutput(output);
  if (statsJson !== undefined && statsJson !== '-') checkOutput(statsJson);
  if (statIfThere(tmpDirectory)?.isDirectory()) return;
  throw new PqError('PQ_USAGE', `--tmp-dir: not a directory: ${tmpDirectory}`, { hint: 'a directory that exists' });
}
