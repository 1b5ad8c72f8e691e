/**
 * Runs the lanes of a benchmark by turns, so that whatever else the machine does meanwhile befalls all of them. Ends at
 * the first run that fails, or prints what another one did not.
 */
import { type TimedRun, timeRun } from './timed-run.ts';

export interface Lane {
  /** The program and its arguments. */
  readonly words: readonly string[];
  /** Lanes with the same name here have to print the same. */
  readonly answer: string;
}

export interface LaneTimes {
  readonly warmUpMs: number[];
  readonly timesMs: number[];
}

export type RoundsOutcome =
  | { readonly kind: 'measured'; readonly times: readonly LaneTimes[] }
  /** `lane` is an index. */
  | { readonly kind: 'failed'; readonly lane: number; readonly run: TimedRun }
  /** What this lane printed, and what was printed before. */
  | { readonly kind: 'differs'; readonly lane: number; readonly output: string; readonly before: string };

export interface Rounds {
  readonly lanes: readonly Lane[];
  /** How many turns are counted, and how many before them are not. */
  readonly runs: number;
  readonly warmUps: number;
  /** Ends the process that runs; the promise is rejected with the signal's reason. */
  readonly signal: AbortSignal;
  /** Before each run, with how many have been done. */
  readonly onRun?: ((done: number, lane: number) => void) | undefined;
}

export async function runRounds({ lanes, runs, warmUps, signal, onRun }: Rounds): Promise<RoundsOutcome> {
  const times = lanes.map((): LaneTimes => ({ warmUpMs: [], timesMs: [] }));
  const answers = new Map<string, string>();
  for (let done = 0; done < lanes.length * (warmUps + runs); done += 1) {
    const lane = done % lanes.length;
    const { words, answer } = lanes[lane] as Lane;
    onRun?.(done, lane);
    const run = await timeRun(words, signal);
    signal.throwIfAborted();
    if (run.exitCode !== 0) return { kind: 'failed', lane, run };
    const before = answers.get(answer) ?? run.output;
    if (run.output !== before) return { kind: 'differs', lane, output: run.output, before };
    answers.set(answer, run.output);
    const { warmUpMs, timesMs } = times[lane] as LaneTimes;
    (done < lanes.length * warmUps ? warmUpMs : timesMs).push(run.elapsedMs);
  }
  return { kind: 'measured', times };
}
