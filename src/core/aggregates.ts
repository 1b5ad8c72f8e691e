/** The aggregate functions and what state each is computed from: one table for parser, planner, engine, and help. */

export const AGGREGATES = {
  count: { states: ['count'], summary: 'how many records; count(x): how many values that are not null' },
  sum: { states: ['sum'], summary: 'exact sum' },
  avg: { states: ['sum'], summary: 'mean, from the exact sum, rounded once' },
  min: { states: ['min'], summary: 'least number' },
  max: { states: ['max'], summary: 'greatest number' },
  var: { states: ['sum', 'squares'], summary: 'sample variance (n - 1), from exact sums, rounded once' },
  stddev: { states: ['sum', 'squares'], summary: 'sample standard deviation (n - 1), from exact sums, rounded once' },
  var_pop: { states: ['sum', 'squares'], summary: 'population variance (n)' },
  stddev_pop: { states: ['sum', 'squares'], summary: 'population standard deviation (n)' },
} as const;

export type AggregateFunction = keyof typeof AGGREGATES;

/** Other names that users of other tools try first. */
export const AGGREGATE_ALIASES: Readonly<Record<string, AggregateFunction>> = {
  mean: 'avg',
  average: 'avg',
  std: 'stddev',
  stddev_samp: 'stddev',
  variance: 'var',
  var_samp: 'var',
};
