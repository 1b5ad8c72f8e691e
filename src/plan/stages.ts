/**
 * Turns a bound plan into the stage that the data side runs, and the columns of its answer. Every state is kept once
 * however many aggregates use it: avg, sum, count and stddev of one column share one exact sum.
 */
import { AGGREGATES } from '../core/aggregates.ts';
import type { OutputColumn } from '../protocol/result.ts';
import type { ScanStage, StateSpec } from '../protocol/stage.ts';
import type { BoundAggregate, BoundAggregateExpr } from './bind.ts';

export interface PlannedStage {
  readonly stage: ScanStage;
  readonly outputs: readonly OutputColumn[];
}

export function toStage({ input, columns, sourceColumn, keys, aggregates }: BoundAggregate): PlannedStage {
  const keyColumns = [...new Set(keys.map((key) => key.column))];
  const states = new StateTable();
  const summed = summedColumns(aggregates);
  const outputs: readonly OutputColumn[] = [
    ...keys.map(({ name, column }): OutputColumn => ({ name, kind: 'key', key: keyColumns.indexOf(column) })),
    ...aggregates.map((aggregate): OutputColumn => {
      const needed = statesOf(aggregate, summed).map((state) => states.indexOf(state));
      return { name: aggregate.name, kind: 'aggregate', function: aggregate.function, states: needed };
    }),
  ];
  const operator = { kind: 'partial-aggregate', keys: keyColumns, states: states.specs } as const;
  const { files, dialect, nullValues } = input;
  const source = sourceColumn === undefined ? {} : { sourceColumn };
  return { stage: { kind: 'scan', files, dialect, columns, ...source, nullValues, operator }, outputs };
}

/** Columns of which a sum is kept anyway: it counts its numbers, and whatever else is not null is an error there. */
function summedColumns(aggregates: readonly BoundAggregateExpr[]): ReadonlySet<number> {
  const summed = aggregates.filter(({ function: aggregate }) => stateKinds(aggregate).includes('sum'));
  return new Set(summed.flatMap(({ column }) => column ?? []));
}

function statesOf(aggregate: BoundAggregateExpr, summed: ReadonlySet<number>): readonly StateSpec[] {
  const { column } = aggregate;
  if (column === undefined) return [{ kind: 'rows' }];
  return stateKinds(aggregate.function).map((kind) => ({
    kind: kind === 'count' && summed.has(column) ? 'sum' : kind,
    column,
  }));
}

function stateKinds(aggregate: BoundAggregateExpr['function']) {
  return AGGREGATES[aggregate].states as readonly Exclude<StateSpec['kind'], 'rows'>[];
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
  if (left.kind === 'rows' || right.kind === 'rows') return left.kind === right.kind;
  return left.kind === right.kind && left.column === right.column;
}
