/** Arguments that are the same in every row, and the tables that the kernel compares columns with. */

import { type Decimal, formatDecimal, parseDecimal, withoutTrailingZeros } from '../../../core/decimal.ts';
import type { Expression, Literal } from '../../../protocol/expression.ts';
import { BATCH_ROWS } from '../../formats/reader.ts';
import type { NumberColumn, Text, TextList } from '../../kernel-expressions.ts';
import { Kind } from '../../values/cells.ts';
import { JSON_NUMBER } from '../../values/json-text.ts';
import type { Context } from './context.ts';

/** Digits and decimals of a number in the kernel. */
const MOST_DIGITS = 18;
const LIMIT = 10n ** 18n;
/** Beyond twice any mantissa. */
const BEYOND = 1n << 62n;

export function literalOf(expression: Expression | undefined): Literal | undefined {
  return expression?.kind === 'literal' ? expression.literal : undefined;
}

/** The text of a literal that is one, or a number. */
export function textConstant(expression: Expression | undefined): string | undefined {
  const literal = literalOf(expression);
  if (literal?.type === 'number') return numberText(literal.text);
  return literal?.type === 'text' ? literal.text : undefined;
}

/** As it was typed, if JSON has such numbers. */
function numberText(text: string): string {
  return JSON_NUMBER.test(text) ? text : formatDecimal(parseDecimal(text) as Decimal);
}

/** The number that a literal is: a number with or without a sign, or a text that reads as one. */
export function numberConstant(expression: Expression | undefined): Decimal | undefined {
  if (expression?.kind === 'call' && expression.function === 'negate') {
    const value = numberConstant(expression.arguments[0]);
    return value && { mantissa: -value.mantissa, scale: value.scale };
  }
  const text = textConstant(expression);
  return text === undefined ? undefined : parseDecimal(text);
}

/** A literal that is a small whole number. */
export function integerConstant(expression: Expression | undefined): number | undefined {
  const decimal = numberConstant(expression);
  if (decimal === undefined) return undefined;
  const { mantissa, scale } = withoutTrailingZeros(decimal);
  return scale === 0 && mantissa > -(2n ** 30n) && mantissa < 2n ** 30n ? Number(mantissa) : undefined;
}

/** Text and kind of a literal's cells. */
export function literalCell(literal: Literal): { readonly text: string | undefined; readonly kind: number } {
  if (literal.type === 'null') return { text: undefined, kind: Kind.null };
  if (literal.type === 'boolean') return { text: String(literal.value), kind: Kind.boolean };
  if (literal.type === 'number') return { text: numberText(literal.text), kind: Kind.number };
  return { text: literal.text, kind: Kind.string };
}

/** For each scale twice the constant at that scale, plus one where that is not whole; see compareNumbersTo. */
export function writeThresholds(context: Context, constant: Decimal): number {
  const address = context.kernel.allocate((MOST_DIGITS + 1) * 8);
  const values = Array.from({ length: MOST_DIGITS + 1 }, (_, scale) => thresholdAt(constant, scale));
  context.kernel.i64(address, values.length).set(values);
  return address;
}

function thresholdAt({ mantissa, scale: own }: Decimal, scale: number): bigint {
  const divisor = 10n ** BigInt(Math.max(0, own - scale));
  const scaled = 2n * mantissa * 10n ** BigInt(Math.max(0, scale - own));
  const rest = ((scaled % (2n * divisor)) + 2n * divisor) % (2n * divisor);
  const twice = (scaled - rest) / divisor + (rest === 0n ? 0n : 1n);
  return twice > BEYOND ? BEYOND : twice < -BEYOND ? -BEYOND : twice;
}

/** Mantissas of the numbers of a list for each scale, in order; see inNumbers. */
export function writeNumberList(
  context: Context,
  list: readonly Decimal[],
): { readonly starts: number; readonly values: number } {
  const perScale = Array.from({ length: MOST_DIGITS + 1 }, (_, scale) => mantissasAt(list, scale));
  const all = perScale.flat();
  const starts = context.kernel.allocate((MOST_DIGITS + 2) * 4);
  const values = context.kernel.allocate(all.length * 8);
  context.kernel.i64(values, all.length).set(all);
  let start = 0;
  const words = context.kernel.u32(starts, MOST_DIGITS + 2);
  for (const [scale, mantissas] of perScale.entries()) {
    words[scale] = start;
    start += mantissas.length;
  }
  words[MOST_DIGITS + 1] = start;
  return { starts, values };
}

function mantissasAt(list: readonly Decimal[], scale: number): bigint[] {
  const found = new Set<bigint>();
  for (const each of list) {
    const { mantissa, scale: own } = withoutTrailingZeros(each);
    if (own > scale) continue;
    const scaled = mantissa * 10n ** BigInt(scale - own);
    if (scaled < LIMIT && scaled > -LIMIT) found.add(scaled);
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

/** Texts and a table of them; see indexTexts. */
export function writeTextList(context: Context, list: readonly string[]): TextList {
  const { call } = context.kernel;
  const different = [...new Set(list)].map((text) => context.text(text));
  const texts = writePlaces(context, different);
  const slots = 2 ** Math.ceil(Math.log2(different.length * 2 + 1));
  const table = context.kernel.allocate(slots * 4);
  call.indexTexts(texts, different.length, table, slots);
  return [texts, different.length, table, slots];
}

/** Pairs of address and length. */
export function writePlaces(context: Context, places: readonly Text[]): number {
  const address = context.kernel.allocate(places.length * 8);
  context.kernel.u32(address, places.length * 2).set(places.flat());
  return address;
}

/** A column of one number; undefined when the kernel has no room for it. */
export function constantNumbers(context: Context, constant: Decimal): NumberColumn | undefined {
  const { mantissa, scale } = withoutTrailingZeros(constant);
  if (scale > MOST_DIGITS || mantissa >= LIMIT || mantissa <= -LIMIT) return undefined;
  const place = context.newNumbers();
  context.kernel.i64(place[0], BATCH_ROWS).fill(mantissa);
  context.kernel.bytes.fill(scale, place[1], place[1] + BATCH_ROWS);
  return place;
}
