/**
 * The aggregate functions as one table: parser, planner, flags, `pq help aggregates` and docs/aggregates.md are made
 * from it. Data only; what each computes is defined in docs/aggregates.md.
 */

/** What is kept per group (src/protocol/stage.ts says what each holds). */
export type StateKind =
  | ('rows' | 'count' | 'sum' | 'squares' | 'min' | 'max' | 'products')
  | ('first' | 'last' | 'booleans' | 'values' | 'distinct' | 'different' | 'texts' | 'hyperloglog');

/** `fraction` is between 0 and 1, `count` a whole number from 1, `text` stands in quotes. */
export type ParameterKind = 'fraction' | 'count' | 'text';

export interface Parameter {
  readonly name: string;
  readonly kind: ParameterKind;
  /** What it is when it is left out; without a default it cannot be. */
  readonly default?: string;
}

interface Row {
  readonly summary: string;
  /** What it is computed from. */
  readonly states: readonly StateKind[];
  /** What its columns are called in help; one named x when not said. */
  readonly columns?: readonly string[];
  /** The last column may be followed by more of its kind. */
  readonly moreColumns?: true;
  /** `*`, or nothing, may stand for the column: records. */
  readonly orRecords?: true;
  /** What stands behind the columns. */
  readonly parameter?: Parameter;
  /** What `distinct` before the column does: nothing, compute it from the different values, or make it another function.
   * It is refused when not said. */
  readonly distinct?: 'same' | 'values' | 'count_distinct';
  /** `rounded`: an exact fraction or root, rounded once. `approximate`: the summary states the error. */
  readonly exactness?: 'rounded' | 'approximate';
  /** What nulls do, where they are not just left out: 'are counted'. */
  readonly nulls?: string;
  /** Of no values it is 0, not null. */
  readonly isZeroOfNothing?: true;
  /** There is a flag for it: its name with dashes. */
  readonly flag?: true;
}

export interface AggregateSpec extends Row {
  readonly group: AggregateGroup;
  readonly columns: readonly string[];
}

export const AGGREGATE_GROUPS = ['Counts', 'Numbers', 'Values', 'Texts and lists', 'Several columns'] as const;
type AggregateGroup = (typeof AGGREGATE_GROUPS)[number];

function group<Name extends string>(
  title: AggregateGroup,
  rows: Readonly<Record<Name, Row>>,
): Readonly<Record<Name, AggregateSpec>> {
  const specs = Object.entries<Row>(rows).map(([name, row]) => [name, { group: title, columns: ['x'], ...row }]);
  return Object.fromEntries(specs) as Record<Name, AggregateSpec>;
}

/** A sum's states with `distinct` are those of the different values. */
const OF_SUMS = { states: ['sum'], distinct: 'values', flag: true } as const;
const OF_SQUARES = { states: ['sum', 'squares'], distinct: 'values', exactness: 'rounded' } as const;
const FRACTION = { name: 'p', kind: 'fraction' } as const;
const OF_NUMBERS = { states: ['values'], distinct: 'values' } as const;
const OF_PAIRS = { states: ['products'], columns: ['y', 'x'], exactness: 'rounded' } as const;
const LEAVES_RECORD_OUT = { nulls: 'leave their record out' } as const;

