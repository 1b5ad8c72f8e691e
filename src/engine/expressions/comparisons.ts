/** Comparing values. Which of the four ways it is done in is decided before the run, from what is compared. */
import type { Comparison } from '../../protocol/expression.ts';
import { compare } from '../values/arithmetic.ts';
import type { Exact } from '../values/exact.ts';
import { compareTexts } from '../values/value-order.ts';
import { type Call, type Compile, type Evaluate, type Operand, type Present, strict } from './call.ts';
import { EvaluationError, type Origin, quoted } from './evaluation-error.ts';
import { asNumber, asText, CellValue, NumberValue, readBoolean, readNumber, type Value } from './value.ts';

/** Negative, zero or positive as a is less than, equal to or greater than b; an error where there is no order. */
type Order = (a: Present, b: Present) => number;
type Equality = (a: Present, b: Present) => boolean;

export const comparisons = {
  '=': strict((call) => equality(call.comparison)),
  '<>': strict((call) => {
    const areEqual = equality(call.comparison);
    return (a, b) => !areEqual(a, b);
  }),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  nullif: compileNullif,
  greatest: furthest((order) => order > 0),
  least: furthest((order) => order < 0),
} as const;

/** Whether two values are equal; what cannot be read as the comparison wants it is equal to nothing. */
export function equality(comparison: Comparison): (...values: Present[]) => boolean {
  return EQUALITIES[comparison] as (...values: Present[]) => boolean;
}

const EQUALITIES: Readonly<Record<Comparison, Equality>> = {
  number(a, b) {
    const [left, right] = [readNumber(a), readNumber(b)];
    return left !== undefined && right !== undefined && compare(left, right) === 0;
  },
  text: (a, b) => asText(a) === asText(b),
  boolean(a, b) {
    const left = readBoolean(a);
    return left !== undefined && left === readBoolean(b);
  },
  value(a, b) {
    const left = numberAsItIs(a);
    const right = left && numberAsItIs(b);
    return left && right ? compare(left, right) === 0 : asText(a) === asText(b);
  },
};

function orderOf(comparison: Comparison, left: Origin | undefined, right: Origin | undefined): Order {
  if (comparison === 'number') return (a, b) => compare(asNumber(a, left), asNumber(b, right));
  if (comparison === 'text') return (a, b) => compareTexts(asText(a), asText(b));
  if (comparison === 'boolean') return (a, b) => Number(asBoolean(a, left)) - Number(asBoolean(b, right));
  return (a, b) => {
    const number = numberAsItIs(a);
    const other = number && numberAsItIs(b);
    return number && other ? compare(number, other) : compareTexts(asText(a), asText(b));
  };
}

/** Cells and numbers; a JSON string stays a text beside a value of which nothing is known. */
function numberAsItIs(value: Present): Exact | undefined {
  if (value instanceof CellValue) return value.number;
  return value instanceof NumberValue ? value.exact : undefined;
}

function asBoolean(value: Present, origin: Origin | undefined): boolean {
  const condition = readBoolean(value);
  if (condition !== undefined) return condition;
  throw new EvaluationError('PQ_NOT_A_BOOLEAN', `${quoted(asText(value))} is not true or false`, { origin });
}

function ordered(holds: (order: number) => boolean): Compile {
  return strict(({ comparison, operands }) => {
    const order = orderOf(comparison, operands[0]?.origin, operands[1]?.origin);
    return (a, b) => holds(order(a, b));
  });
}

function compileNullif({ operands, comparison }: Call): Evaluate {
  const [left, right] = operands as [Operand, Operand];
  const areEqual = equality(comparison);
  return (row) => {
    const value = left.evaluate(row);
    if (value === null) return null;
    const other = right.evaluate(row);
    return other !== null && areEqual(value, other) ? null : value;
  };
}

/** The greatest or the least, the first of equals; nulls are left out. */
function furthest(isFurther: (order: number) => boolean): Compile {
  return ({ operands, comparison }) => {
    const candidates = operands.map(({ evaluate, origin }) => ({
      evaluate,
      order: comparison === 'value' ? numbersFirst : orderOf(comparison, origin, undefined),
    }));
    return (row) => {
      let best: Value = null;
      for (const { evaluate, order } of candidates) {
        const value = evaluate(row);
        // The first is compared with itself: whether it can be compared must not depend on the others.
        if (value !== null && (isFurther(order(value, best ?? value)) || best === null)) best = value;
      }
      return best;
    };
  };
}

/** The order of values of which nothing is known: numbers before texts. */
function numbersFirst(a: Present, b: Present): number {
  const [left, right] = [numberAsItIs(a), numberAsItIs(b)];
  if (left && right) return compare(left, right);
  if (left || right) return left ? -1 : 1;
  return compareTexts(asText(a), asText(b));
}
