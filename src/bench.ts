/**
 * Composition root of `pq bench`, a part of main.ts that other runs need not load: resolves, runs the command by turns,
 * computes the figures, writes them.
 */
import { type BenchArgs, resolveBenchArgs } from './cli/bench/bench-args.ts';
import { describeMachine, loadAverage } from './cli/bench/machine.ts';
import type { RawBenchArgs } from './cli/bench/raw-bench-args.ts';
import { statIfThere } from './cli/inputs/source.ts';
import { writeAll } from './cli/output/descriptor.ts';
import { writeText } from './cli/output/write-answer.ts';
import { VERSION } from './cli/program.ts';
import { runProgressOf } from './cli/progress/run-progress.ts';
import { interruptible } from './cli/signals.ts';
import { styleFor } from './cli/style.ts';
import { ExitCode, PqError } from './core/errors.ts';
import { benchFigures } from './report/bench/figures.ts';
import { benchJson } from './report/bench/json.ts';
import type { BenchReport } from './report/bench/report.ts';
import { benchTable } from './report/bench/table.ts';
import { type Lane, type LaneTimes, type RoundsOutcome, runRounds } from './run/bench/rounds.ts';

const STDOUT = 1;
const STDERR = 2;

/** The exit status: 0, or that of the run that failed, after its own words. `leave` is called by a second Ctrl-C. */
export async function bench(raw: RawBenchArgs, leave: (exitCode: number) => void): Promise<number> {
  const args = await resolveBenchArgs(raw, process.env);
  const before = { startedAt: new Date().toISOString(), loadBefore: loadAverage() };
  const outcome = await interruptible((signal) => measure(args, signal), leave);
  if (outcome.kind === 'failed') return passOn(outcome, args);
  if (outcome.kind === 'differs') throw differentAnswers(outcome, args);
  await writeReport(args, { ...before, times: outcome.times });
  return ExitCode.ok;
}

async function measure(args: BenchArgs, signal: AbortSignal): Promise<RoundsOutcome> {
  const { lanes, runs, warmUps } = args;
  const progress = await runProgressOf(args);
  try {
    const onRun = (done: number, lane: number): void => progress?.begin(done, lanes[lane]?.jobs ?? 1);
    return await runRounds({ lanes: lanesOf(args), runs, warmUps, signal, onRun });
  } finally {
    progress?.stop();
  }
}

/** This very program, on this very Node. */
function lanesOf({ lanes, scaling }: BenchArgs): readonly Lane[] {
  const [node = '', program = ''] = process.argv;
  return lanes.map(({ jobs, words }) => ({
    words: [node, program, ...words],
    answer: scaling === 'weak' ? `of ${jobs} inputs` : 'of all',
  }));
}

/** What the command itself says about its failure; of a signal that killed it nobody has said anything yet. */
function passOn({ run, lane }: Extract<RoundsOutcome, { kind: 'failed' }>, { lanes }: BenchArgs): number {
  const isSilent = run.messages === '' && run.exitCode !== ExitCode.interrupted && run.exitCode !== ExitCode.terminated;
  if (isSilent) {
    const how = run.killedBy === undefined ? `ended with status ${run.exitCode}` : `was killed by ${run.killedBy}`;
    throw new PqError('PQ_WORKER_DIED', `the command ${how}, with -j ${lanes[lane]?.jobs}, and said nothing`);
  }
  writeAll(STDERR, run.messages);
  return run.exitCode;
}

/** Somebody changed the input meanwhile, or pq has broken its first promise. */
function differentAnswers(
  { lane, output, before }: Extract<RoundsOutcome, { kind: 'differs' }>,
  args: BenchArgs,
): PqError {
  const changed = args.inner.sources.find(({ path, size, mtimeMs }) => {
    const stats = typeof path === 'string' ? statIfThere(path) : undefined;
    return typeof path === 'string' && (stats?.size !== size || stats?.mtimeMs !== mtimeMs);
  });
  if (changed !== undefined) {
    return new PqError('PQ_FILE_CHANGED', 'changed between two runs', { place: { file: changed.name } });
  }
  const jobs = args.lanes[lane]?.jobs;
  return new PqError('PQ_ACCOUNTING', `with -j ${jobs} the command printed ${output}; a run before printed ${before}`, {
    hint: 'please report it with the command; if it is not secret, with the input',
  });
}

interface Measured {
  readonly startedAt: string;
  readonly loadBefore: number;
  readonly times: readonly LaneTimes[];
}

async function writeReport(args: BenchArgs, { startedAt, loadBefore, times }: Measured): Promise<void> {
  const { processors, scaling, words, fileCount, runs, warmUps } = args;
  const machine = describeMachine(processors);
  const lanes = args.lanes.map(({ jobs, workers, inputBytes }, index) => {
    return { jobs, workers, inputBytes, ...(times[index] as LaneTimes) };
  });
  const figures = benchFigures({ scaling, lanes, processors, memoryBytes: machine.memoryBytes, loadBefore });
  const report = { version: VERSION, command: words, machine, startedAt, fileCount, runs, warmUps, figures };
  await writeText(await reportText(args, report), '-');
}

async function reportText({ json, color }: BenchArgs, report: BenchReport): Promise<string> {
  if (json) return `${JSON.stringify(benchJson(report), null, 2)}\n`;
  return benchTable(report, await styleFor(STDOUT, color, process.env));
}
