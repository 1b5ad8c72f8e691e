/**
 * Expressions as trees, before columns are bound: what the parser makes, the optimizer rewrites and --explain prints.
 * How two values are compared is decided when a call is made, from the types that its arguments have there: a rewriting
 * that puts a column's definition in its place does not change it.
 */
import type { FunctionName } from '../../core/functions.ts';
import type { Comparison, Literal } from '../../protocol/expression.ts';
import type { ColumnPath } from '../../protocol/stage.ts';

/** Where an expression was typed, for errors: the operator of one, the first character of all else. */
export interface Place {
  readonly source: string;
  /** In UTF-16 units. */
  readonly start: number;
}

export interface LiteralExpr extends Place {
  readonly kind: 'literal';
  readonly literal: Literal;
}

interface ColumnExpr extends Place {
  readonly kind: 'column';
  readonly path: ColumnPath;
}

/** Arguments are those of protocol/expression.ts. */
export interface CallExpr extends Place {
  readonly kind: 'call';
  readonly function: FunctionName;
  readonly arguments: readonly Expr[];
  readonly comparison?: Comparison;
}

/** A function of the module that --load names. */
interface LoadedExpr extends Place {
  readonly kind: 'loaded';
  readonly function: string;
  readonly arguments: readonly Expr[];
}

export type Expr = LiteralExpr | ColumnExpr | CallExpr | LoadedExpr;

export function literalExpr(literal: Literal, { source, start }: Place): LiteralExpr {
  return { kind: 'literal', literal, source, start };
}

/** The same expression with other arguments; what it compares, it compares as before. */
export function withArguments(expr: Expr, change: (argument: Expr) => Expr): Expr {
  if (expr.kind === 'literal' || expr.kind === 'column') return expr;
  return { ...expr, arguments: expr.arguments.map(change) };
}

/** The arguments of a call; none of anything else. */
export function argumentsOf(expr: Expr): readonly Expr[] {
  return expr.kind === 'literal' || expr.kind === 'column' ? [] : expr.arguments;
}

/** How large a tree is. Without recursion: it may be too deep for that. */
export function measure(expr: Expr): { readonly nodes: number; readonly depth: number } {
  let [nodes, depth] = [0, 0];
  for (let level: readonly Expr[] = [expr]; level.length > 0; level = level.flatMap(argumentsOf)) {
    nodes += level.length;
    depth += 1;
  }
  return { nodes, depth };
}
