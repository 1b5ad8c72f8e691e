/** What operators answer for literals. Undefined for all that is left to the data side. */
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
} from '../../core/decimal.ts';
import type { FunctionName } from '../../core/functions.ts';
import type { Comparison, Literal } from '../../protocol/expression.ts';

/** A longer number is not worth its place in the plan. */
const DIGITS_AT_MOST = 100;

export function computeLiterals(name: FunctionName, literals: readonly Literal[]): Literal | undefined {
  const [first, second] = literals;
  if (name === '||' && first?.type === 'text' && second?.type === 'text') {
    return { type: 'text', text: first.text + second.text };
  }
  const numbers = literals.map(numberOf);
  const [a, b] = numbers;
  if (a === undefined || numbers.includes(undefined)) return undefined;
  const value = b === undefined ? compute(name, { mantissa: 0n, scale: 0 }, a) : compute(name, a, b);
  const text = value && formatDecimal(value);
  return text === undefined || text.length > DIGITS_AT_MOST ? undefined : { type: 'number', text };
}

/** Of one argument, `-a` is `0 - a`. */
function compute(name: FunctionName, a: Decimal, b: Decimal): Decimal | undefined {
  if (name === '+') return addDecimals(a, b);
  if (name === '-' || name === 'negate') return addDecimals(a, { mantissa: -b.mantissa, scale: b.scale });
  return name === '*' ? multiplyDecimals(a, b) : undefined;
}

/** Whether a comparison of two holds. */
export function compareLiterals(
  name: FunctionName,
  [a, b]: readonly Literal[],
  comparison: Comparison,
): boolean | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (name === '=' || name === '<>') {
    const isEqual = areEqual(a, b, comparison);
    return isEqual === undefined ? undefined : isEqual === (name === '=');
  }
  const order = orderOf(a, b, comparison);
  if (order === undefined) return undefined;
  const holds: Partial<Record<FunctionName, boolean>> = {
    ...{ '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 },
  };
  return holds[name];
}

/** Whether the first is among the others; undefined where nulls would have a say. */
export function equalsOneOf([value, ...list]: readonly Literal[], comparison: Comparison): boolean | undefined {
  if (value === undefined) return undefined;
  const answers = list.map((item) => areEqual(value, item, comparison));
  return answers.includes(undefined) ? undefined : answers.includes(true);
}

function areEqual(a: Literal, b: Literal, comparison: Comparison): boolean | undefined {
  if (comparison === 'boolean') {
    return a.type === 'boolean' && b.type === 'boolean' ? a.value === b.value : undefined;
  }
  const [textA, textB] = [textOf(a), textOf(b)];
  if (comparison === 'text') return textA === undefined || textB === undefined ? undefined : textA === textB;
  const order = orderOf(a, b, comparison);
  return order === undefined ? undefined : order === 0;
}

/** Of numbers, however they are compared; texts are ordered by code points, which are left to the data side. */
function orderOf(a: Literal, b: Literal, comparison: Comparison): number | undefined {
  const [first, second] = [numberOf(a), numberOf(b)];
  const areNumbers = first !== undefined && second !== undefined;
  return areNumbers && (comparison === 'number' || comparison === 'value') ? compareDecimals(first, second) : undefined;
}

function numberOf(literal: Literal | undefined): Decimal | undefined {
  return literal?.type === 'number' ? parseDecimal(literal.text) : undefined;
}

function textOf(literal: Literal): string | undefined {
  if (literal.type === 'boolean') return String(literal.value);
  return literal.type === 'null' ? undefined : literal.text;
}
