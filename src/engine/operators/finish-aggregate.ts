/** From states to the answer: the groups in order of first appearance, keys as they came in, aggregates as text. */
import type { AggregateFunction } from '../../core/aggregates.ts';
import { CellKind } from '../../core/values.ts';
import type { OutputColumn, ResultColumn, ResultTable } from '../../protocol/result.ts';
import { ExtremeState } from '../aggregates/extreme.ts';
import { RowsState } from '../aggregates/rows.ts';
import type { SquaresState } from '../aggregates/squares.ts';
import { type SmallSum, type Sum, SumState } from '../aggregates/sum.ts';
import type { Kernel } from '../kernel.ts';
import { Kind } from '../values/cells.ts';
import { formatDecimal } from '../values/decimal.ts';
import { formatFixed, formatFixedQuotient } from '../values/fixed.ts';
import { formatQuotient } from '../values/ratio.ts';
import { formatDeviation, formatVariance } from '../values/variance.ts';
import type { GroupKeys } from './group-table.ts';
import type { PartialAggregator, PlacedState } from './partial-aggregate.ts';

export function finishAggregate(
  kernel: Kernel,
  aggregator: PartialAggregator,
  outputs: readonly OutputColumn[],
): ResultTable {
  const order = aggregator.table.order();
  const keys = aggregator.table.readKeys();
  const columns = outputs.map((output) =>
    output.kind === 'key'
      ? keyColumn(keys, order, output.name, output.key)
      : valueColumn(order, output.name, valueOfOutput(kernel, aggregator, output.function, output.states)),
  );
  return { columns, rowCount: order.length };
}

// ---- keys -------------------------------------------------------------------------------------------------------

function keyColumn(keys: GroupKeys, order: Uint32Array, name: string, key: number): ResultColumn {
  const kinds = new Uint8Array(order.length);
  const texts: string[] = [];
  for (let row = 0; row < order.length; row++) {
    const group = order[row] as number;
    const text = keys.text(group, key);
    texts.push(text ?? '');
    if (text !== undefined) kinds[row] = keyKind(keys.kind(group, key), text);
  }
  return { name, kinds, texts };
}

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** CSV has no types: a key that is a JSON number as it stands is one. */
function keyKind(kind: number, text: string): number {
  if (kind === Kind.text) return JSON_NUMBER.test(text) ? CellKind.number : CellKind.text;
  if (kind === Kind.number) return CellKind.number;
  if (kind === Kind.boolean) return CellKind.boolean;
  return kind === Kind.nested ? CellKind.json : CellKind.text;
}

// ---- aggregates -------------------------------------------------------------------------------------------------

/** The text of a group's number; undefined for null. */
type ValueOf = (group: number) => string | undefined;

function valueColumn(order: Uint32Array, name: string, valueOfGroup: ValueOf): ResultColumn {
  const kinds = new Uint8Array(order.length);
  const texts: string[] = [];
  for (let row = 0; row < order.length; row++) {
    const text = valueOfGroup(order[row] as number);
    texts.push(text ?? '');
    kinds[row] = text === undefined ? CellKind.null : CellKind.number;
  }
  return { name, kinds, texts };
}

function valueOfOutput(
  kernel: Kernel,
  aggregator: PartialAggregator,
  aggregate: AggregateFunction,
  states: readonly number[],
): ValueOf {
  const [first, second] = states.map((state) => aggregator.states[state] as PlacedState);
  const { state, column } = first as PlacedState;
  const scale = column === undefined ? 0 : aggregator.scaleOf(column);
  const at = addressesOf(aggregator, first as PlacedState);
  if (state instanceof RowsState) return (group) => String(state.read(kernel, at(group)));
  if (state instanceof ExtremeState) return (group) => state.read(kernel, at(group), group, scale);
  if (!(state instanceof SumState)) throw new Error(`${aggregate} is not computed from this state`);
  const sumOf = (group: number): Sum => state.read(kernel, at(group), group, scale);
  if (aggregate === 'count') return (group) => String(sumOf(group).count);
  if (aggregate === 'sum' || aggregate === 'avg') {
    const format = aggregate === 'sum' ? SUM : AVERAGE;
    return (group) => format.small(state.readSmall(kernel, at(group), group), scale) ?? format.any(sumOf(group));
  }
  const squares = (second as PlacedState).state as SquaresState;
  const squaresAt = addressesOf(aggregator, second as PlacedState);
  const format = aggregate.startsWith('var') ? formatVariance : formatDeviation;
  const isSample = !aggregate.endsWith('_pop');
  return (group) =>
    format({ ...sumOf(group), squares: squares.read(kernel, squaresAt(group), group, scale) }, isSample);
}

function addressesOf({ table }: PartialAggregator, { offset }: PlacedState): (group: number) => number {
  const base = table.parts.records + table.statesOffset + offset;
  return (group) => base + group * table.recordBytes;
}

/** Two ways to the same text: with doubles where they are exact, with big numbers anywhere. */
interface SumFormat {
  small(sum: SmallSum | undefined, scale: number): string | undefined;
  any(sum: Sum): string | undefined;
}
const SUM: SumFormat = {
  small: (sum, scale) => (sum && sum.count > 0 ? formatFixed(sum.mantissa, scale) : undefined),
  any: ({ count, sum }) => (count > 0 ? formatDecimal(sum) : undefined),
};
const AVERAGE: SumFormat = {
  small: (sum, scale) => (sum && sum.count > 0 ? formatFixedQuotient(sum.mantissa, sum.count, scale) : undefined),
  any: ({ count, sum }) => (count > 0 ? formatQuotient(sum, BigInt(count)) : undefined),
};
