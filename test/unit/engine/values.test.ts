/** Numbers as they are written into answers, against naive fractions and against JavaScript where it is exact. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDecimals, compareDecimals, formatDecimal, parseDecimal } from '../../../src/core/decimal.ts';
import { formatFixed, formatFixedQuotient } from '../../../src/engine/values/fixed.ts';
import { formatQuotient, formatRatio, formatRoot, ratioToDouble } from '../../../src/engine/values/ratio.ts';
import { formatDeviation, formatVariance } from '../../../src/engine/values/variance.ts';
import { csvNumber } from '../../helpers/engine/numbers.ts';
import {
  add,
  compare,
  decimalsOf,
  inFull,
  nearestDouble,
  nearestRoot,
  readRational,
} from '../../helpers/engine/rational.ts';
import { runs } from '../../helpers/engine/runs.ts';

const big = fc.oneof(
  fc.bigInt(-(2n ** 200n), 2n ** 200n),
  fc.bigInt(-(2n ** 60n), 2n ** 60n),
  fc.bigInt(-1000n, 1000n),
);
const positive = big.map((n) => (n < 0n ? -n : n) + 1n);
const scale = fc.integer({ min: 0, max: 40 });
const small = fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 });
const anyText = fc.oneof(csvNumber, fc.string({ unit: fc.constantFrom(...'019.+-eE '), maxLength: 8 }));

describe('decimals', () => {
  test('are read as fractions read them, and written in full', () =>
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(!/e[+-]?0*\d{4}/i.test(text));
        const [decimal, rational] = [parseDecimal(text), readRational(text)];
        expect(decimal === undefined).toBe(rational === undefined);
        if (decimal && rational) expect(formatDecimal(decimal)).toBe(inFull(rational, decimalsOf(text)));
      }),
      runs(3000),
    ));

  test('are added and compared as fractions', () =>
    fc.assert(
      fc.property(csvNumber, csvNumber, (a, b) => {
        const [left, right] = [parseDecimal(a), parseDecimal(b)] as [never, never];
        const [p, q] = [readRational(a), readRational(b)] as [never, never];
        expect(formatDecimal(addDecimals(left, right))).toBe(inFull(add(p, q), Math.max(decimalsOf(a), decimalsOf(b))));
        expect(Math.sign(compareDecimals(left, right))).toBe(compare(p, q));
      }),
      runs(1500),
    ));

  test.each([
    '1e4097',
    '-1E-4097',
    '1e99999999999',
    '.',
    '',
    '-',
    '+-1',
    '1e',
    '0x10',
    'NaN',
    'Infinity',
    '1_000',
    ' 1',
    '1,5',
  ])('%j is no number', (text) => expect(parseDecimal(text)).toBeUndefined());
});

describe('quotients', () => {
  test('are rounded once', () =>
    fc.assert(
      fc.property(big, positive, (n, d) => {
        expect(ratioToDouble(n, d)).toBe(nearestDouble({ n, d }) + 0);
      }),
      runs(2000),
    ));

  test('of doubles are what JavaScript makes of them', () =>
    fc.assert(
      fc.property(small, small, (a, b) => {
        const divisor = Math.abs(b) + 1;
        expect(ratioToDouble(BigInt(a), BigInt(divisor))).toBe(a / divisor + 0);
      }),
      runs(2000),
    ));

  test('at the middle between two doubles go to the even one', () => {
    for (const [n, expected] of [
      [2n ** 53n + 1n, 2 ** 53],
      [2n ** 53n + 3n, 2 ** 53 + 4],
      [-(2n ** 53n) - 1n, -(2 ** 53)],
    ] as const) {
      expect(ratioToDouble(n, 1n)).toBe(expected);
      expect(ratioToDouble(n, 8n)).toBe(expected / 8);
    }
    expect(ratioToDouble(2n ** 54n + 2n + 1n, 2n)).toBe(2 ** 53 + 2);
  });

  test.each([
    [1n, 3n, '0.3333333333333333'],
    [2n ** 54n + 1n, 2n, '9007199254740992'],
    [2n ** 54n + 3n, 2n, '9007199254740994'],
    [-(2n ** 54n) - 3n, 2n, '-9007199254740994'],
    [10n ** 30n + 1n, 3n, '333333333333333333333333333334'],
    [-1n, 10n ** 9n, '-1e-9'],
    [0n, 7n, '0'],
  ])('%d / %d is %s', (n, d, expected) => expect(formatRatio(n, d)).toBe(expected));

  test('that need no more decimals than the dividend are written in full', () => {
    expect(formatQuotient({ mantissa: 369n, scale: 2 }, 3n)).toBe('1.23');
    expect(formatQuotient({ mantissa: 3n * 10n ** 40n + 3n, scale: 20 }, 3n)).toBe(
      '100000000000000000000.00000000000000000001',
    );
    expect(formatQuotient({ mantissa: 10n, scale: 1 }, 3n)).toBe('0.3333333333333333');
  });
});

describe('roots', () => {
  test('are rounded once', () =>
    fc.assert(
      fc.property(positive, positive, (n, d) => {
        expect(formatRoot(n, d)).toBe(String(nearestRoot({ n, d })));
      }),
      runs(800),
    ));

  test('of squares are exact', () =>
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 53n), (n) => {
        expect(formatRoot(n * n, 1n)).toBe(String(n));
      }),
      runs(300),
    ));

  test('of small integers are what JavaScript says', () =>
    fc.assert(
      fc.property(fc.nat(), (n) => {
        expect(formatRoot(BigInt(n), 1n)).toBe(String(Math.sqrt(n)));
      }),
      runs(500),
    ));
});

describe('variance', () => {
  test.each([
    [['1', '2', '3', '4'], '1.6666666666666667', '1.25', '1.2909944487358056', '1.118033988749895'],
    [['5', '5', '5'], '0', '0', '0', '0'],
    [['1e9', '1000000001', '1000000002.0'], '1', '0.6666666666666666', '1', '0.816496580927726'],
    [['7'], undefined, '0', undefined, '0'],
    [[], undefined, undefined, undefined, undefined],
  ])('of %j', (texts, sample, population, deviation, deviationOfPopulation) => {
    const values = texts.map((text) => parseDecimal(text) as { mantissa: bigint; scale: number });
    const zero = { mantissa: 0n, scale: 0 };
    const sum = values.reduce(addDecimals, zero);
    const squares = values.map((a) => ({ mantissa: a.mantissa ** 2n, scale: a.scale * 2 })).reduce(addDecimals, zero);
    const moments = { count: values.length, sum, squares };
    expect([formatVariance(moments, true), formatVariance(moments, false)]).toEqual([sample, population]);
    expect([formatDeviation(moments, true), formatDeviation(moments, false)]).toEqual([
      deviation,
      deviationOfPopulation,
    ]);
  });
});

describe('the quick forms', () => {
  test('write what the exact forms write', () =>
    fc.assert(
      fc.property(
        small,
        fc.integer({ min: 0, max: 18 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (value, decimals, divisor) => {
          const decimal = { mantissa: BigInt(value), scale: decimals };
          expect(formatFixed(value, decimals)).toBe(formatDecimal(decimal));
          const quick = formatFixedQuotient(value, divisor, decimals);
          if (quick !== undefined) expect(quick).toBe(formatQuotient(decimal, BigInt(divisor)));
        },
      ),
      runs(3000),
    ));

  test('decline what doubles cannot do', () => {
    expect(formatFixedQuotient(1, 3, 16)).toBeUndefined();
    expect(formatFixedQuotient(1, 2 ** 40, 5)).toBeUndefined();
    expect(formatFixedQuotient(1, 3, 2)).toBe('0.0033333333333333335');
  });

  test('leave no minus before nothing', () => {
    expect([formatFixed(0, 3), formatFixedQuotient(0, 7, 2), formatFixed(-5, 3)]).toEqual(['0', '0', '-0.005']);
    expect([formatDecimal({ mantissa: -0n, scale: 2 }), formatRatio(-0n, 3n)]).toEqual(['0', '0']);
  });

  test('scales beyond those of files are no trouble', () =>
    fc.assert(
      fc.property(big, scale, (mantissa, decimals) => {
        const text = formatDecimal({ mantissa, scale: decimals });
        expect(compare(readRational(text) as never, { n: mantissa, d: 10n ** BigInt(decimals) })).toBe(0);
      }),
      runs(300),
    ));
});
