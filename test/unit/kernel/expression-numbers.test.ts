/** Comparing numbers against plain twins. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { constantNumbers, writeNumberList, writeThresholds } from '../../../src/engine/expressions/vector/constants.ts';
import { Context } from '../../../src/engine/expressions/vector/context.ts';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { readNumbers, readTruths, writeNumbers } from '../../helpers/engine/kernel-columns.ts';
import { fixed, known, pairs, scale } from '../../helpers/engine/random-numbers.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { order, tested } from '../../twins/expressions.ts';

const kernel = loadKernel();
const start = kernel.allocate(0);
const environment = { now: '', columnName: String, loaded: () => undefined };

const OUTCOMES: readonly (readonly [string, number, (order: number) => boolean])[] = [
  ['<', 1, (sign) => sign < 0],
  ['=', 2, (sign) => sign === 0],
  ['<=', 3, (sign) => sign <= 0],
  ['>', 4, (sign) => sign > 0],
  ['<>', 5, (sign) => sign !== 0],
  ['>=', 6, (sign) => sign >= 0],
];

test.each(OUTCOMES)('%s of two columns', (_, outcomes, holds) => {
  fc.assert(
    fc.property(pairs, (rows) => {
      kernel.release(start);
      const left = writeNumbers(
        kernel,
        rows.map(([a]) => a),
      );
      const right = writeNumbers(
        kernel,
        rows.map(([, b]) => b),
      );
      const out = kernel.allocate(rows.length);
      kernel.call.compareNumbers(...left, ...right, rows.length, outcomes, out);
      const expected = rows.map(([a, b]) => tested(a, b, (x, y) => holds(order(x, y))));
      expect(readTruths(kernel, out, rows.length)).toEqual(expected);
    }),
    runs(300),
  );
});

test.each(OUTCOMES)('%s of a column and a constant, of any size', (_, outcomes, holds) => {
  const constant = fc.oneof(known, fc.record({ mantissa: fc.bigInt(), scale: fc.integer({ min: 0, max: 30 }) }));
  fc.assert(
    fc.property(fc.array(fixed, { minLength: 1, maxLength: 40 }), constant, (rows, value) => {
      kernel.release(start);
      const [column, out] = [writeNumbers(kernel, rows), kernel.allocate(rows.length)];
      const thresholds = writeThresholds(new Context(kernel, environment), value);
      kernel.call.compareNumbersTo(...column, rows.length, thresholds, outcomes, out);
      expect(readTruths(kernel, out, rows.length)).toEqual(
        rows.map((row) => tested(row, value, (x, y) => holds(order(x, y)))),
      );
    }),
    runs(300),
  );
});

test('in a list', () => {
  const list = fc.array(fc.oneof(known, fc.record({ mantissa: fc.integer({ max: 20 }).map(BigInt), scale })));
  fc.assert(
    fc.property(fc.array(fixed, { minLength: 1, maxLength: 30 }), list, fc.constantFrom(0, 2), (rows, some, miss) => {
      kernel.release(start);
      const values = [...some, ...rows.slice(0, 3).filter((row) => row !== null && row !== 'slow')];
      const [column, out] = [writeNumbers(kernel, rows), kernel.allocate(rows.length)];
      const table = writeNumberList(new Context(kernel, environment), values);
      kernel.call.inNumbers(...column, rows.length, table.starts, table.values, miss, out);
      const isIn = rows.map((row) => tested(row, row, (x) => values.some((value) => order(x, value) === 0)));
      expect(readTruths(kernel, out, rows.length)).toEqual(isIn.map((truth) => (truth === 0 ? miss : truth)));
    }),
    runs(500),
  );
});
test('constants are columns where they have room', () => {
  const context = new Context(kernel, environment);
  const place = constantNumbers(context, { mantissa: -1500n, scale: 3 });
  expect(readNumbers(kernel, place as [number, number], 2)).toEqual(Array(2).fill({ mantissa: -15n, scale: 1 }));
  expect(constantNumbers(context, { mantissa: 10n ** 18n + 1n, scale: 0 })).toBeUndefined();
  expect(constantNumbers(context, { mantissa: 1n, scale: 19 })).toBeUndefined();
});