export const AGGREGATES = {
  ...group('Counts', {
    count: {
      ...{ states: ['count'], orRecords: true, distinct: 'count_distinct', isZeroOfNothing: true, flag: true },
      summary: 'how many records; of a column, how many values that are not null',
    },
    null_count: {
      ...{ states: ['rows', 'count'], nulls: 'are counted', isZeroOfNothing: true, flag: true },
      summary: 'how many nulls',
    },
    count_distinct: {
      ...{ states: ['different'], distinct: 'same', isZeroOfNothing: true, flag: true },
      summary: 'how many different values; count(distinct x) is the same',
    },
    approx_count_distinct: {
      ...{ states: ['hyperloglog'], distinct: 'same', exactness: 'approximate', isZeroOfNothing: true, flag: true },
      summary: 'about how many different values, in 16 KiB: HyperLogLog, standard error 0.81 %',
    },
  }),
  ...group('Numbers', {
    sum: { ...OF_SUMS, summary: 'exact sum' },
    avg: { ...OF_SUMS, exactness: 'rounded', summary: 'mean, from the exact sum' },
    var: { ...OF_SQUARES, flag: true, summary: 'sample variance (n - 1)' },
    stddev: { ...OF_SQUARES, flag: true, summary: 'sample standard deviation (n - 1)' },
    var_pop: { ...OF_SQUARES, summary: 'population variance (n)' },
    stddev_pop: { ...OF_SQUARES, summary: 'population standard deviation (n)' },
    median: { ...OF_NUMBERS, flag: true, summary: 'the value in the middle, or the mean of the two in the middle' },
    quantile: {
      ...{ ...OF_NUMBERS, parameter: FRACTION, flag: true },
      summary: 'what the part p of the values lies below, on a straight line between two of them',
    },
    quantile_disc: {
      ...{ ...OF_NUMBERS, parameter: FRACTION },
      summary: 'the least of the values that the part p of them does not exceed',
    },
    largest: {
      ...{ ...OF_NUMBERS, parameter: { name: 'k', kind: 'count' } },
      summary: 'the k greatest values, the greatest first, as JSON',
    },
    smallest: {
      ...{ ...OF_NUMBERS, parameter: { name: 'k', kind: 'count' } },
      summary: 'the k least values, the least first, as JSON',
    },
  }),
  ...group('Values', {
    min: { states: ['min'], distinct: 'same', flag: true, summary: 'least value; numbers come before text' },
    max: { states: ['max'], distinct: 'same', flag: true, summary: 'greatest value; text comes behind numbers' },
    first: { states: ['first'], distinct: 'same', flag: true, summary: 'the first value in the order of the input' },
    last: { states: ['last'], distinct: 'same', flag: true, summary: 'the last value in the order of the input' },
    mode: { states: ['distinct'], flag: true, summary: 'the most frequent value; of equally frequent ones the least' },
    antimode: { states: ['distinct'], summary: 'the least frequent value; of equally frequent ones the least' },
    top: {
      ...{ states: ['distinct'], parameter: { name: 'k', kind: 'count', default: '10' }, flag: true },
      summary: 'the k most frequent values with their counts, as JSON',
    },
    any: { states: ['booleans'], distinct: 'same', summary: 'true when one of the values is true' },
    all: { states: ['booleans'], distinct: 'same', summary: 'true when none of the values is false' },
  }),
  ...group('Texts and lists', {
    string_agg: {
      ...{ states: ['texts'], distinct: 'values', parameter: { name: 'separator', kind: 'text', default: ',' } },
      summary: 'the values in the order of the input, with the separator between them',
    },
    list: { states: ['texts'], distinct: 'values', summary: 'the values in the order of the input, as a JSON array' },
  }),
  ...group('Several columns', {
    corr: { ...OF_PAIRS, ...LEAVES_RECORD_OUT, summary: "Pearson's correlation" },
    covar: { ...OF_PAIRS, ...LEAVES_RECORD_OUT, summary: 'sample covariance (n - 1)' },
    covar_pop: { ...OF_PAIRS, ...LEAVES_RECORD_OUT, summary: 'population covariance (n)' },
    linreg: {
      ...{ ...OF_PAIRS, ...LEAVES_RECORD_OUT, moreColumns: true },
      summary: 'least squares: a column for the intercept, one for the slope of each x, and r2',
    },
  }),
};

export type AggregateFunction = keyof typeof AGGREGATES;

/** In the order of the table. */
export const AGGREGATE_NAMES = Object.keys(AGGREGATES) as readonly AggregateFunction[];

/** How a call is written: `sum(x)`, `quantile(x, p)`, `linreg(y, x, ...)`. */
export function aggregateUsage(name: AggregateFunction): string {
  const { columns, moreColumns, parameter } = AGGREGATES[name];
  return `${name}(${[...columns, ...(moreColumns ? ['...'] : []), ...(parameter ? [parameter.name] : [])].join(', ')})`;
}
