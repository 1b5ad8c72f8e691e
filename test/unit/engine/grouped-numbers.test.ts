/** Numbers of groups in order against sorting of exact decimals: mixed scales, what no integer can stand for, ties. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareDecimals, type Decimal, formatDecimal, parseDecimal } from '../../../src/core/decimal.ts';
import { ValuesState } from '../../../src/engine/aggregates/values.ts';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { csvNumber } from '../../helpers/engine/numbers.ts';
import { runs } from '../../helpers/engine/runs.ts';

const GROUPS = 3;
/** Rounded down to few decimals these are alike, and as 64 bits the long ones are. */
const alike = fc.constantFrom(
  ...['1', '1.0000000000000000001', '0.9999999999999999999', '1.00000000000000000005', '-1', '-1.0000000000000000001'],
  ...['1e18', '1e19', '1e20', '-1e19', '-1e20', '9223372036854775807', '9223372036854775808', '-9223372036854775809'],
  ...['0.000000000000000001', '999999999999999999', '1e-40', '-1e-40', '0'],
);
const text = fc.oneof(csvNumber, alike, alike, fc.constantFrom('0.1', '0.25', '12.5'));
const rows = fc.array(fc.tuple(fc.nat(GROUPS - 1), text), { maxLength: 60 });

test('every rank, pair and range is what sorting says', () =>
  fc.assert(
    fc.property(rows, fc.nat(), fc.nat(), (all, one, other) => {
      const kernel = loadKernel();
      const state = new ValuesState(kernel);
      for (const [group, number] of all) {
        state.addSlow(group, { value: parseDecimal(number) as Decimal, text: number });
      }
      const numbers = state.byGroup(GROUPS);
      for (let group = 0; group < GROUPS; group++) {
        const expected = all
          .filter(([of]) => of === group)
          .map(([, number]) => parseDecimal(number) as Decimal)
          .sort(compareDecimals)
          .map(formatDecimal);
        const found = numbers.of(group);
        expect(found.count).toBe(expected.length);
        for (const rank of expected.keys()) {
          expect(formatDecimal(found.at(rank))).toBe(expected[rank]);
          expect(found.pairAt(rank).map(formatDecimal)).toEqual([expected[rank], expected[rank + 1] ?? expected[rank]]);
        }
        const [from = 0, to = 0] = [one, other].map((pick) => pick % (expected.length + 1)).sort((a, b) => a - b);
        expect(found.range(from, to).map(formatDecimal)).toEqual(expected.slice(from, to));
      }
    }),
    runs(300),
  ));
