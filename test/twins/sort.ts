/** The order of rows, value by value: the plain twin of keys whose bytes are compared (src/kernel/assembly/sort-keys.ts). */
import { compareDecimals, parseDecimal } from '../../src/core/decimal.ts';
import type { SortKey } from '../../src/protocol/stage.ts';

export type Value = string | null;
export type How = Omit<SortKey, 'column'>;

export function compareRows(a: readonly Value[], b: readonly Value[], hows: readonly How[]): number {
  for (const [c, how] of hows.entries()) {
    const order = compareByHow(a[c] ?? null, b[c] ?? null, how);
    if (order !== 0) return order;
  }
  return 0;
}

function compareByHow(a: Value, b: Value, how: How): number {
  const [isNull, isOtherNull] = [countsAsNull(a, how), countsAsNull(b, how)];
  if (isNull || isOtherNull) return (Number(isNull) - Number(isOtherNull)) * (how.nullsFirst ? -1 : 1);
  const order = comparePresent(a as string, b as string, how.values);
  return how.isDescending ? -order : order;
}

function countsAsNull(value: Value, { values }: How): boolean {
  return value === null || (values === 'number' && parseDecimal(value) === undefined);
}

function comparePresent(a: string, b: string, values: How['values']): number {
  if (values === 'text' || values === 'place') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (values === 'natural') return compareParts(partsOf(a), partsOf(b));
  const [number, other] = [parseDecimal(a), parseDecimal(b)];
  if (number !== undefined && other !== undefined) return compareDecimals(number, other);
  if (number !== undefined || other !== undefined) return number !== undefined ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Bytes, and whole numbers. */
function partsOf(text: string): readonly (number | bigint)[] {
  return text
    .split(/(\d+)/)
    .flatMap<number | bigint>((part, at) => (at % 2 === 1 ? BigInt(part) : [...Buffer.from(part)]));
}

const DIGIT = 48;

/** A number stands where its digits stand among bytes. */
function compareParts(a: readonly (number | bigint)[], b: readonly (number | bigint)[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const [one, other] = [a[at] as number | bigint, b[at] as number | bigint];
    if (typeof one === 'bigint' && typeof other === 'bigint') {
      if (one !== other) return one < other ? -1 : 1;
    } else {
      const [byte, otherByte] = [one, other].map((part) => (typeof part === 'bigint' ? DIGIT : part)) as [
        number,
        number,
      ];
      if (byte !== otherByte) return byte - otherByte;
    }
  }
  return a.length - b.length;
}
