/** Arithmetic with exact numbers: sums, products, rests and rounding are exact, quotients are rounded once (ratio.ts). */
import { addDecimals, compareDecimals, type Decimal, mantissaAt, multiplyDecimals } from '../../core/decimal.ts';
import { Exact } from './exact.ts';
import { formatQuotient } from './ratio.ts';

export function add(a: Exact, b: Exact): Exact {
  const units = a.scale === b.scale ? a.units + b.units : Number.NaN;
  return Number.isSafeInteger(units) ? Exact.small(units, a.scale) : Exact.of(addDecimals(a.decimal, b.decimal));
}

export function subtract(a: Exact, b: Exact): Exact {
  return add(a, negate(b));
}

export function multiply(a: Exact, b: Exact): Exact {
  const units = a.units * b.units;
  const isSmall = Number.isSafeInteger(units);
  return isSmall ? Exact.small(units, a.scale + b.scale) : Exact.of(multiplyDecimals(a.decimal, b.decimal));
}

export function negate(a: Exact): Exact {
  return Number.isNaN(a.units) ? Exact.of({ mantissa: -a.mantissa, scale: a.scale }) : Exact.small(-a.units, a.scale);
}

/** Negative, zero or positive as a is less than, equal to or greater than b. */
export function compare(a: Exact, b: Exact): number {
  const difference = a.scale === b.scale ? a.units - b.units : Number.NaN;
  return Number.isNaN(difference) ? compareDecimals(a.decimal, b.decimal) : difference;
}

/** The text of a / b; undefined for b = 0. In full when it is exact with no more decimals than a has. */
export function divide(a: Exact, b: Exact): string | undefined {
  if (b.sign === 0) return undefined;
  // Whole numbers that doubles hold: dividing them rounds once, as the long way does.
  const isSmall = a.scale === 0 && b.scale === 0;
  if (isSmall && !Number.isNaN(a.units) && !Number.isNaN(b.units)) return String(a.units / b.units + 0);
  const mantissa = a.mantissa * 10n ** BigInt(b.scale);
  const divisor = b.mantissa;
  return formatQuotient({ mantissa: divisor < 0n ? -mantissa : mantissa, scale: a.scale }, magnitude(divisor));
}

/** What a division leaves, with the sign of a; undefined for b = 0. */
export function remainder(a: Exact, b: Exact): Exact | undefined {
  if (b.sign === 0) return undefined;
  const units = a.scale === b.scale ? a.units % b.units : Number.NaN;
  if (!Number.isNaN(units)) return Exact.small(units, a.scale);
  const scale = Math.max(a.scale, b.scale);
  return Exact.of({ mantissa: mantissaAt(a.decimal, scale) % mantissaAt(b.decimal, scale), scale });
}

/** To so many decimals, halves away from zero. Negative decimals: to tens, hundreds ... */
export function round(a: Exact, decimals: number): Exact {
  if (decimals >= a.scale) return a;
  const unit = 10n ** BigInt(a.scale - decimals);
  const half = unit / 2n;
  const { mantissa } = a;
  const rounded = (mantissa < 0n ? mantissa - half : mantissa + half) / unit;
  return atDecimals(rounded, decimals);
}

export function floor(a: Exact): Exact {
  const { mantissa, scale } = a.decimal;
  const unit = 10n ** BigInt(scale);
  const cut = mantissa / unit;
  return atDecimals(cut * unit > mantissa ? cut - 1n : cut, 0);
}

export function ceil(a: Exact): Exact {
  return negate(floor(negate(a)));
}

/** Exact for a whole exponent that is not negative. */
export function power(a: Exact, exponent: number): Exact {
  return Exact.of({ mantissa: a.mantissa ** BigInt(exponent), scale: a.scale * exponent });
}

function atDecimals(mantissa: bigint, decimals: number): Exact {
  const decimal: Decimal =
    decimals < 0 ? { mantissa: mantissa * 10n ** BigInt(-decimals), scale: 0 } : { mantissa, scale: decimals };
  return Exact.of(decimal);
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
