/**
 * Least squares from exact sums: y = intercept + slope_1 x_1 + slope_2 x_2 ... The normal equations are solved exactly,
 * and every result is rounded once.
 */
import { type Solution, solveExactly } from './linear-system.ts';
import { crossProducts, type ProductSums } from './products.ts';
import { formatRatio } from './ratio.ts';

export interface Regression {
  readonly intercept: string;
  /** In the order of the xs. */
  readonly slopes: readonly string[];
  /** The part of y's variance that is explained, from 0 to 1; 1 when y does not vary. */
  readonly r2: string;
}

/**
 * `y` and `xs` are columns of the sums. Undefined when the xs do not determine the slopes: there are no more records
 * than xs, or one x is a combination of the others and a constant.
 */
export function linearRegression(sums: ProductSums, y: number, xs: readonly number[]): Regression | undefined {
  if (sums.count === 0) return undefined;
  const { cross, sum, scale } = crossProducts(sums);
  const solution = solveExactly(xs.map((x) => [...xs.map((other) => cross(x, other)), cross(x, y)]));
  if (solution === undefined) return undefined;
  const { numerators, denominator } = solution;
  const ofMeans = denominator * sum(y) - dot(solution, xs.map(sum));
  const explained = dot(
    solution,
    xs.map((x) => cross(x, y)),
  );
  const variance = cross(y, y);
  return {
    intercept: formatRatio(ofMeans, denominator * BigInt(sums.count) * 10n ** BigInt(scale)),
    slopes: numerators.map((numerator) => formatRatio(numerator, denominator)),
    r2: variance === 0n ? '1' : formatRatio(explained, denominator * variance),
  };
}

/** The sum of the solution's numerators, each times a factor. */
function dot({ numerators }: Solution, factors: readonly bigint[]): bigint {
  return numerators.reduce((sum, numerator, index) => sum + numerator * (factors[index] as bigint), 0n);
}
