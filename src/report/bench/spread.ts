/** Where the times of repeated runs lie: figures that one slow run does not move. Pure. */

export interface Spread {
  readonly medianMs: number;
  /** A quarter of the runs took at most the lower one, three quarters at most the upper one. */
  readonly lowerQuartileMs: number;
  readonly upperQuartileMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

/** Throws a RangeError for no times at all. */
export function spreadOf(timesMs: readonly number[]): Spread {
  const sorted = timesMs.toSorted((left, right) => left - right);
  return {
    medianMs: quantile(sorted, 0.5),
    lowerQuartileMs: quantile(sorted, 0.25),
    upperQuartileMs: quantile(sorted, 0.75),
    minMs: quantile(sorted, 0),
    maxMs: quantile(sorted, 1),
  };
}

/** The interquartile range: how far apart the middle half of the runs is. */
export function interquartileMs({ lowerQuartileMs, upperQuartileMs }: Spread): number {
  return upperQuartileMs - lowerQuartileMs;
}

/** Between two values in proportion, as the default of R and NumPy is. */
function quantile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part;
  const lower = sorted[Math.floor(place)];
  const upper = sorted[Math.ceil(place)];
  if (lower === undefined || upper === undefined) throw new RangeError('there is no quantile of nothing');
  return lower + (upper - lower) * (place - Math.floor(place));
}
