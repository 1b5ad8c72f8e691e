/** Puts definitions in the place of names: what pq map computes, into the filter behind it. */
import type { ColumnPath } from '../protocol/stage.ts';
import { argumentsOf, type Expr, withArguments } from './parse/expr.ts';

/**
 * The same expression over the columns that the definitions are made of. Undefined when that cannot be said: it goes
 * into a defined column by a path, `x.y`.
 */
export function substituteColumns(expr: Expr, definitions: ReadonlyMap<string, Expr>): Expr | undefined {
  return reachesInto(expr, definitions) ? undefined : substituted(expr, definitions);
}

function reachesInto(expr: Expr, definitions: ReadonlyMap<string, Expr>): boolean {
  if (expr.kind === 'column')
    return definedName(expr.path, definitions) === undefined && touches(expr.path, definitions);
  return argumentsOf(expr).some((argument) => reachesInto(argument, definitions));
}

/** A part of a defined column, or one that a CSV header writes like a defined one. */
function touches({ steps, text }: ColumnPath, definitions: ReadonlyMap<string, Expr>): boolean {
  return definitions.has(String(steps[0])) || definitions.has(text);
}

function definedName({ steps }: ColumnPath, definitions: ReadonlyMap<string, Expr>): string | undefined {
  const [name] = steps;
  return steps.length === 1 && definitions.has(String(name)) ? String(name) : undefined;
}

function substituted(expr: Expr, definitions: ReadonlyMap<string, Expr>): Expr {
  if (expr.kind !== 'column') return withArguments(expr, (argument) => substituted(argument, definitions));
  const name = definedName(expr.path, definitions);
  return (name === undefined ? undefined : definitions.get(name)) ?? expr;
}
