/** Covariance, correlation and least squares: against definitions with exact fractions, and against known answers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDecimals, type Decimal, parseDecimal } from '../../../src/core/decimal.ts';
import { formatCorrelation, formatCovariance } from '../../../src/engine/values/covariance.ts';
import { solveExactly } from '../../../src/engine/values/linear-system.ts';
import type { ProductSums } from '../../../src/engine/values/products.ts';
import { linearRegression } from '../../../src/engine/values/regression.ts';
import { csvNumber } from '../../helpers/engine/numbers.ts';
import { correlationText, covarianceOf, ratioText, regressionOf } from '../../helpers/engine/oracle-numbers.ts';
import { type Rational, readRational } from '../../helpers/engine/rational.ts';
import { runs } from '../../helpers/engine/runs.ts';

const ZERO: Decimal = { mantissa: 0n, scale: 0 };

/** Of rows of numbers, each as text. */
function sumsOf(rows: readonly (readonly string[])[], columnCount: number): ProductSums {
  const values = rows.map((row) => row.map((text) => parseDecimal(text) as Decimal));
  const columns = Array.from({ length: columnCount }, (_, column) => column);
  const total = (of: (row: readonly Decimal[]) => Decimal) => values.map(of).reduce(addDecimals, ZERO);
  return {
    count: rows.length,
    sums: columns.map((i) => total((row) => row[i] as Decimal)),
    products: columns.map((i) =>
      columns.slice(i).map((j) => total((row) => multiplied(row[i] as Decimal, row[j] as Decimal))),
    ),
  };
}

function multiplied(a: Decimal, b: Decimal): Decimal {
  return { mantissa: a.mantissa * b.mantissa, scale: a.scale + b.scale };
}

/** The first column is y. */
function regressionOn(rows: readonly (readonly string[])[], columnCount: number) {
  const xs = Array.from({ length: columnCount - 1 }, (_, x) => x + 1);
  return linearRegression(sumsOf(rows, columnCount), 0, xs);
}

const small = fc.integer({ min: -9, max: 9 }).map(String);
const number = fc.oneof({ weight: 2, arbitrary: small }, { weight: 1, arbitrary: csvNumber });
const table = (columns: number) =>
  fc.array(fc.tuple(...Array.from({ length: columns }, () => number)), { maxLength: 8 });

describe('two columns', () => {
  test.each([
    [
      [
        ['1', '2'],
        ['2', '4'],
        ['3', '6'],
      ],
      '2',
      '1.3333333333333333',
      '1',
    ],
    [
      [
        ['1', '3'],
        ['2', '2'],
        ['3', '1'],
      ],
      '-1',
      '-0.6666666666666666',
      '-1',
    ],
    [
      [
        ['1', '1'],
        ['2', '-1'],
        ['3', '1'],
      ],
      '0',
      '0',
      '0',
    ],
    [
      [
        ['1', '2'],
        ['2', '1'],
        ['4', '3'],
        ['5', '6'],
      ],
      '3.3333333333333335',
      '2.5',
      '0.8451542547285166',
    ],
    [
      [
        ['0.1', '5'],
        ['0.2', '5'],
      ],
      '0',
      '0',
      undefined,
    ],
    [[['1', '2']], undefined, '0', undefined],
    [[], undefined, undefined, undefined],
    // Far from zero nothing is cancelled.
    [
      [
        ['1000000000001', '-3'],
        ['1000000000002', '-6'],
      ],
      '-1.5',
      '-0.75',
      '-1',
    ],
  ])('%j', (rows, sample, population, correlation) => {
    const sums = sumsOf(rows, 2);
    expect(formatCovariance(sums, 0, 1, true)).toBe(sample);
    expect(formatCovariance(sums, 0, 1, false)).toBe(population);
    expect(formatCorrelation(sums, 0, 1)).toBe(correlation);
    expect(formatCorrelation(sums, 1, 0)).toBe(correlation);
  });

  test('are what the definitions say', () =>
    fc.assert(
      fc.property(table(2), (rows) => {
        const sums = sumsOf(rows, 2);
        const [xs, ys] = [0, 1].map((column) => rows.map((row) => readRational(row[column] as string) as Rational));
        for (const isSample of [true, false]) {
          const expected = covarianceOf(xs as Rational[], ys as Rational[], isSample);
          expect(formatCovariance(sums, 0, 1, isSample)).toBe(expected && ratioText(expected));
        }
        expect(formatCorrelation(sums, 0, 1)).toBe(correlationText(xs as Rational[], ys as Rational[]));
      }),
      runs(400),
    ));
});

