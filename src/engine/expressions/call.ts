/** What functions are compiled from, and the usual ways of compiling one. */
import type { FunctionName } from '../../core/functions.ts';
import type { Comparison } from '../../protocol/expression.ts';
import type { Exact } from '../values/exact.ts';
import type { Origin } from './evaluation-error.ts';
import { asNumber, asText, type Value } from './value.ts';

/** A record, as far as expressions see it. */
export interface Row {
  /** The value of a column: an index into ScanStage.columns. */
  value(column: number): Value;
  readonly fileName: string;
}

export type Evaluate = (row: Row) => Value;
export type Present = Exclude<Value, null>;

/** An argument: how to get it, and what is known of it beforehand. */
export interface Operand {
  readonly evaluate: Evaluate;
  /** The value, if it is the same in every record. */
  readonly constant?: Value;
  readonly origin: Origin;
}

export interface Call {
  readonly name: FunctionName;
  readonly operands: readonly Operand[];
  readonly comparison: Comparison;
  /** When the run began: an ISO timestamp. */
  readonly now: string;
}

export type Compile = (call: Call) => Evaluate;

/** A function of one to four arguments that is null when one of them is. */
export function strict(apply: (call: Call) => (...values: Present[]) => Value): Compile {
  return (call) => {
    const applied = apply(call);
    const [first, second, ...more] = call.operands.map(({ evaluate }) => evaluate) as [Evaluate, ...Evaluate[]];
    if (second === undefined) return unary(applied, first);
    return more.length === 0 ? binary(applied, first, second) : several(applied, [first, second, ...more]);
  };
}

function unary(apply: (a: Present) => Value, evaluate: Evaluate): Evaluate {
  return (row) => {
    const value = evaluate(row);
    return value === null ? null : apply(value);
  };
}

function binary(apply: (a: Present, b: Present) => Value, left: Evaluate, right: Evaluate): Evaluate {
  return (row) => {
    const a = left(row);
    if (a === null) return null;
    const b = right(row);
    return b === null ? null : apply(a, b);
  };
}

function several(apply: (...values: Present[]) => Value, operands: readonly Evaluate[]): Evaluate {
  return (row) => {
    const values: Present[] = [];
    for (const evaluate of operands) {
      const value = evaluate(row);
      if (value === null) return null;
      values.push(value);
    }
    return apply(...values);
  };
}

/** Of texts: any value is taken as its text. */
export function ofTexts(apply: (...texts: string[]) => Value): Compile {
  return strict(({ operands }) => {
    if (operands.length === 1) return (value) => apply(asText(value as Present));
    return (...values) => apply(...values.map(asText));
  });
}

/** Of one number. */
export function ofNumber(apply: (number: Exact) => Value): Compile {
  return strict(({ operands }) => {
    const origin = operands[0]?.origin;
    return (value) => apply(asNumber(value as Present, origin));
  });
}

/** Of two numbers. */
export function ofNumbers(apply: (a: Exact, b: Exact) => Value): Compile {
  return strict(({ operands }) => {
    const [left, right] = [operands[0]?.origin, operands[1]?.origin];
    return (a, b) => apply(asNumber(a as Present, left), asNumber(b as Present, right));
  });
}
