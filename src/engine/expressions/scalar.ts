/**
 * Expressions over one record at a time. Compiling turns an expression into closures, once; what is the same in every
 * record (patterns, formats, lists, whole subexpressions) is computed then.
 */
import type { CallExpression, Expression, Literal } from '../../protocol/expression.ts';
import { Exact } from '../values/exact.ts';
import type { Evaluate, Operand, Row } from './call.ts';
import { EvaluationError, wrongExpression } from './evaluation-error.ts';
import { IMPLEMENTATIONS } from './implementations.ts';
import { numberText, type Value } from './value.ts';

export type { Row } from './call.ts';

export interface Environment {
  /** When the run began: an ISO timestamp in UTC. */
  readonly now: string;
  /** Undefined where it was computed. */
  columnName(column: number): string | undefined;
  /** A function that --load brought. */
  loaded(name: string): ((values: readonly Value[]) => Value) | undefined;
}

/** The value of an expression for a record. Throws a PqError when the expression itself is wrong. */
export function compileScalar(expression: Expression, environment: Environment): (row: Row) => Value {
  return operandOf(expression, environment).evaluate;
}

function operandOf(expression: Expression, environment: Environment): Operand {
  if (expression.kind === 'literal') return constantOperand(literalValue(expression.literal));
  if (expression.kind === 'column') return columnOperand(expression.column, environment);
  const operands = expression.arguments.map((argument) => operandOf(argument, environment));
  if (expression.kind === 'loaded') return loadedOperand(expression.function, operands, environment);
  return callOperand(expression, operands, environment);
}

function constantOperand(constant: Value): Operand {
  return { evaluate: () => constant, constant, origin: {} };
}

function columnOperand(column: number, environment: Environment): Operand {
  return { evaluate: (row) => row.value(column), origin: { column, columnName: environment.columnName(column) } };
}

function literalValue(literal: Literal): Value {
  if (literal.type === 'null') return null;
  if (literal.type === 'boolean') return literal.value;
  if (literal.type === 'text') return literal.text;
  if (!Exact.parse(literal.text)) throw wrongExpression(`${literal.text} is beyond the numbers that pq computes with`);
  return numberText(literal.text);
}

function callOperand(call: CallExpression, operands: readonly Operand[], environment: Environment): Operand {
  const compile = IMPLEMENTATIONS[call.function];
  const comparison = call.comparison ?? 'value';
  const evaluate = compile({ name: call.function, operands, comparison, now: environment.now });
  const isConstant = call.function !== 'filename' && operands.every(({ constant }) => constant !== undefined);
  return isConstant ? folded(evaluate) : { evaluate, origin: {} };
}

/** Computed once. An error of a constant belongs to the records that come to it, if any. */
function folded(evaluate: Evaluate): Operand {
  try {
    return constantOperand(evaluate(NO_ROW));
  } catch (error) {
    if (error instanceof EvaluationError) return { evaluate, origin: {} };
    throw error;
  }
}

const NO_ROW: Row = {
  value() {
    throw new Error('a constant has no columns');
  },
  fileName: '',
};

function loadedOperand(name: string, operands: readonly Operand[], environment: Environment): Operand {
  const apply = environment.loaded(name);
  if (!apply) throw new Error(`function ${name} is bound, and not loaded`);
  return { evaluate: (row) => apply(operands.map(({ evaluate }) => evaluate(row))), origin: {} };
}
