/**
 * Which partitions of a data set that was cut by range can have rows that pass some tests. The order is that of `pq sort`:
 * numbers by value, then texts, then nulls. Only the first column is looked at.
 */
import { compareDecimals, type Decimal, parseDecimal } from '../../core/decimal.ts';
import type { DataSetScheme } from '../../protocol/data-set.ts';
import type { Operator, Test } from './key-tests.ts';

type ByRange = Extract<DataSetScheme, { readonly kind: 'range' }>;

/** A value in its order. */
type Place =
  | { readonly rank: 0; readonly number: Decimal }
  | { readonly rank: 1; readonly text: string }
  | { readonly rank: 2 };

/** First values of a partition's rows: not below the one, not above the other, and not equal to that where it is said. */
interface Range {
  readonly least: Place | undefined;
  readonly most: Place | undefined;
  readonly isBelowMost: boolean;
}

export function mayBeInRange(tests: readonly Test[], { columns, bounds }: ByRange, partition: number): boolean {
  const range: Range = {
    least: placeOf(bounds[partition - 1]?.[0]),
    most: placeOf(bounds[partition]?.[0]),
    isBelowMost: columns.length === 1,
  };
  return tests.every((test) => test.key > 0 || mayPass(test, range));
}

/** Undefined where there is no bound. */
function placeOf(text: string | null | undefined): Place | undefined {
  if (text === undefined) return undefined;
  if (text === null) return { rank: 2 };
  const number = parseDecimal(text);
  return number === undefined ? { rank: 1, text } : { rank: 0, number };
}

function mayPass(test: Test, range: Range): boolean {
  if (test.kind === 'null') return !test.isNull || holds(range, { rank: 2 });
  if (test.operator === '<>') return true;
  const places =
    test.kind === 'number' ? test.numbers.map((number): Place => ({ rank: 0, number })) : test.texts.map(placeOf);
  return places.some((place) => place === undefined || mayCompare(test, place, range));
}

function mayCompare({ kind, operator }: Exclude<Test, { kind: 'null' }>, place: Place, range: Range): boolean {
  if (operator === '=') return holds(range, place);
  if (kind === 'number')
    return isLess(operator) ? startsBelow(range, place) : hasNumbers(range) && endsAbove(range, place);
  // Numbers are compared by their texts here, which begin with a digit, a sign or a dot.
  const text = place.rank === 1 ? place : undefined;
  if (text === undefined) return true;
  if (isLess(operator)) return hasNumbers(range) || startsBelow(range, text);
  const isAboveNumbers = text.text > '9~';
  return (!isAboveNumbers && hasNumbers(range)) || endsAbove(range, text);
}

function isLess(operator: Operator): boolean {
  return operator === '<' || operator === '<=';
}

function holds(range: Range, place: Place): boolean {
  return startsBelow(range, place) && endsAbove(range, place, range.isBelowMost);
}

/** Has rows not above the place, perhaps. */
function startsBelow({ least }: Range, place: Place): boolean {
  return least === undefined || compare(least, place) <= 0;
}

/** Has rows not below the place, perhaps. */
function endsAbove({ most, isBelowMost }: Range, place: Place, isStrict = isBelowMost): boolean {
  if (most === undefined) return true;
  const order = compare(most, place);
  return isStrict ? order > 0 : order >= 0;
}

function hasNumbers({ least }: Range): boolean {
  return least === undefined || least.rank === 0;
}

function compare(one: Place, other: Place): number {
  if (one.rank === 0 && other.rank === 0) return compareDecimals(one.number, other.number);
  if (one.rank === 1 && other.rank === 1) return one.text < other.text ? -1 : Number(one.text > other.text);
  return one.rank - other.rank;
}
