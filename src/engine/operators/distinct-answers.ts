/** What is computed from the different values of a group. */
import { AGGREGATES, type AggregateFunction } from '../../core/aggregates.ts';
import { formatDecimal } from '../../core/decimal.ts';
import type { AggregateOutput } from '../../protocol/result.ts';
import type { TextValue } from '../aggregates/state.ts';
import type { Kernel } from '../kernel.ts';
import { Kind } from '../values/cells.ts';
import { leastFrequent, mostFrequent } from '../values/frequency.ts';
import { jsonText } from '../values/json-text.ts';
import { orderStatistic } from '../values/order-statistics.ts';
import { formatQuotient } from '../values/ratio.ts';
import { inOrderOfValues } from '../values/value-order.ts';
import { formatDeviation, formatVariance, type Moments } from '../values/variance.ts';
import { DifferentNumbers } from './different-numbers.ts';
import { type CountedValue, type DistinctValues, ofLeastFrequent, ofMostFrequent } from './distinct-values.ts';

/** Of a group's number; undefined for null. */
type Answer = (group: number) => TextValue | undefined;

export function distinctAnswers(kernel: Kernel, values: DistinctValues, output: AggregateOutput): Answer {
  const { parameter = '' } = output;
  switch (output.function) {
    case 'count':
    case 'count_distinct':
      return (group) => ({ text: String(values.countOf(group)), kind: Kind.number });
    case 'mode':
      return (group) => mostFrequent(values.of(group, ofMostFrequent(1)), 1)[0];
    case 'antimode':
      return (group) => leastFrequent(values.of(group, ofLeastFrequent));
    case 'top':
      return (group) => topOf(mostFrequent(values.of(group, ofMostFrequent(Number(parameter))), Number(parameter)));
    case 'list':
      return (group) => listOf(inOrderOfValues(values.of(group)));
    case 'string_agg':
      return (group) => joined(inOrderOfValues(values.of(group)), parameter);
    default:
      return ofNumbers(new DifferentNumbers(kernel, values), output);
  }
}

function topOf(values: readonly CountedValue[]): TextValue | undefined {
  if (values.length === 0) return undefined;
  const items = values.map((value) => `{"value":${jsonText(value)},"count":${value.count}}`);
  return { text: `[${items.join(',')}]`, kind: Kind.nested };
}

function listOf(values: readonly TextValue[]): TextValue | undefined {
  return values.length === 0 ? undefined : { text: `[${values.map(jsonText).join(',')}]`, kind: Kind.nested };
}

function joined(values: readonly TextValue[], separator: string): TextValue | undefined {
  if (values.length === 0) return undefined;
  return { text: values.map(({ text }) => text).join(separator), kind: Kind.string };
}

function ofNumbers(numbers: DifferentNumbers, { function: name, parameter }: AggregateOutput): Answer {
  if (AGGREGATES[name].states[0] === 'values') {
    const answerOf = orderStatistic(name, parameter);
    return (group) => answerOf(numbers.inOrder(group));
  }
  return (group) => {
    const moments = numbers.moments(group);
    const text = moments.count === 0 ? undefined : textOf(name, moments);
    return text === undefined ? undefined : { text, kind: Kind.number };
  };
}

/** Of one number at least; undefined where one is too few. */
function textOf(name: AggregateFunction, moments: Moments): string | undefined {
  switch (name) {
    case 'sum':
      return formatDecimal(moments.sum);
    case 'avg':
      return formatQuotient(moments.sum, BigInt(moments.count));
    case 'var':
    case 'var_pop':
      return formatVariance(moments, name === 'var');
    case 'stddev':
    case 'stddev_pop':
      return formatDeviation(moments, name === 'stddev');
    default:
      throw new Error(`${name} is not computed from different numbers`);
  }
}
