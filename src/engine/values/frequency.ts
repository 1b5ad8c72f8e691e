/** The most and the least frequent of different values. */
import { compareValues, type OrderedText, orderedText } from './value-order.ts';

export interface Frequency {
  readonly text: string;
  readonly count: number;
}

/** The first k by falling count; of equal counts the least value comes first. */
export function mostFrequent<Value extends Frequency>(values: Iterable<Value>, k: number): readonly Value[] {
  return firstOf(values, k, (a, b) => b.value.count - a.value.count || compareValues(a, b));
}

/** The least frequent value, of equally frequent ones the least; undefined when there is none. */
export function leastFrequent<Value extends Frequency>(values: Iterable<Value>): Value | undefined {
  return firstOf(values, 1, (a, b) => a.value.count - b.value.count || compareValues(a, b))[0];
}

interface Candidate<Value> extends OrderedText {
  readonly value: Value;
}

type Compare<Value> = (a: Candidate<Value>, b: Candidate<Value>) => number;

/** The first k of a sorted order, without sorting the rest. */
function firstOf<Value extends Frequency>(
  values: Iterable<Value>,
  k: number,
  compare: Compare<Value>,
): readonly Value[] {
  const held: Candidate<Value>[] = [];
  for (const value of values) {
    const candidate = { value, ...orderedText(value.text) };
    if (held.length === k && compare(candidate, held[k - 1] as Candidate<Value>) >= 0) continue;
    held.splice(placeOf(candidate, held, compare), 0, candidate);
    if (held.length > k) held.pop();
  }
  return held.map(({ value }) => value);
}

/** Where a value belongs in a sorted list, by halving. */
function placeOf<Value>(value: Candidate<Value>, sorted: readonly Candidate<Value>[], compare: Compare<Value>): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(value, sorted[middle] as Candidate<Value>) < 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
