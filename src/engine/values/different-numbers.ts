/** Numbers that occur several times, in different spellings, taken once. */
import { addDecimals, type Decimal, multiplyDecimals, parseDecimal, withoutTrailingZeros } from '../../core/decimal.ts';
import type { Moments } from './variance.ts';

/** The numbers that texts stand for, each value once. Every text is one. */
export function differentNumbers(texts: Iterable<string>): readonly Decimal[] {
  const byValue = new Map<string, Decimal>();
  for (const text of texts) {
    const number = withoutTrailingZeros(parseDecimal(text) as Decimal);
    byValue.set(`${number.mantissa}e-${number.scale}`, number);
  }
  return [...byValue.values()];
}

/** How many numbers, and the exact sums of them and of their squares. */
export function momentsOf(numbers: readonly Decimal[]): Moments {
  const zero: Decimal = { mantissa: 0n, scale: 0 };
  const sum = numbers.reduce(addDecimals, zero);
  const squares = numbers.reduce((total, number) => addDecimals(total, multiplyDecimals(number, number)), zero);
  return { count: numbers.length, sum, squares };
}
