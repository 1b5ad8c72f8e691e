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

/** How rows of the answer are written. `texts`: what comes before each column, and at the end of the row. */
export type RowFormat =
  | { readonly kind: 'csv'; readonly delimiter: number; readonly texts: readonly string[] }
  /** Texts are never taken for numbers where `infersNumbers` is false. */
  | { readonly kind: 'json'; readonly infersNumbers: boolean; readonly texts: readonly string[] }
  /** For another process: cells (kernel/assembly/rows.ts), so that nothing is lost of what they are. */
  | { readonly kind: 'cells' };

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
