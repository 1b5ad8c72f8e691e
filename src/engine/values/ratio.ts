/**
 * Quotients of exact numbers, rounded once. An exact quotient with no more decimals than its dividend (trailing zeros
 * do not count) is written in full, however long. Any other is the double nearest to it, in the shortest digits that read back as that double;
 * from 2^53 on, where doubles skip integers, it is the nearest integer instead.
 */
import { type Decimal, formatDecimal, withoutTrailingZeros } from '../../core/decimal.ts';

const EXACT_DOUBLE = 2n ** 53n;

/** dividend / divisor as text; divisor is positive. */
export function formatQuotient(sum: Decimal, divisor: bigint): string {
  const dividend = withoutTrailingZeros(sum);
  if (dividend.mantissa % divisor === 0n) {
    return formatDecimal({ mantissa: dividend.mantissa / divisor, scale: dividend.scale });
  }
  const denominator = divisor * 10n ** BigInt(dividend.scale);
  return formatRatio(dividend.mantissa, denominator);
}

/** numerator / denominator, rounded once; denominator is positive. */
export function formatRatio(numerator: bigint, denominator: bigint): string {
  const magnitude = numerator < 0n ? -numerator : numerator;
  if (magnitude / denominator >= EXACT_DOUBLE) return roundToInteger(numerator, denominator).toString();
  return String(ratioToDouble(numerator, denominator));
}

/** The square root of numerator / denominator (not negative), rounded once. */
export function formatRoot(numerator: bigint, denominator: bigint): string {
  return String(rootToDouble(numerator, denominator));
}

/** The double nearest to numerator / denominator; ties to even. */
export function ratioToDouble(numerator: bigint, denominator: bigint): number {
  if (numerator === 0n) return 0;
  const negative = numerator < 0n;
  const magnitude = negative ? -numerator : numerator;
  // 66 bits or more of quotient, and a last bit that says whether anything was cut off: one rounding decides all.
  const shift = Math.max(0, 66 - (bitLength(magnitude) - bitLength(denominator)));
  const scaled = magnitude << BigInt(shift);
  const quotient = scaled / denominator;
  const sticky = quotient * denominator === scaled ? 0n : 1n;
  const value = scaleDown((quotient << 1n) | sticky, shift + 1);
  return negative ? -value : value;
}

function rootToDouble(numerator: bigint, denominator: bigint): number {
  if (numerator === 0n) return 0;
  const wanted = 140 - (bitLength(numerator) - bitLength(denominator));
  const shift = Math.max(0, wanted + (wanted & 1));
  const scaled = numerator << BigInt(shift);
  const quotient = scaled / denominator;
  const root = integerRoot(quotient);
  const sticky = root * root === quotient && quotient * denominator === scaled ? 0n : 1n;
  return scaleDown((root << 1n) | sticky, shift / 2 + 1);
}

/** bits / 2^shift as a double. Number() rounds to nearest even; the scaling is exact unless the result is subnormal. */
function scaleDown(bits: bigint, shift: number): number {
  const half = Math.floor(shift / 2);
  return Number(bits) * 2 ** -half * 2 ** -(shift - half);
}

/** The largest integer whose square is at most n (Newton's method from above). */
function integerRoot(n: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(bitLength(n) / 2));
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

function roundToInteger(numerator: bigint, denominator: bigint): bigint {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const floor = magnitude / denominator;
  const twice = (magnitude - floor * denominator) * 2n;
  const up = twice > denominator || (twice === denominator && floor % 2n === 1n);
  const rounded = up ? floor + 1n : floor;
  return numerator < 0n ? -rounded : rounded;
}

function bitLength(n: bigint): number {
  const hex = n.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0] as string, 16)));
}
