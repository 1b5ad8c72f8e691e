/** The columns that the aggregates of an answer make, and names that are each there once. */
import type { AggregateFunction } from '../core/aggregates.ts';
import type { AggregateExpr } from './parse/aggregate-expr.ts';

export interface BoundKey {
  readonly name: string;
  /** Column number of the rows. */
  readonly column: number;
}

export interface BoundAggregateExpr {
  readonly name: string;
  readonly function: AggregateFunction;
  /** Column numbers of the rows; none for count(*). */
  readonly columns: readonly number[];
  readonly isDistinct: boolean;
  readonly parameter: string | undefined;
  /** Which of several results this is (protocol/result.ts); 0 for those that have one. */
  readonly part: number;
}

/** One column of the answer. */
interface Part {
  readonly expr: AggregateExpr;
  readonly name: string;
  readonly part: number;
}

/** An aggregate is one column; a regression is one for the intercept, one for each slope, and r2. */
export function partsOf(expr: AggregateExpr): readonly Part[] {
  if (expr.function !== 'linreg') return [{ expr, name: expr.name, part: 0 }];
  const slopes = expr.arguments.slice(1).map(({ text }) => `slope_${text}`);
  return ['intercept', ...slopes, 'r2'].map((what, part) => ({ expr, name: `${expr.name}_${what}`, part }));
}

/** Names that are there already get _2, _3, and so on: the first of them that nobody else has. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const wanted = new Set(names);
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 2; taken.has(unique) || (unique !== name && wanted.has(unique)); number++) {
      unique = `${name}_${number}`;
    }
    taken.add(unique);
    return unique;
  });
}
