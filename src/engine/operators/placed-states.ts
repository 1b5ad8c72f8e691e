/** The states of a plan: which class keeps each, and where it lies among the states of a group. */
import type { StateKind } from '../../core/aggregates.ts';
import type { StateSpec } from '../../protocol/stage.ts';
import { BooleansState } from '../aggregates/booleans.ts';
import { CountState } from '../aggregates/count.ts';
import { DifferentState } from '../aggregates/different.ts';
import { DistinctState } from '../aggregates/distinct.ts';
import { ExtremeState } from '../aggregates/extreme.ts';
import { HyperLogLogState } from '../aggregates/hyperloglog.ts';
import { PickedState } from '../aggregates/picked.ts';
import { ProductsState } from '../aggregates/products.ts';
import { RowsState } from '../aggregates/rows.ts';
import { SquaresState } from '../aggregates/squares.ts';
import { type CellState, type ColumnState, isOfCells } from '../aggregates/state.ts';
import { SumState } from '../aggregates/sum.ts';
import { TextsState } from '../aggregates/texts.ts';
import { ValuesState } from '../aggregates/values.ts';
import type { Kernel } from '../kernel.ts';

export type KnownState = ColumnState | CellState | BooleansState | ProductsState;

export interface PlacedState {
  readonly state: KnownState;
  /** Bytes from the first state of a group. */
  readonly offset: number;
  /** The columns it is computed from: none for rows, several for products. */
  readonly columns: readonly number[];
}

/** One behind another, in the order of the plan. */
export function placeStates(kernel: Kernel, specs: readonly StateSpec[]): PlacedState[] {
  let offset = 0;
  return specs.map((spec) => {
    const placed = { state: makeState(kernel, spec), offset, columns: columnsOf(spec) };
    offset += placed.state.byteLength;
    return placed;
  });
}

function columnsOf(spec: StateSpec): readonly number[] {
  if (spec.kind === 'products') return spec.columns;
  return spec.kind === 'rows' ? [] : [spec.column];
}

function makeState(kernel: Kernel, spec: StateSpec): KnownState {
  switch (spec.kind) {
    case 'rows':
      return new RowsState();
    case 'count':
      return new CountState();
    case 'sum':
      return new SumState();
    case 'squares':
      return new SquaresState();
    case 'min':
    case 'max':
      return new ExtremeState(spec.kind);
    case 'booleans':
      return new BooleansState();
    case 'distinct':
      return new DistinctState(kernel);
    case 'different':
      return new DifferentState(kernel);
    case 'hyperloglog':
      return new HyperLogLogState(kernel);
    case 'products':
      return new ProductsState(spec.columns.length);
    case 'first':
    case 'last':
      return new PickedState(kernel, spec.kind);
    case 'texts':
      return new TextsState(kernel);
    case 'values':
      return new ValuesState(kernel);
  }
}

/** Whether a state takes the numbers of one column. */
export function isOfNumbers(state: KnownState): state is ColumnState {
  if (isOfCells(state)) return false;
  return !(state instanceof RowsState || state instanceof BooleansState || state instanceof ProductsState);
}

/** States of values that need not be numbers. */
const OF_ANY_VALUES: readonly StateKind[] = [
  'count',
  'booleans',
  'distinct',
  'different',
  'first',
  'last',
  'texts',
  'hyperloglog',
];

/** The columns that are read as numbers, each once. */
export function numericColumns(specs: readonly StateSpec[]): number[] {
  const columns = specs.flatMap((spec) => (OF_ANY_VALUES.includes(spec.kind) ? [] : columnsOf(spec)));
  return [...new Set(columns)];
}
