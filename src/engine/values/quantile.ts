/**
 * Quantiles of sorted numbers. Type 7 of Hyndman and Fan: of n values, counted from 0, the quantile p lies at the place
 * p (n - 1), on the straight line between the two values beside it. As p is a decimal so is the answer: it is exact.
 */
import { addDecimals, type Decimal, mantissaAt } from '../../core/decimal.ts';

/** Between the value at `index` and the next one; `weight` is from 0 to below 1, and 0 at the last value. */
export interface QuantilePlace {
  readonly index: number;
  readonly weight: Decimal;
}

/** Where the quantile p (from 0 to 1) of `count` values lies; `count` is at least 1. */
export function quantilePlace(count: number, { mantissa, scale }: Decimal): QuantilePlace {
  const one = 10n ** BigInt(scale);
  const place = mantissa * BigInt(count - 1);
  return { index: Number(place / one), weight: { mantissa: place % one, scale } };
}

/** lower + weight (upper - lower), in full. */
export function interpolate(lower: Decimal, upper: Decimal, weight: Decimal): Decimal {
  const scale = Math.max(lower.scale, upper.scale);
  const distance = mantissaAt(upper, scale) - mantissaAt(lower, scale);
  return addDecimals(lower, { mantissa: distance * weight.mantissa, scale: scale + weight.scale });
}

/** Index of the first of `count` values with at least the part p of them at or before it; `count` is at least 1. */
export function discreteQuantileIndex(count: number, { mantissa, scale }: Decimal): number {
  const one = 10n ** BigInt(scale);
  const before = (mantissa * BigInt(count) + one - 1n) / one;
  return Math.max(0, Number(before) - 1);
}
