/** What src/kernel/assembly/expression-*.ts compute, one row at a time, with strings and BigInt. */

import { formatDecimal } from '../../src/core/decimal.ts';
import { formatQuotient } from '../../src/engine/values/ratio.ts';

/** A number in fixed point; null, or slow: left to the caller. */
export type Fixed = { readonly mantissa: bigint; readonly scale: number } | null | 'slow';
/** 0 false, 1 true, 2 null, 3 slow. */
export type Truth = 0 | 1 | 2 | 3;

const LIMIT = 10n ** 18n;
const SLOW: Truth = 3;
const UNKNOWN: Truth = 2;

export function and(left: Truth, right: Truth): Truth {
  if (left === 0 || left === SLOW) return left;
  return left === 1 || right === 0 || right === SLOW ? right : UNKNOWN;
}

export function or(left: Truth, right: Truth): Truth {
  if (left === 1 || left === SLOW) return left;
  return left === 0 || right === 1 || right === SLOW ? right : UNKNOWN;
}

/** What a test of two values says; slow on one side is slow, and else null is null. */
export function tested<Value>(
  a: Value | null | 'slow',
  b: Value | null | 'slow',
  test: (a: Value, b: Value) => boolean,
) {
  if (a === 'slow' || b === 'slow') return SLOW;
  if (a === null || b === null) return UNKNOWN;
  return test(a, b) ? 1 : 0;
}

type Known = Exclude<Fixed, null | 'slow'>;

export function order(a: Known, b: Known): number {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

function aligned(a: Known, b: Known): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.mantissa * 10n ** BigInt(scale - a.scale), b.mantissa * 10n ** BigInt(scale - b.scale), scale];
}

/** A function of two numbers: undefined where it is slow. */
type OfTwo = (a: Known, b: Known) => Fixed;

export const OF_TWO = {
  sum: (a, b) => added(a, b, 1n),
  difference: (a, b) => added(a, b, -1n),
  product: (a, b) => {
    const [mantissa, scale] = [a.mantissa * b.mantissa, a.scale + b.scale];
    return scale > 18 ? 'slow' : kept({ mantissa, scale });
  },
  rest: (a, b) => {
    if (b.mantissa === 0n) return null;
    const [x, y, scale] = aligned(a, b);
    const isWide = [x, y].some((each) => magnitude(each) >= 2n ** 63n);
    return isWide ? 'slow' : kept({ mantissa: x % y, scale });
  },
} as const satisfies Record<string, OfTwo>;

export function applied(a: Fixed, b: Fixed, apply: OfTwo): Fixed {
  if (a === 'slow' || b === 'slow') return 'slow';
  return a === null || b === null ? null : apply(a, b);
}

function added(a: Known, b: Known, sign: bigint): Fixed {
  const [x, y, scale] = aligned(a, b);
  const isWide = [x, y].some((each) => magnitude(each) >= LIMIT);
  return isWide ? 'slow' : kept({ mantissa: x + sign * y, scale });
}

function kept(number: Known): Fixed {
  return magnitude(number.mantissa) < LIMIT ? number : 'slow';
}

function magnitude(n: bigint): bigint {
  return n < 0n ? -n : n;
}

/** Rounded to decimals: halves away from zero, down, or up. */
export function rounded(number: Known, decimals: number, how: 'round' | 'floor' | 'ceil'): Fixed {
  if (number.scale <= decimals) return number;
  const unit = 10n ** BigInt(number.scale - decimals);
  const rest = ((number.mantissa % unit) + unit) % unit;
  const down = number.mantissa - rest;
  const isUp = how === 'ceil' ? rest > 0n : 2n * rest > unit || (2n * rest === unit && number.mantissa > 0n);
  const units = (how === 'floor' || !isUp ? down : down + unit) / unit;
  return kept({ mantissa: units * 10n ** BigInt(Math.max(0, -decimals)), scale: Math.max(0, decimals) });
}

/** Whether a text matches a pattern of characters, `null` for any one, `undefined` for any text: by trying all. */
export function matches(text: readonly string[], pattern: readonly (string | null | undefined)[]): boolean {
  const [unit, ...rest] = pattern;
  if (pattern.length === 0) return text.length === 0;
  if (unit === undefined) return text.some((_, at) => matches(text.slice(at), rest)) || matches([], rest);
  return text.length > 0 && (unit === null || unit === text[0]) && matches(text.slice(1), rest);
}

/** The quotient in full, without an exponent. */
export function quotientText(a: Known, b: Known): string | null {
  if (b.mantissa === 0n) return null;
  const dividend = a.mantissa * 10n ** BigInt(b.scale);
  const isNegative = b.mantissa < 0n;
  const sum = { mantissa: isNegative ? -dividend : dividend, scale: a.scale };
  const text = formatQuotient(sum, isNegative ? -b.mantissa : b.mantissa);
  const [, digits = '', exponent] = /^(.*)e-(\d+)$/.exec(text) ?? [];
  const scale = Number(exponent) + digits.replace(/.*\./, '').length * Number(digits.includes('.'));
  return exponent === undefined ? text : formatDecimal({ mantissa: BigInt(digits.replace('.', '')), scale });
}
