/** Evaluates one operator or function on given values, and shows what comes out in a line. */

import { PqError } from '../../../src/core/errors.ts';
import type { FunctionName } from '../../../src/core/functions.ts';
import { EvaluationError } from '../../../src/engine/expressions/evaluation-error.ts';
import { compileScalar, type Environment, type Row } from '../../../src/engine/expressions/scalar.ts';
import { CellValue, cellValue, NestedValue, NumberValue, type Value } from '../../../src/engine/expressions/value.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import type { Comparison, Expression, Literal } from '../../../src/protocol/expression.ts';

export const cell = (text: string): Value => new CellValue(text);
export const number = (text: string | number): Value => cellValue(Kind.number, String(text));
export const json = (text: string): Value => new NestedValue(text);

export const ENVIRONMENT: Environment = {
  now: '2024-05-17T10:20:30Z',
  columnName: (column) => `c${column}`,
  loaded: () => undefined,
};

export function rowOf(values: readonly Value[]): Row {
  return { value: (column) => values[column] as Value, fileName: 'people.csv' };
}

/** With the values in columns: `null`, `true`, `'text'`, `cell 007`, `1.5`, `{"a":1}`, or `PQ_NOT_A_NUMBER: ...`. */
export function inColumns(name: FunctionName, values: readonly Value[], comparison?: Comparison): string {
  return evaluated(
    callOf(
      name,
      values.map((_, column) => ({ kind: 'column', column })),
      comparison,
    ),
    values,
  );
}

/** With the values in the expression; undefined when one of them cannot be typed. */
export function inLiterals(name: FunctionName, values: readonly Value[], comparison?: Comparison): string | undefined {
  const literals = values.map(literalOf);
  if (literals.includes(undefined)) return undefined;
  return evaluated(
    callOf(
      name,
      literals.map((literal) => ({ kind: 'literal', literal: literal as Literal })),
      comparison,
    ),
    [],
  );
}

export function callOf(name: FunctionName, operands: readonly Expression[], comparison?: Comparison): Expression {
  return { kind: 'call', function: name, arguments: operands, ...(comparison && { comparison }) };
}

export function evaluated(expression: Expression, values: readonly Value[]): string {
  try {
    return show(compileScalar(expression, ENVIRONMENT)(rowOf(values)));
  } catch (error) {
    if (error instanceof EvaluationError || error instanceof PqError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

export function show(value: Value): string {
  if (typeof value === 'string') return `'${value}'`;
  if (value === null || typeof value === 'boolean') return String(value);
  return value instanceof CellValue ? `cell ${value.text}` : value.text;
}

function literalOf(value: Value): Literal | undefined {
  if (value === null) return { type: 'null' };
  if (typeof value === 'boolean') return { type: 'boolean', value };
  if (typeof value === 'string') return { type: 'text', text: value };
  return value instanceof NumberValue ? { type: 'number', text: value.text } : undefined;
}
