import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IndexSet } from '../../../src/run/scheduler/index-set.ts';

test('does what a set does, and knows its least member', () => {
  const operations = fc.array(fc.tuple(fc.boolean(), fc.nat(2_999)), { maxLength: 200 });
  const property = fc.property(operations, (steps) => {
    const indexSet = new IndexSet(3_000);
    const model = new Set<number>();
    for (const [isAdded, index] of steps) {
      if (isAdded) indexSet.add(index);
      else indexSet.delete(index);
      if (isAdded) model.add(index);
      else model.delete(index);
      expect(indexSet.has(index)).toBe(isAdded);
      expect(indexSet.size).toBe(model.size);
      expect(indexSet.first()).toBe(Math.min(Number.POSITIVE_INFINITY, ...model));
    }
  });
  fc.assert(property);
});

test.each([0, 1, 31, 32, 33, 1_024, 1_025, 40_000])('is emptied in order with a capacity of %i', (capacity) => {
  const indexSet = new IndexSet(capacity);
  for (let index = capacity - 1; index >= 0; index -= 1) indexSet.add(index);
  for (let index = 0; index < capacity; index += 1) {
    if (indexSet.first() !== index) expect(indexSet.first()).toBe(index);
    indexSet.delete(index);
  }
  expect(indexSet.first()).toBe(Number.POSITIVE_INFINITY);
});
