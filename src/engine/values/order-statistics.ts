/** What is computed from the order of numbers: quantiles, the greatest and the least ones. */
import type { AggregateFunction } from '../../core/aggregates.ts';
import { type Decimal, formatDecimal, parseDecimal } from './decimal.ts';
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

/** What an aggregate makes of the numbers of a group: a number, or a JSON array; undefined when there are none. */
export function orderStatistic(name: AggregateFunction, parameter: string | undefined) {
  switch (name) {
    case 'median':
    case 'quantile':
      return quantileAt(parseDecimal(parameter ?? '0.5') as Decimal);
    case 'quantile_disc':
      return discreteQuantileAt(parseDecimal(parameter as string) as Decimal);
    case 'largest':
      return (numbers: NumbersInOrder) => largest(numbers, Number(parameter));
    case 'smallest':
      return (numbers: NumbersInOrder) => smallest(numbers, Number(parameter));
    default:
      throw new Error(`${name} is not computed from the order of numbers`);
  }
}

function quantileAt(p: Decimal): (numbers: NumbersInOrder) => string | undefined {
  return (numbers) => {
    if (numbers.count === 0) return undefined;
    const { index, weight } = quantilePlace(numbers.count, p);
    if (weight.mantissa === 0n) return formatDecimal(numbers.at(index));
    const [lower, upper] = numbers.pairAt(index);
    return formatDecimal(interpolate(lower, upper, weight));
  };
}

function discreteQuantileAt(p: Decimal): (numbers: NumbersInOrder) => string | undefined {
  return (numbers) => {
    if (numbers.count === 0) return undefined;
    return formatDecimal(numbers.at(discreteQuantileIndex(numbers.count, p)));
  };
}

function largest(numbers: NumbersInOrder, k: number): string | undefined {
  return listText([...numbers.range(Math.max(0, numbers.count - k), numbers.count)].reverse());
}

function smallest(numbers: NumbersInOrder, k: number): string | undefined {
  return listText(numbers.range(0, Math.min(k, numbers.count)));
}

function listText(numbers: readonly Decimal[]): string | undefined {
  return numbers.length === 0 ? undefined : `[${numbers.map(formatDecimal).join(',')}]`;
}
