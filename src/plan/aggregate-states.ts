/**
 * From aggregates to the states that the data side keeps, and the columns of the answer. Every state is kept once however
 * many aggregates use it: avg, sum, count and stddev of one column share one exact sum.
 */
import { AGGREGATES, type StateKind } from '../core/aggregates.ts';
import type { AggregateOutput, OutputColumn } from '../protocol/result.ts';
import type { PartialAggregate, StateSpec } from '../protocol/stage.ts';
import type { BoundAggregateExpr, BoundKey } from './aggregate-parts.ts';

export interface PlannedAggregate {
  readonly operator: PartialAggregate;
  readonly outputs: readonly OutputColumn[];
}

export function toAggregate(keys: readonly BoundKey[], aggregates: readonly BoundAggregateExpr[]): PlannedAggregate {
  const keyColumns = [...new Set(keys.map((key) => key.column))];
  const states = new StateTable();
  const known: KnownColumns = {
    summed: columnsWith('sum', aggregates),
    mayBeCounted: (column) => keys.length === 0 && !columnsWith('distinct', aggregates).has(column),
  };
  const outputs: readonly OutputColumn[] = [
    ...keys.map(({ name, column }): OutputColumn => ({ name, kind: 'key', key: keyColumns.indexOf(column) })),
    ...aggregates.map((aggregate) => {
      const needed = statesOf(aggregate, known);
      return outputOf(
        aggregate,
        needed,
        needed.map((state) => states.indexOf(state)),
      );
    }),
  ];
  return { operator: { kind: 'partial-aggregate', keys: keyColumns, states: states.specs }, outputs };
}

function outputOf(
  { name, function: aggregate, columns, isDistinct, parameter, part }: BoundAggregateExpr,
  specs: readonly StateSpec[],
  states: readonly number[],
): AggregateOutput {
  const products = specs.find((state) => state.kind === 'products')?.columns ?? [];
  const places = columns.map((column) => products.indexOf(column)).filter((place) => place >= 0);
  return { name, kind: 'aggregate', function: aggregate, states, isDistinct, parameter, arguments: places, part };
}

/** What is known of columns from all aggregates together. */
interface KnownColumns {
  /** Of which a sum is kept anyway: it counts its numbers, and whatever else is not null is an error there. */
  readonly summed: ReadonlySet<number>;
  /** Whether it is enough to count the different values: there are no groups, and they are not kept anyway. */
  mayBeCounted(column: number): boolean;
}

function columnsWith(kind: StateKind, aggregates: readonly BoundAggregateExpr[]): ReadonlySet<number> {
  return new Set(aggregates.filter((each) => stateKinds(each).includes(kind)).flatMap(({ columns }) => columns));
}

function statesOf(aggregate: BoundAggregateExpr, known: KnownColumns): readonly StateSpec[] {
  const { columns } = aggregate;
  return stateKinds(aggregate).map((kind): StateSpec => {
    const column = columns[0];
    if (column === undefined || kind === 'rows') return { kind: 'rows' };
    if (kind === 'products') return { kind, columns: [...new Set(columns)].sort((a, b) => a - b) };
    if (kind === 'count' && known.summed.has(column)) return { kind: 'sum', column };
    if (kind === 'different' && !known.mayBeCounted(column)) return { kind: 'distinct', column };
    return { kind, column };
  });
}

/** Where numbers are needed, a sum sees to it that there is nothing else among the different values. */
function stateKinds({ function: aggregate, isDistinct }: BoundAggregateExpr): readonly StateKind[] {
  const { states, group } = AGGREGATES[aggregate];
  if (!isDistinct) return states;
  return group === 'Numbers' ? ['distinct', 'sum'] : ['distinct'];
}

/** The states, each once. */
class StateTable {
  readonly specs: StateSpec[] = [];

  indexOf(state: StateSpec): number {
    const index = this.specs.findIndex((known) => isSameState(known, state));
    return index >= 0 ? index : this.specs.push(state) - 1;
  }
}

function isSameState(left: StateSpec, right: StateSpec): boolean {
  return left.kind === right.kind && String(columnsOfState(left)) === String(columnsOfState(right));
}

/** Column numbers. */
export function columnsOfState(state: StateSpec): readonly number[] {
  if (state.kind === 'rows') return [];
  return state.kind === 'products' ? state.columns : [state.column];
}
