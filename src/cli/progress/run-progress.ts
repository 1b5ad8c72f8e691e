/** The progress of `pq bench`: which of its runs is on. The work is in other processes, so a timer can wait for it. */
import { formatSeconds } from '../../core/sizes.ts';
import type { BenchArgs } from '../bench/bench-args.ts';
import type { Bar, Payload } from './bar.ts';
import { SHOWN_AFTER_MS } from './progress.ts';

const OF_RUNS = '{bar} run {run} of {runs} | -j {jobs} | {left} left';

export interface RunProgress {
  /** A run begins after `done` others, with this -j. */
  begin(done: number, jobs: number): void;
  /** Takes the line away; there is none any more. */
  stop(): void;
}

/** Undefined where none is to be shown. */
export async function runProgressOf(args: BenchArgs): Promise<RunProgress | undefined> {
  const { inner, progress, lanes, runs, warmUps } = args;
  if (!inner.stderrIsTerminal || progress === false) return undefined;
  const { Bar: makeBar } = await import('./bar.ts');
  return new DelayedBar(makeBar, lanes.length * (runs + warmUps), progress === true ? 0 : SHOWN_AFTER_MS);
}

class DelayedBar implements RunProgress {
  readonly #total: number;
  readonly #startMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  #done = 0;
  #jobs = 1;
  #bar: Bar | undefined;

  constructor(makeBar: typeof Bar, total: number, delayMs: number) {
    this.#total = total;
    this.#timer = setTimeout(() => {
      this.#bar = new makeBar(OF_RUNS, total, this.#payload());
      this.#bar.update(this.#done, this.#payload());
    }, delayMs);
  }

  begin(done: number, jobs: number): void {
    this.#done = done;
    this.#jobs = jobs;
    this.#bar?.update(done, this.#payload());
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#bar?.remove();
  }

  #payload(): Payload {
    const meanMs = (performance.now() - this.#startMs) / this.#done;
    return {
      run: String(this.#done + 1),
      runs: String(this.#total),
      jobs: String(this.#jobs),
      left: this.#done > 0 ? formatSeconds(meanMs * (this.#total - this.#done)) : '?',
    };
  }
}
