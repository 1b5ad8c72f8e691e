/** Whether a test holds for a value that all rows of a file have. */
import { compareDecimals, parseDecimal } from '../../core/decimal.ts';
import type { Operator, Test } from './key-tests.ts';

/** `text`: a character a byte; null where there is none. */
export function isTrueOf(test: Test, text: string | null): boolean {
  if (test.kind === 'null') return (text === null) === test.isNull;
  if (text === null) return false;
  if (test.kind === 'text') return test.texts.some((other) => compares(test.operator, byText(text, other)));
  const number = parseDecimal(text);
  // A text is not equal to any number.
  if (number === undefined) return test.operator === '<>';
  return test.numbers.some((other) => compares(test.operator, compareDecimals(number, other)));
}

function byText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function compares(operator: Operator, order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}
