import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fractionOfPercent, percentOfFraction, readFraction } from '../../../src/core/fractions.ts';

describe('fractions', () => {
  it.each([
    ['0', '0'],
    ['00', '0'],
    ['0.', '0'],
    ['.5', '0.5'],
    ['0.50', '0.5'],
    ['00.0500', '0.05'],
    ['1', '1'],
    ['01.000', '1'],
    ['0.99999999999999999999', '0.99999999999999999999'],
  ])('%s is %s', (text, fraction) => expect(readFraction(text)).toBe(fraction));

  it.each(['', '.', '-0', '+0.5', '1.00000000000000000001', '2', '10', '1e0', '0,5', ' 0.5', '50%', 'NaN'])(
    '%j is none',
    (text) => expect(readFraction(text)).toBeUndefined(),
  );

  it.each([
    ['0', '0'],
    ['5', '0.05'],
    ['50', '0.5'],
    ['99.9', '0.999'],
    ['0.5', '0.005'],
    ['100', '1'],
  ])('%s %% is %s', (percent, fraction) => {
    expect(fractionOfPercent(percent)).toBe(fraction);
    expect(percentOfFraction(fraction)).toBe(percent);
  });

  it('of more than 100 % are none', () => {
    for (const percent of ['101', '100.1', '1000', '250']) expect(fractionOfPercent(percent)).toBeUndefined();
  });

  it('become percent and come back', () => {
    const decimals = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 12 });
    fc.assert(
      fc.property(decimals, (digits) => {
        const fraction = readFraction(`0.${digits}`) as string;
        expect(Number(fraction)).toBe(Number(`0.${digits}`));
        expect(fractionOfPercent(percentOfFraction(fraction))).toBe(fraction);
      }),
    );
  });
});
