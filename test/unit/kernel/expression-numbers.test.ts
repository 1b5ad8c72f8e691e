/** Comparing and computing numbers against plain twins: all scales, both ends of what has room, nulls and slow rows. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { constantNumbers, writeNumberList, writeThresholds } from '../../../src/engine/expressions/vector/constants.ts';
import { Context } from '../../../src/engine/expressions/vector/context.ts';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { formatDecimal } from '../../../src/engine/values/decimal.ts';
import { formatQuotient } from '../../../src/engine/values/ratio.ts';
import { newNumbers, readNumbers, readTexts, readTruths, writeNumbers } from '../../helpers/engine/kernel-columns.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { applied, type Fixed, OF_TWO, order, rounded, tested } from '../../twins/expressions.ts';

const kernel = loadKernel();
const environment = { now: '', columnName: String, loaded: () => undefined };
const start = kernel.allocate(0);
const LARGEST = 10n ** 18n - 1n;

const mantissa = fc.oneof(
  fc.bigInt({ min: -LARGEST, max: LARGEST }),
  fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
  fc.bigInt({ min: -120n, max: 120n }),
  fc.constantFrom(LARGEST, -LARGEST, 0n, 10n ** 17n, -(10n ** 9n), 5n, -5n, 2n ** 31n, -(2n ** 31n)),
);
const scale = fc.oneof(fc.constantFrom(0, 2), fc.integer({ min: 0, max: 18 }));
const known = fc.record({ mantissa, scale });
const fixed: fc.Arbitrary<Fixed> = fc.oneof(
  { weight: 8, arbitrary: known },
  { weight: 1, arbitrary: fc.constantFrom<Fixed>(null, 'slow') },
);
const pairs = fc.array(fc.tuple(fixed, fixed), { minLength: 1, maxLength: 40 });

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
      const [left, right] = columnsOf(rows);
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

test.each([
  ['sum', (a, b, n, out) => kernel.call.addNumbers(...a, ...b, n, 0, ...out)],
  ['difference', (a, b, n, out) => kernel.call.addNumbers(...a, ...b, n, 1, ...out)],
  ['product', (a, b, n, out) => kernel.call.multiplyNumbers(...a, ...b, n, ...out)],
  ['rest', (a, b, n, out) => kernel.call.restNumbers(...a, ...b, n, ...out)],
] satisfies [keyof typeof OF_TWO, Call][])('%s', (name, call) => {
  fc.assert(
    fc.property(pairs, (rows) => {
      kernel.release(start);
      const [left, right] = columnsOf(rows);
      const out = newNumbers(kernel, rows.length);
      call(left, right, rows.length, out);
      expect(readNumbers(kernel, out, rows.length)).toEqual(rows.map(([a, b]) => applied(a, b, OF_TWO[name])));
    }),
    runs(600),
  );
});

type Place = [number, number];
type Call = (a: Place, b: Place, rows: number, out: Place) => void;

function columnsOf(rows: readonly (readonly [Fixed, Fixed])[]): [Place, Place] {
  return [
    writeNumbers(
      kernel,
      rows.map(([a]) => a),
    ),
    writeNumbers(
      kernel,
      rows.map(([, b]) => b),
    ),
  ];
}

const usual = fc.record({
  mantissa: fc.oneof(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.integer({ min: -300, max: 300 })).map(BigInt),
  scale: fc.integer({ min: 0, max: 4 }),
});

test('quotients are those of values/ratio.ts, and seldom slow', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(usual, usual), { minLength: 1, maxLength: 40 }), (rows) => {
      for (const [at, found] of divided(rows).entries()) {
        const [a, b] = rows[at] as (typeof rows)[number];
        const ratio = Math.abs(Number(a.mantissa) / 10 ** a.scale / (Number(b.mantissa) / 10 ** b.scale));
        if (b.mantissa === 0n || ratio >= 0.02) expect(found).not.toBe('slow');
        if (found !== 'slow') expect(found).toBe(quotientText(a, b));
      }
    }),
    runs(2000),
  );
});

test('quotients of any numbers are those of values/ratio.ts, or slow', () => {
  fc.assert(
    fc.property(pairs, (rows) => {
      for (const [at, found] of divided(rows).entries()) {
        const [a, b] = rows[at] as (typeof rows)[number];
        const expected = applied(a, b, () => ({ mantissa: 0n, scale: 0 }));
        if (expected === null || expected === 'slow') expect(found).toBe(expected);
        else if (found !== 'slow') expect(found).toBe(quotientText(a as Known, b as Known));
      }
    }),
    runs(1000),
  );
});

type Known = Exclude<Fixed, null | 'slow'>;

/** Texts of the quotients, null, or slow. */
function divided(rows: readonly (readonly [Fixed, Fixed])[]): (string | null)[] {
  kernel.release(start);
  const [left, right] = columnsOf(rows);
  const out = newNumbers(kernel, rows.length);
  kernel.call.divideNumbers(...left, ...right, rows.length, ...out);
  return readNumbers(kernel, out, rows.length).map((each) =>
    each === null || each === 'slow' ? each : formatDecimal(each),
  );
}

