/**
 * The laws of scaling as formulas. Times in milliseconds; `jobs` is the number of workers, p; a serial fraction is the
 * part of the work that does not get faster with more of them, from 0 to 1 where a law describes what was measured.
 */

/** A speedup that was measured with so many workers. */
export interface ScalingPoint {
  readonly jobs: number;
  readonly speedup: number;
}

/** The same work: T1 / Tp. */
export function strongSpeedup(baselineMs: number, elapsedMs: number): number {
  return baselineMs / elapsedMs;
}

/** The work grows with the workers: p T1 / Tp, the work of p baselines in the time of this run. */
export function scaledSpeedup(baselineMs: number, { jobs, elapsedMs }: { jobs: number; elapsedMs: number }): number {
  return (jobs * baselineMs) / elapsedMs;
}

/** What part of the workers the speedup makes use of: 1 is all of them. */
export function efficiency({ jobs, speedup }: ScalingPoint): number {
  return speedup / jobs;
}

/** Karp and Flatt: (1/S - 1/p) / (1 - 1/p). Undefined for one worker. */
export function karpFlatt({ jobs, speedup }: ScalingPoint): number | undefined {
  return jobs === 1 ? undefined : (1 / speedup - 1 / jobs) / (1 - 1 / jobs);
}

/** Gustafson's law, S = p - s (p - 1), solved for s. Undefined for one worker. */
export function gustafson({ jobs, speedup }: ScalingPoint): number | undefined {
  return jobs === 1 ? undefined : (jobs - speedup) / (jobs - 1);
}

/** The s of Amdahl's law, 1/S = s + (1 - s) / p, by least squares on 1/S. Undefined where one worker is all there is. */
export function fitAmdahl(points: readonly ScalingPoint[]): number | undefined {
  return slopeThroughOrigin(points.map(({ jobs, speedup }) => [1 - 1 / jobs, 1 / speedup - 1 / jobs]));
}

/** The s of Gustafson's law by least squares on S. Undefined where one worker is all there is. */
export function fitGustafson(points: readonly ScalingPoint[]): number | undefined {
  return slopeThroughOrigin(points.map(({ jobs, speedup }) => [jobs - 1, jobs - speedup]));
}

/** The speedup that Amdahl's law allows any number of workers; undefined where it sets no limit. */
export function amdahlLimit(serialFraction: number): number | undefined {
  return serialFraction > 0 ? 1 / serialFraction : undefined;
}

/** Least squares for y = slope x: the sum of x y over that of x x. */
function slopeThroughOrigin(pairs: readonly (readonly [x: number, y: number])[]): number | undefined {
  const products = pairs.reduce((sum, [x, y]) => sum + x * y, 0);
  const squares = pairs.reduce((sum, [x]) => sum + x * x, 0);
  return squares > 0 ? products / squares : undefined;
}
