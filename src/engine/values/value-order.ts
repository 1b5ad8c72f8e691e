/**
 * The order of values, in which min, max and ties are decided: numbers before text, numbers by value, text by bytes. It
 * tells any two different texts apart, so that it never shows which of them came first in time.
 */
import { compareDecimals, type Decimal, parseDecimal } from '../../core/decimal.ts';

/** A text, and the number that it is if it is one: read once for many comparisons. */
export interface OrderedText {
  readonly text: string;
  readonly number: Decimal | undefined;
}

export function orderedText(text: string): OrderedText {
  return { text, number: parseDecimal(text) };
}

/** Negative, zero or positive as a stands before, is, or stands behind b. */
export function compareValues(a: OrderedText, b: OrderedText): number {
  if (a.number && b.number) return compareDecimals(a.number, b.number) || compareSpellings(a.text, b.text);
  if (a.number || b.number) return a.number ? -1 : 1;
  return compareTexts(a.text, b.text);
}

export function inOrderOfValues<Value extends { readonly text: string }>(values: Iterable<Value>): readonly Value[] {
  return Array.from(values, (value) => ({ value, ...orderedText(value.text) }))
    .sort(compareValues)
    .map(({ value }) => value);
}

/** Of equal numbers: the shortest text first, then by bytes. */
export function compareSpellings(a: string, b: string): number {
  return a.length - b.length || compareTexts(a, b);
}

/** As their UTF-8 bytes are ordered: by code points. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return rankOf(left) - rankOf(right);
  }
  return a.length - b.length;
}

/** UTF-16 units in the order of code points: halves of those beyond 16 bits come last. */
function rankOf(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
