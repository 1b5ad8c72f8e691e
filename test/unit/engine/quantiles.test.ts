/** Quantiles against sorting by the definition, and against tables computed by hand. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareDecimals, type Decimal, formatDecimal, parseDecimal } from '../../../src/core/decimal.ts';
import { readFraction } from '../../../src/core/fractions.ts';
import { discreteQuantileIndex, interpolate, quantilePlace } from '../../../src/engine/values/quantile.ts';
import { csvNumber } from '../../helpers/engine/numbers.ts';
import { discreteQuantileOf, quantileOf } from '../../helpers/engine/oracle-numbers.ts';
import { decimalsOf, inFull, type Rational, readRational } from '../../helpers/engine/rational.ts';
import { runs } from '../../helpers/engine/runs.ts';

const fraction = fc
  .oneof(
    fc.constantFrom('0', '1', '0.5', '0.25', '0.95', '0.999', '0.333333333333333333333'),
    fc.integer({ min: 0, max: 1_000_000 }).map((part) => `0.${String(part).padStart(7, '0')}`),
  )
  .map((text) => readFraction(text) as string);
const numbers = fc.array(csvNumber, { minLength: 1, maxLength: 12 });

function sorted(texts: readonly string[]): readonly Decimal[] {
  return texts.map((text) => parseDecimal(text) as Decimal).sort(compareDecimals);
}

function quantile(values: readonly Decimal[], p: string): string {
  const { index, weight } = quantilePlace(values.length, parseDecimal(p) as Decimal);
  const lower = values[index] as Decimal;
  return formatDecimal(interpolate(lower, values[index + 1] ?? lower, weight));
}

function discreteQuantile(values: readonly Decimal[], p: string): string {
  return formatDecimal(values[discreteQuantileIndex(values.length, parseDecimal(p) as Decimal)] as Decimal);
}

describe('quantiles', () => {
  test.each([
    [['1', '2', '3', '4'], '0.5', '2.5', '2'],
    [['1', '2', '3', '4'], '0.25', '1.75', '1'],
    [['1', '2', '3', '4'], '0.75', '3.25', '3'],
    [['1', '2', '3', '4'], '0.9', '3.7', '4'],
    [['1', '2', '3', '4'], '0', '1', '1'],
    [['1', '2', '3', '4'], '1', '4', '4'],
    [['10', '20', '30'], '0.5', '20', '20'],
    [['0.1', '0.2'], '0.5', '0.15', '0.1'],
    [['9007199254740993', '9007199254740996'], '0.5', '9007199254740994.5', '9007199254740993'],
    [
      ['1e30', '-1e-30'],
      '0.5',
      '499999999999999999999999999999.9999999999999999999999999999995',
      `-0.${'1'.padStart(30, '0')}`,
    ],
    [['7'], '0.123', '7', '7'],
    [['2', '1', '2', '2'], '0.2', '1.6', '1'],
    [['5', '5', '5'], '0.37', '5', '5'],
  ])('of %j at %s', (texts, p, continuous, discrete) => {
    expect(quantile(sorted(texts), p)).toBe(continuous);
    expect(discreteQuantile(sorted(texts), p)).toBe(discrete);
  });

  test('are what sorting and the definition say', () =>
    fc.assert(
      fc.property(numbers, fraction, (texts, p) => {
        const values = texts.map((text) => readRational(text) as Rational);
        const part = readRational(p) as Rational;
        const decimals = Math.max(...texts.map(decimalsOf));
        expect(quantile(sorted(texts), p)).toBe(inFull(quantileOf(values, part), decimals + decimalsOf(p)));
        expect(discreteQuantile(sorted(texts), p)).toBe(inFull(discreteQuantileOf(values, part), decimals));
      }),
      runs(1000),
    ));

  test('do not fall as p rises, and lie between the extremes', () =>
    fc.assert(
      fc.property(numbers, fraction, fraction, (texts, p, q) => {
        const values = sorted(texts);
        const [low, high] = Number(p) <= Number(q) ? [p, q] : [q, p];
        const at = (part: string) => parseDecimal(quantile(values, part)) as Decimal;
        expect(compareDecimals(at(low), at(high))).toBeLessThanOrEqual(0);
        expect(compareDecimals(values[0] as Decimal, at(low))).toBeLessThanOrEqual(0);
        expect(compareDecimals(at(high), values.at(-1) as Decimal)).toBeLessThanOrEqual(0);
      }),
      runs(500),
    ));

  test('find their place among as many values as there can be', () => {
    const p = parseDecimal('0.999999999999') as Decimal;
    expect(quantilePlace(2 ** 40, p).index).toBe(1099511627773);
    expect(discreteQuantileIndex(2 ** 40, p)).toBe(1099511627774);
  });
});
