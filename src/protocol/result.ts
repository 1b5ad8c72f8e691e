/** The answer: what the data side hands back to the command line. */

import type { AggregateFunction } from '../core/aggregates.ts';

/** One column of the answer: a group key, or an aggregate computed from states (indexes into PartialAggregate.states). */
export type OutputColumn = { readonly name: string; readonly kind: 'key'; readonly key: number } | AggregateOutput;

export interface AggregateOutput {
  readonly name: string;
  readonly kind: 'aggregate';
  readonly function: AggregateFunction;
  readonly states: readonly number[];
  /** Computed from the different values: the state is `distinct`, whatever the function's own would be. */
  readonly isDistinct: boolean;
  /** As text: a fraction from 0 to 1, a count, a separator. */
  readonly parameter: string | undefined;
  /** Of the columns of a `products` state, by their places there: the function's arguments in their order. */
  readonly arguments: readonly number[];
  /** Which of several results this column is. linreg: 0 the intercept, 1 to n the slopes, n + 1 r2. */
  readonly part: number;
}

/** How rows of the answer are written. */
export interface RowFormat {
  /** The byte between CSV cells; undefined for JSON. */
  readonly delimiter: number | undefined;
  /** What comes before each column, and at the end of the row. */
  readonly texts: readonly string[];
}

/** Columns of cells; every array has rowCount entries; kinds are those of core/values.ts (CellKind). `texts[i]` is ''
 * where `kinds[i]` is null. */
export interface ResultColumn {
  readonly name: string;
  readonly kinds: Uint8Array;
  readonly texts: readonly string[];
}

export interface ResultTable {
  readonly columns: readonly ResultColumn[];
  readonly rowCount: number;
}
