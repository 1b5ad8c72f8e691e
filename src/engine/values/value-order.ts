/**
 * The order of values, in which min, max and ties are decided: numbers before text, numbers by value, text by bytes. It
 * tells any two different texts apart, so that it never shows which of them came first in time.
 */
import { compareDecimals, parseDecimal } from './decimal.ts';

/** Negative, zero or positive as text a stands before, is, or stands behind text b. */
export function compareValues(a: string, b: string): number {
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  if (left && right) return compareDecimals(left, right) || compareSpellings(a, b);
  if (left || right) return left ? -1 : 1;
  return compareBytes(a, b);
}

/** Of equal numbers: the shortest text first, then by bytes. */
export function compareSpellings(a: string, b: string): number {
  return Buffer.byteLength(a) - Buffer.byteLength(b) || compareBytes(a, b);
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