function quotientText(a: Known, b: Known): string | null {
  if (b.mantissa === 0n) return null;
  const dividend = a.mantissa * 10n ** BigInt(b.scale);
  const isNegative = b.mantissa < 0n;
  const sum = { mantissa: isNegative ? -dividend : dividend, scale: a.scale };
  const text = formatQuotient(sum, isNegative ? -b.mantissa : b.mantissa);
  const [, digits = '', exponent] = /^(.*)e-(\d+)$/.exec(text) ?? [];
  const scale = Number(exponent) + digits.replace(/.*\./, '').length * Number(digits.includes('.'));
  return exponent === undefined ? text : formatDecimal({ mantissa: BigInt(digits.replace('.', '')), scale });
}

const HOW = { round: 0, floor: 1, ceil: 2, whole: 3, abs: 4, negate: 5, sign: 6 } as const;

test.each(['round', 'floor', 'ceil'] as const)('%s', (how) => {
  const decimals = how === 'round' ? fc.integer({ min: -20, max: 20 }) : fc.constant(0);
  fc.assert(
    fc.property(fc.array(fixed, { minLength: 1, maxLength: 30 }), decimals, (rows, to) => {
      const expected = rows.map((row) => (row === null || row === 'slow' ? row : rounded(row, to, how)));
      expect(mapped(rows, HOW[how], to).map(valueOfFixed)).toEqual(expected.map(valueOfFixed));
    }),
    runs(600),
  );
});

test('abs, negate, sign, whole', () => {
  fc.assert(
    fc.property(known, (number) => {
      const { mantissa: m } = number;
      const signed = m < 0n ? -1n : m > 0n ? 1n : 0n;
      expect(mapped([number], HOW.abs, 0)).toEqual([{ ...number, mantissa: m * signed }]);
      expect(mapped([number], HOW.negate, 0)).toEqual([{ ...number, mantissa: -m }]);
      expect(mapped([number], HOW.sign, 0)).toEqual([{ mantissa: signed, scale: 0 }]);
      const unit = 10n ** BigInt(number.scale);
      expect(mapped([number], HOW.whole, 0)).toEqual([m % unit === 0n ? { mantissa: m / unit, scale: 0 } : 'slow']);
    }),
    runs(500),
  );
});

function mapped(rows: readonly Fixed[], how: number, decimals: number): Fixed[] {
  kernel.release(start);
  const [column, out] = [writeNumbers(kernel, rows), newNumbers(kernel, rows.length)];
  kernel.call.mapNumbers(...column, rows.length, how, decimals, ...out);
  return readNumbers(kernel, out, rows.length);
}

function valueOfFixed(number: Fixed): string | null {
  return number === null || number === 'slow' ? number : formatDecimal(number);
}

test('numbers as texts', () => {
  fc.assert(
    fc.property(fc.array(fixed, { minLength: 1, maxLength: 40 }), (rows) => {
      kernel.release(start);
      const column = writeNumbers(kernel, rows);
      const [cells, arena] = [kernel.allocate(rows.length * 8), kernel.allocate(rows.length * 40)];
      kernel.call.numberCells(...column, rows.length, cells, arena);
      expect(readTexts(kernel, cells, rows.length)).toEqual(rows.map(valueOfFixed));
    }),
    runs(2000),
  );
});

test('constants are columns where they have room', () => {
  const context = new Context(kernel, environment);
  const place = constantNumbers(context, { mantissa: -1500n, scale: 3 });
  expect(readNumbers(kernel, place as Place, 2)).toEqual(Array(2).fill({ mantissa: -15n, scale: 1 }));
  expect(constantNumbers(context, { mantissa: 10n ** 18n + 1n, scale: 0 })).toBeUndefined();
  expect(constantNumbers(context, { mantissa: 1n, scale: 19 })).toBeUndefined();
});