describe('least squares', () => {
  test.each([
    // By hand: means 2.5 and 5, Sxy = 10, Sxx = 5.
    [
      'a line',
      [
        ['2', '1'],
        ['4', '2'],
        ['6', '3'],
        ['8', '4'],
      ],
      { intercept: '0', slopes: ['2'], r2: '1' },
    ],
    // Sxx = 10, Sxy = 6, Syy = 6, means 3 and 4.
    [
      'points beside one',
      [
        ['2', '1'],
        ['4', '2'],
        ['5', '3'],
        ['4', '4'],
        ['5', '5'],
      ],
      { intercept: '2.2', slopes: ['0.6'], r2: '0.6' },
    ],
    [
      'a plane: y = 1 + 2a - 3b',
      [
        ['1', '0', '0'],
        ['3', '1', '0'],
        ['-2', '0', '1'],
        ['0', '1', '1'],
        ['-1', '2', '2'],
      ],
      { intercept: '1', slopes: ['2', '-3'], r2: '1' },
    ],
    [
      'a y that does not vary',
      [
        ['7', '1'],
        ['7', '2'],
        ['7', '5'],
      ],
      { intercept: '7', slopes: ['0'], r2: '1' },
    ],
    [
      'as many points as unknowns',
      [
        ['0.1', '1'],
        ['0.3', '2'],
      ],
      { intercept: '-0.1', slopes: ['0.2'], r2: '1' },
    ],
    [
      'fewer points',
      [
        ['1', '1', '2'],
        ['2', '3', '4'],
      ],
      undefined,
    ],
    ['one point', [['1', '1']], undefined],
    ['no point', [], undefined],
    [
      'an x that does not vary',
      [
        ['1', '5'],
        ['2', '5'],
        ['3', '5'],
      ],
      undefined,
    ],
    [
      'two xs on one line',
      [
        ['1', '1', '3'],
        ['2', '2', '5'],
        ['4', '3', '7'],
        ['3', '4', '9'],
      ],
      undefined,
    ],
  ])('%s', (_title, rows, expected) => {
    expect(regressionOn(rows, rows[0]?.length ?? 2)).toEqual(expected);
  });

  /** Longley's data (1967), on which double arithmetic loses most of its digits: certified values of NIST. */
  test('the certified answer to Longley', () => {
    const found = regressionOn(LONGLEY, 7);
    const rounded = [found?.intercept, ...(found?.slopes ?? [])].map((text) => Number(text).toPrecision(13));
    expect(rounded).toEqual(
      [
        -3482258.63459582, 15.0618722713733, -0.035819179292591, -2.02022980381683, -1.03322686717359,
        -0.0511041056535807, 1829.15146461355,
      ].map((value) => value.toPrecision(13)),
    );
    expect(Number(found?.r2).toPrecision(12)).toBe((0.995479004577296).toPrecision(12));
  });

  test.each([2, 3, 4])('of %i columns is what elimination over fractions says', (columns) =>
    fc.assert(
      fc.property(table(columns), (rows) => {
        const values = Array.from({ length: columns }, (_, column) =>
          rows.map((row) => readRational(row[column] as string) as Rational),
        );
        const [ys = [], ...xs] = values;
        const expected = regressionOf(ys, xs);
        const found = regressionOn(rows, columns);
        const texts = found && [found.intercept, ...found.slopes, found.r2];
        expect(texts).toEqual(expected && [...expected.coefficients, expected.r2].map(ratioText));
      }),
      runs(150),
    ),
  );
});

describe('solveExactly', () => {
  test('finds what was put in, and a determinant that is not zero', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }).chain((n) =>
          fc.record({
            matrix: fc.array(fc.array(fc.bigInt(-9n, 9n), { minLength: n, maxLength: n }), {
              minLength: n,
              maxLength: n,
            }),
            solution: fc.array(fc.bigInt(-(10n ** 20n), 10n ** 20n), { minLength: n, maxLength: n }),
          }),
        ),
        ({ matrix, solution }) => {
          const rows = matrix.map((row) => [
            ...row,
            row.reduce((sum, a, at) => sum + a * (solution[at] as bigint), 0n),
          ]);
          const found = solveExactly(rows);
          expect(found === undefined).toBe(determinant(matrix) === 0n);
          if (!found) return;
          expect(found.denominator).toBeGreaterThan(0n);
          expect(found.numerators).toEqual(solution.map((value) => value * found.denominator));
        },
      ),
      runs(500),
    ));
});

/** By its first row. */
function determinant(matrix: readonly (readonly bigint[])[]): bigint {
  const [first, ...rest] = matrix;
  if (first === undefined) return 1n;
  return first.reduce((sum, value, at) => {
    const minor = rest.map((row) => row.filter((_, column) => column !== at));
    return sum + (at % 2 === 0 ? value : -value) * determinant(minor);
  }, 0n);
}

/** Employed; GNP deflator, GNP, unemployed, armed forces, population, year. */
const LONGLEY = `
60323 83.0 234289 2356 1590 107608 1947
61122 88.5 259426 2325 1456 108632 1948
60171 88.2 258054 3682 1616 109773 1949
61187 89.5 284599 3351 1650 110929 1950
63221 96.2 328975 2099 3099 112075 1951
63639 98.1 346999 1932 3594 113270 1952
64989 99.0 365385 1870 3547 115094 1953
63761 100.0 363112 3578 3350 116219 1954
66019 101.2 397469 2904 3048 117388 1955
67857 104.6 419180 2822 2857 118734 1956
68169 108.4 442769 2936 2798 120445 1957
66513 110.8 444546 4681 2637 121950 1958
68655 112.6 482704 3813 2552 123366 1959
69564 114.2 502601 3931 2514 125368 1960
69331 115.7 518173 4806 2572 127852 1961
70551 116.9 554894 4007 2827 130081 1962`
  .trim()
  .split('\n')
  .map((line) => line.split(' '));
