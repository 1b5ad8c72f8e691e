/**
 * The progress of a run through its input, on stderr where that is a terminal: from half a second on, until the answer is there. It is
 * told what was read, and draws when it is told: nothing runs beside the work, which can keep the event loop busy.
 */
import { formatBytes, formatCount, formatRate, formatSeconds, inputBytes, sumOfSizes } from '../../core/sizes.ts';
import type { ProgressListener } from '../../protocol/runner.ts';
import type { Args } from '../args.ts';
import { hasShortPartitions } from '../requests.ts';
import type { Bar, Payload } from './bar.ts';

/** A run that is over by then needs none. */
export const SHOWN_AFTER_MS = 500;
/** How often the line changes at most. */
const UPDATE_MS = 100;

const OF_FILES = '{bar} {percent} % | {done} of {size} | {rate} | {left} left';
const OF_STREAMS = '{records} records | {done} | {rate} | {elapsed}';

export interface Progress {
  /** Tells what was read since the last call. */
  readonly advance: ProgressListener;
  /** The same, for what is read before the rest: its end is not the end. */
  readonly before: Progress;
  /** So many bytes of the input are not read after all. */
  leaveOut(byteCount: number): void;
  /** Takes the line away; there is none any more. */
  stop(): void;
}

/** Undefined where none is to be shown. */
export async function progressOf(args: Args, now: () => number): Promise<Progress | undefined> {
  if (!args.stderrIsTerminal || !(args.progress ?? !args.quiet)) return undefined;
  const progress = new InputProgress(args, now);
  // A long partition is read without a pause in which it could be loaded later.
  const isLong = (part: Args): boolean => !hasShortPartitions(part, part.sources) || part.sides.some(isLong);
  if (args.progress === true || isLong(args)) await progress.load();
  return progress;
}

/** Of all sides of its joins, too; undefined where only reading tells. */
function totalBytes({ sources, sides }: Args): number | undefined {
  return sumOfSizes([...sources.map(inputBytes), ...sides.map(totalBytes)]);
}

class InputProgress implements Progress {
  readonly #now: () => number;
  /** Undefined when an input is a stream. */
  #total: number | undefined;
  readonly #startMs: number;
  #dueMs: number;
  #done = 0;
  #records = 0;
  #makeBar: typeof Bar | undefined;
  #loading: Promise<void> | undefined;
  #bar: Bar | undefined;
  #isOver = false;

  constructor(args: Args, now: () => number) {
    this.#now = now;
    this.#total = totalBytes(args);
    this.#startMs = now();
    this.#dueMs = args.progress === true ? 0 : SHOWN_AFTER_MS;
  }

  get before(): Progress {
    const before: Progress = {
      advance: this.advance,
      get before() {
        return before;
      },
      leaveOut: (byteCount) => this.leaveOut(byteCount),
      stop: () => {},
    };
    return before;
  }

  leaveOut(byteCount: number): void {
    if (this.#total !== undefined) this.#total -= byteCount;
  }

  load(): Promise<void> {
    this.#loading ??= import('./bar.ts').then(({ Bar: loaded }) => {
      this.#makeBar = loaded;
    });
    return this.#loading;
  }

  readonly advance: ProgressListener = (byteCount, records) => {
    this.#done += byteCount;
    this.#records += records;
    if (this.#isOver || this.#now() < this.#dueMs) return;
    this.#dueMs = this.#now() + UPDATE_MS;
    this.#draw();
  };

  stop(): void {
    this.#isOver = true;
    this.#bar?.remove();
  }

  /** Before the bar is loaded there is nothing to see; the next time it will be. */
  #draw(): void {
    if (this.#makeBar === undefined) {
      this.load();
      return;
    }
    // A few bytes at the seams of partitions are read twice, and those of tasks that are run again.
    const done = this.#total === undefined ? this.#done : Math.min(this.#done, this.#total);
    const payload = this.#payload(done);
    if (this.#bar !== undefined) this.#bar.update(done, payload);
    else this.#bar = new this.#makeBar(this.#total === undefined ? OF_STREAMS : OF_FILES, this.#total ?? 0, payload);
  }

  #payload(done: number): Payload {
    const elapsedMs = this.#now() - this.#startMs;
    const total = this.#total ?? done;
    return {
      percent: String(Math.floor((100 * done) / total)).padStart(3),
      done: formatBytes(done),
      size: formatBytes(total),
      records: formatCount(this.#records),
      rate: formatRate(done, elapsedMs) ?? '',
      elapsed: formatSeconds(elapsedMs),
      left: done > 0 ? formatSeconds(((total - done) / done) * elapsedMs) : '?',
    };
  }
}
