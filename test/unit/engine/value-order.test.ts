/** The order of values, and what is most and least frequent: order of arrival does not show. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastFrequent, mostFrequent } from '../../../src/engine/values/frequency.ts';
import { compareValues, inOrderOfValues, orderedText } from '../../../src/engine/values/value-order.ts';
import { csvNumber } from '../../helpers/engine/numbers.ts';
import { inOrder } from '../../helpers/engine/oracle-values.ts';
import { runs } from '../../helpers/engine/runs.ts';

const value = fc.oneof(csvNumber, fc.string({ maxLength: 4 }), fc.constantFrom('', '-', '\u{1F600}', '\uFFFD', 'é'));

describe('the order of values', () => {
  test('is numbers by value, then text by bytes', () => {
    const inTheirOrder = ['-1e3', '-2', '-0.5', '0', '-0', '0.0', '1', '+1', '01', '1.0', '9', '10', '1e1', '2e4'];
    const texts = ['', ' 1', '-', '1,5', 'A', 'B', 'a', 'aa', 'é', '\uFFFD', '\u{1F600}'];
    const sorted = [...inTheirOrder, ...texts];
    const shuffled = [...sorted].reverse().map((text) => ({ text }));
    expect(inOrderOfValues(shuffled).map(({ text }) => text)).toEqual(sorted);
  });

  test('is the one that the oracle has', () =>
    fc.assert(
      fc.property(value, value, (a, b) => {
        const order = compareValues(orderedText(a), orderedText(b));
        expect(Math.sign(order)).toBe(Math.sign(inOrder({ text: a }, { text: b })));
        expect(order === 0).toBe(a === b);
      }),
      runs(1500),
    ));
});

describe('frequencies', () => {
  const values = fc.uniqueArray(fc.record({ text: value, count: fc.integer({ min: 1, max: 3 }) }), {
    selector: ({ text }) => text,
    maxLength: 12,
  });

  test('are what sorting says, in whatever order they come', () =>
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 14 }), (all, k) => {
        const sorted = [...all].sort((a, b) => b.count - a.count || inOrder(a, b));
        const rarest = [...all].sort((a, b) => a.count - b.count || inOrder(a, b));
        for (const arrived of [all, [...all].reverse()]) {
          expect(mostFrequent(arrived, k)).toEqual(sorted.slice(0, k));
          expect(leastFrequent(arrived)).toEqual(rarest[0]);
        }
      }),
      runs(400),
    ));
});
