/** What is computed from the order of numbers: quantiles, the greatest and the least ones. */
import type { AggregateFunction } from '../../core/aggregates.ts';
import { type Decimal, formatDecimal, parseDecimal } from '../../core/decimal.ts';
import type { TextValue } from '../aggregates/state.ts';
import { Kind } from './cells.ts';
import { discreteQuantileIndex, interpolate, quantilePlace } from './quantile.ts';

/** Numbers that can be asked for by rank, from 0, the least. */
export interface NumbersInOrder {
  readonly count: number;
  at(rank: number): Decimal;
  /** The number at a rank, and the next one; the last number twice. */
  pairAt(rank: number): readonly [Decimal, Decimal];
  /** In order, those with ranks from `from` to before `to`. */
  range(from: number, to: number): readonly Decimal[];
}

/** Sorted numbers as they are asked for. */
export function inOrder(sorted: readonly Decimal[]): NumbersInOrder {
  const at = (rank: number): Decimal => sorted[rank] as Decimal;
  return {
    count: sorted.length,
    at,
    pairAt: (rank) => [at(rank), sorted[rank + 1] ?? at(rank)],
    range: (from, to) => sorted.slice(from, to),
  };
}

/** What an aggregate makes of the numbers of a group: undefined of none. */
export function orderStatistic(
  name: AggregateFunction,
  parameter: string | undefined,
): (numbers: NumbersInOrder) => TextValue | undefined {
  switch (name) {
    case 'median':
      return quantileAt(HALF);
    case 'quantile':
      return quantileAt(parseDecimal(parameter as string) as Decimal);
    case 'quantile_disc':
      return discreteQuantileAt(parseDecimal(parameter as string) as Decimal);
    case 'largest':
      return (numbers) =>
        listOf([...numbers.range(Math.max(0, numbers.count - Number(parameter)), numbers.count)].reverse());
    case 'smallest':
      return (numbers) => listOf(numbers.range(0, Math.min(Number(parameter), numbers.count)));
    default:
      throw new Error(`${name} is not computed from the order of numbers`);
  }
}

const HALF: Decimal = { mantissa: 5n, scale: 1 };

function quantileAt(p: Decimal): (numbers: NumbersInOrder) => TextValue | undefined {
  return (numbers) => {
    if (numbers.count === 0) return undefined;
    const { index, weight } = quantilePlace(numbers.count, p);
    if (weight.mantissa === 0n) return numberOf(numbers.at(index));
    const [lower, upper] = numbers.pairAt(index);
    return numberOf(interpolate(lower, upper, weight));
  };
}

function discreteQuantileAt(p: Decimal): (numbers: NumbersInOrder) => TextValue | undefined {
  return (numbers) => (numbers.count === 0 ? undefined : numberOf(numbers.at(discreteQuantileIndex(numbers.count, p))));
}

function numberOf(value: Decimal): TextValue {
  return { text: formatDecimal(value), kind: Kind.number };
}

function listOf(numbers: readonly Decimal[]): TextValue | undefined {
  return numbers.length === 0 ? undefined : { text: `[${numbers.map(formatDecimal).join(',')}]`, kind: Kind.nested };
}
