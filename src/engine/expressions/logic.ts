/** Three-valued logic, and choices. What the left side decides leaves the right side uncomputed. */
import type { Comparison } from '../../protocol/expression.ts';
import type { Call, Compile, Evaluate, Operand, Present, Row } from './call.ts';
import { strict } from './call.ts';
import { equality } from './comparisons.ts';
import { asCondition, asText, readNumber, type Value } from './value.ts';

export const logic = {
  and: shortCut(false),
  or: shortCut(true),
  not: strict(
    ({ operands }) =>
      (value) =>
        !asCondition(value, operands[0]?.origin),
  ),
  is_null: ({ operands }: Call): Evaluate => {
    const { evaluate } = operands[0] as Operand;
    return (row) => evaluate(row) === null;
  },
  in: compileIn,
  case: compileCase,
  coalesce: firstPresent,
  ifnull: firstPresent,
} as const;

/** `and` is decided by a false, `or` by a true. */
function shortCut(decisive: boolean): Compile {
  return ({ operands }) => {
    const [left, right] = operands.map(condition) as [Condition, Condition];
    return (row) => {
      const a = left(row);
      if (a === decisive) return decisive;
      const b = right(row);
      if (b === decisive) return decisive;
      return a === null || b === null ? null : !decisive;
    };
  };
}

type Condition = (row: Row) => boolean | null;

function condition({ evaluate, origin }: Operand): Condition {
  return (row) => asCondition(evaluate(row), origin);
}

function firstPresent({ operands }: Call): Evaluate {
  const choices = operands.map(({ evaluate }) => evaluate);
  return (row) => {
    for (const evaluate of choices) {
      const value = evaluate(row);
      if (value !== null) return value;
    }
    return null;
  };
}

function compileCase({ operands }: Call): Evaluate {
  const pairs = Math.floor(operands.length / 2);
  const conditions = Array.from({ length: pairs }, (_, pair) => condition(operands[2 * pair] as Operand));
  const values = Array.from({ length: pairs }, (_, pair) => (operands[2 * pair + 1] as Operand).evaluate);
  const otherwise = operands.length % 2 === 1 ? (operands.at(-1) as Operand).evaluate : () => null;
  return (row) => {
    const chosen = conditions.findIndex((holds) => holds(row) === true);
    return (values[chosen] ?? otherwise)(row);
  };
}

/** Nothing is equal to null: where one is in the list, what is not found is neither in it nor not. */
function compileIn({ operands, comparison }: Call): Evaluate {
  const [first, ...list] = operands as [Operand, ...Operand[]];
  const isConstant = list.every(({ constant }) => constant !== undefined);
  const find = isConstant && comparison !== 'value' ? inConstants(list, comparison) : inAny(list, comparison);
  return (row) => {
    const value = first.evaluate(row);
    return value === null ? null : find(value, row);
  };
}

type Find = (value: Present, row: Row) => boolean | null;

function inAny(list: readonly Operand[], comparison: Comparison): Find {
  const areEqual = equality(comparison);
  return (value, row) => {
    let missing: false | null = false;
    for (const { evaluate } of list) {
      const element = evaluate(row);
      if (element === null) missing = null;
      else if (areEqual(value, element)) return true;
    }
    return missing;
  };
}

/** A list that is the same in every record is looked up. */
function inConstants(list: readonly Operand[], comparison: Comparison): Find {
  const key = comparison === 'number' ? numberKey : comparison === 'boolean' ? booleanKey : asText;
  const elements = list.map(({ constant }) => constant as Value);
  const missing = elements.includes(null) ? null : false;
  const keys = new Set(elements.filter((element) => element !== null).map(key));
  keys.delete(undefined);
  return (value) => keys.has(key(value)) || missing;
}

/** One text for all spellings of a number. */
function numberKey(value: Present): string | undefined {
  return readNumber(value)?.toString();
}

function booleanKey(value: Present): string | undefined {
  return asText(value).toLowerCase();
}
