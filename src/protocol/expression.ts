/**
 * Expressions as they cross a process boundary: bound, so that columns are numbers and every function is known. Plain
 * data; parsing and binding are in plan/, evaluation is in engine/expressions/.
 */
import type { FunctionName } from '../core/functions.ts';

export type Literal =
  | { readonly type: 'null' }
  | { readonly type: 'boolean'; readonly value: boolean }
  /** As it was typed: exact. */
  | { readonly type: 'number'; readonly text: string }
  | { readonly type: 'text'; readonly text: string };

/**
 * How two values are compared:
 * - number: as exact numbers; a text that is none is not equal to any, and cannot be put in order (PQ_NOT_A_NUMBER);
 * - text: by their texts, in the order of code points; numbers by their source text;
 * - boolean: as true and false;
 * - value: as numbers if both are numbers, else by their texts.
 */
export type Comparison = 'number' | 'text' | 'boolean' | 'value';

export type Expression =
  | { readonly kind: 'literal'; readonly literal: Literal }
  /** Index into ScanStage.columns. */
  | { readonly kind: 'column'; readonly column: number }
  | CallExpression
  /** A function of the module that --load names. */
  | { readonly kind: 'loaded'; readonly function: string; readonly arguments: readonly Expression[] };

/**
 * A function or an operator of core/functions.ts. `a between b and c` arrives as `a >= b and a <= c`, `not in` as the
 * `not` of an `in`, `case x when y` as `case when x = y`; `case` has condition, value, condition, value ..., and
 * perhaps one more, the value of else; the type of a `cast` is its second argument, a literal text.
 */
export interface CallExpression {
  readonly kind: 'call';
  readonly function: FunctionName;
  readonly arguments: readonly Expression[];
  /** For =, <>, <, <=, >, >=, in, nullif, greatest, least. */
  readonly comparison?: Comparison;
}
