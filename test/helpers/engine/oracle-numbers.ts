/** Aggregates of numbers by their definitions, with exact fractions. A null is undefined. */
import {
  compare,
  divide,
  inFull,
  multiply,
  nearestDouble,
  nearestRoot,
  type Rational,
  reduce,
  subtract,
  sum,
  wholeNumber,
} from './rational.ts';

/** In full if no more decimals are needed; else the nearest double, from 2^53 on the nearest integer. */
export function quotientText(quotient: Rational, decimals: number): string {
  const full = decimals < 0 ? undefined : inFull(quotient, decimals);
  return full ?? ratioText(quotient);
}

export function ratioText(quotient: Rational): string {
  const { n, d } = quotient;
  if ((n < 0n ? -n : n) / d < 2n ** 53n) return String(nearestDouble(quotient) + 0);
  return String(nearestInteger(quotient));
}

function nearestInteger({ n, d }: Rational): bigint {
  const below = n / d - (n < 0n ? 1n : 0n);
  const toMiddle = compare({ n: n - below * d, d }, { n: 1n, d: 2n });
  if (toMiddle === 0) return below + (below % 2n === 0n ? 0n : 1n);
  return toMiddle < 0 ? below : below + 1n;
}

export function mean(values: readonly Rational[]): Rational {
  return divide(sum(values), wholeNumber(values.length));
}

// ---- order statistics -------------------------------------------------------------------------------------------

/** Between the values beside place p (n - 1), counted from 0. */
export function quantileOf(values: readonly Rational[], p: Rational): Rational {
  const sorted = [...values].sort(compare);
  const place = multiply(p, wholeNumber(sorted.length - 1));
  const index = Number(place.n / place.d);
  const weight = subtract(place, wholeNumber(index));
  const [lower, upper] = [sorted[index], sorted[Math.min(index + 1, sorted.length - 1)]] as [Rational, Rational];
  const rest = subtract(wholeNumber(1), weight);
  return sum([multiply(lower, rest), multiply(upper, weight)]);
}

/** The least value with at least the part p of all values at or below it. */
export function discreteQuantileOf(values: readonly Rational[], p: Rational): Rational {
  const sorted = [...values].sort(compare);
  const wanted = multiply(p, wholeNumber(sorted.length));
  // Of equal ones the first that is found may not be the first there is: they are the same value.
  const found = sorted.find((_, at) => compare(wholeNumber(at + 1), wanted) >= 0);
  return found as Rational;
}

// ---- covariance -------------------------------------------------------------------------------------------------

/** By the definition: products of the distances from the means. */
export function covarianceOf(
  xs: readonly Rational[],
  ys: readonly Rational[],
  isSample: boolean,
): Rational | undefined {
  const divisor = xs.length - Number(isSample);
  if (xs.length === 0 || divisor === 0) return undefined;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const products = xs.map((x, row) => multiply(subtract(x, meanX), subtract(ys[row] as Rational, meanY)));
  return divide(sum(products), wholeNumber(divisor));
}

export function correlationText(xs: readonly Rational[], ys: readonly Rational[]): string | undefined {
  const both = covarianceOf(xs, ys, false);
  const [ofX, ofY] = [covarianceOf(xs, xs, false), covarianceOf(ys, ys, false)];
  if (!both || !ofX || !ofY || ofX.n === 0n || ofY.n === 0n) return undefined;
  const root = nearestRoot(reduce(divide(multiply(both, both), multiply(ofX, ofY))));
  return String(both.n < 0n ? -root : root);
}

// ---- least squares ----------------------------------------------------------------------------------------------

export interface ExactRegression {
  /** The intercept, then the slopes. */
  readonly coefficients: readonly Rational[];
  readonly r2: Rational;
}

/**
 * From the normal equations with a column of ones, by elimination over fractions; r2 from the residuals. Undefined when
 * they have no single solution.
 */
export function regressionOf(
  ys: readonly Rational[],
  xs: readonly (readonly Rational[])[],
): ExactRegression | undefined {
  const columns = [ys.map(() => wholeNumber(1)), ...xs];
  const dot = (a: readonly Rational[], b: readonly Rational[]): Rational =>
    sum(a.map((value, row) => multiply(value, b[row] as Rational)));
  const coefficients = solve(columns.map((column) => [...columns.map((other) => dot(column, other)), dot(column, ys)]));
  if (coefficients === undefined) return undefined;
  const residuals = ys.map((y, row) => {
    const terms = columns.map((column, at) => multiply(column[row] as Rational, coefficients[at] as Rational));
    return reduce(subtract(y, sum(terms)));
  });
  const distances = ys.map((y) => subtract(y, mean(ys)));
  const [unexplained, all] = [dot(residuals, residuals), dot(distances, distances)];
  const r2 = all.n === 0n ? wholeNumber(1) : reduce(subtract(wholeNumber(1), divide(unexplained, all)));
  return { coefficients, r2 };
}

/** Each row is one of A with its b behind it. */
function solve(rows: readonly (readonly Rational[])[]): readonly Rational[] | undefined {
  const left = rows.map((row) => row.map(reduce));
  const done: Rational[][] = [];
  for (let column = 0; column < rows.length; column++) {
    const at = left.findIndex((row) => row[column]?.n !== 0n);
    if (at < 0) return undefined;
    const pivot = (left.splice(at, 1)[0] as Rational[]).map((value, _, row) => divide(value, row[column] as Rational));
    for (const row of [...left, ...done]) {
      const factor = row[column] as Rational;
      for (const [index, value] of row.entries()) {
        row[index] = reduce(subtract(value, multiply(factor, pivot[index] as Rational)));
      }
    }
    done.push(pivot.map(reduce));
  }
  return done.map((row) => row.at(-1) as Rational);
}
