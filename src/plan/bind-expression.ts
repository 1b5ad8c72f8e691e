/** Gives an expression its columns: what the data side evaluates. */
import type { Expression } from '../protocol/expression.ts';
import type { ColumnPath } from '../protocol/stage.ts';
import { argumentsOf, type Expr } from './parse/expr.ts';

/** `columnIndex` finds a column's place in ScanStage.columns. */
export function bindExpression(expr: Expr, columnIndex: (path: ColumnPath) => number): Expression {
  if (expr.kind === 'literal') return { kind: 'literal', literal: expr.literal };
  if (expr.kind === 'column') return { kind: 'column', column: columnIndex(expr.path) };
  const args = expr.arguments.map((argument) => bindExpression(argument, columnIndex));
  if (expr.kind === 'loaded') return { kind: 'loaded', function: expr.function, arguments: args };
  const { function: name, comparison } = expr;
  return { kind: 'call', function: name, arguments: args, ...(comparison && { comparison }) };
}

/** Whether it asks for the file that a row is in: rows that have come together have none. */
export function usesFileName(expr: Expr): boolean {
  return (expr.kind === 'call' && expr.function === 'filename') || argumentsOf(expr).some(usesFileName);
}

/** The columns of an expression, each once, in the order in which they stand there. */
export function columnsOf(expr: Expr): readonly ColumnPath[] {
  const bySteps = new Map<string, ColumnPath>();
  collect(expr, bySteps);
  return [...bySteps.values()];
}

function collect(expr: Expr, bySteps: Map<string, ColumnPath>): void {
  if (expr.kind === 'column') {
    const steps = JSON.stringify(expr.path.steps);
    if (!bySteps.has(steps)) bySteps.set(steps, expr.path);
  }
  for (const argument of argumentsOf(expr)) collect(argument, bySteps);
}

/** The columns of a bound expression. */
export function columnNumbers(expression: Expression): readonly number[] {
  if (expression.kind === 'literal') return [];
  return expression.kind === 'column' ? [expression.column] : expression.arguments.flatMap(columnNumbers);
}
