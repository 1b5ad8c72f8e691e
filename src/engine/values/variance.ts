/** Variance and standard deviation from exact sums: one exact fraction, rounded once. */
import { type Decimal, mantissaAt } from '../../core/decimal.ts';
import { formatRatio, formatRoot } from './ratio.ts';

/** n, the sum of the values, and the sum of their squares. */
export interface Moments {
  readonly count: number;
  readonly sum: Decimal;
  readonly squares: Decimal;
}

/** (n Σx² - (Σx)²) / (n (n - 1)), or / n² for a population; undefined when there are too few values. */
function varianceFraction({ count, sum, squares }: Moments, isSample: boolean): [bigint, bigint] | undefined {
  const n = BigInt(count);
  const divisor = isSample ? n * (n - 1n) : n * n;
  if (divisor === 0n) return undefined;
  const squareOfSum = { mantissa: sum.mantissa * sum.mantissa, scale: sum.scale * 2 };
  const scale = Math.max(squareOfSum.scale, squares.scale);
  const numerator = n * mantissaAt(squares, scale) - mantissaAt(squareOfSum, scale);
  return [numerator, divisor * 10n ** BigInt(scale)];
}

export function formatVariance(moments: Moments, isSample: boolean): string | undefined {
  const fraction = varianceFraction(moments, isSample);
  return fraction && formatRatio(...fraction);
}

export function formatDeviation(moments: Moments, isSample: boolean): string | undefined {
  const fraction = varianceFraction(moments, isSample);
  return fraction && formatRoot(...fraction);
}
