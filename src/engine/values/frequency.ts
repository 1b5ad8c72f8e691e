/** The most and the least frequent of different values. */
import { compareValues } from './value-order.ts';

export interface Frequency {
  readonly text: string;
  readonly count: number;
}

/** The first k by falling count; of equal counts the least value comes first. */
export function mostFrequent<Value extends Frequency>(values: Iterable<Value>, k: number): readonly Value[] {
  return firstOf(values, k, (a, b) => b.count - a.count || compareValues(a.text, b.text));
}

/** The least frequent value, of equally frequent ones the least; undefined when there is none. */
export function leastFrequent<Value extends Frequency>(values: Iterable<Value>): Value | undefined {
  return firstOf(values, 1, (a, b) => a.count - b.count || compareValues(a.text, b.text))[0];
}

/** The first k of a sorted order, without sorting the rest. */
function firstOf<Value>(values: Iterable<Value>, k: number, compare: (a: Value, b: Value) => number): readonly Value[] {
  const held: Value[] = [];
  for (const value of values) {
    if (held.length === k && compare(value, held[k - 1] as Value) >= 0) continue;
    held.splice(placeOf(value, held, compare), 0, value);
    if (held.length > k) held.pop();
  }
  return held;
}

/** Where a value belongs in a sorted list, by halving. */
function placeOf<Value>(value: Value, sorted: readonly Value[], compare: (a: Value, b: Value) => number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(value, sorted[middle] as Value) < 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
