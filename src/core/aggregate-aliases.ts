/** Other names of the aggregate functions: those that users of other tools try first. */
import { AGGREGATES, type AggregateFunction } from './aggregates.ts';
import { fractionOfPercent } from './fractions.ts';

/** A function, and what the name says about its call. */
export interface AggregateCall {
  readonly function: AggregateFunction;
  readonly isDistinct?: true;
  /** The only parameter there can be. */
  readonly fixed?: string;
  /** The parameter when none is given, in place of the function's own default. */
  readonly default?: string;
}

const SAME: Readonly<Partial<Record<AggregateFunction, readonly string[]>>> = {
  null_count: ['count_null', 'count_nulls', 'count_empty'],
  count_distinct: ['distinct_count', 'cardinality', 'n_distinct', 'n_unique', 'nunique'],
  approx_count_distinct: ['approx_distinct', 'approx_cardinality', 'approx_n_unique'],
  sum: ['total'],
  avg: ['mean', 'average'],
  var: ['variance', 'var_samp', 'var_sample'],
  stddev: ['std', 'stddev_samp', 'stddev_sample'],
  quantile: ['quantile_cont', 'percentile_cont', 'percentile'],
  quantile_disc: ['percentile_disc'],
  first: ['first_value', 'any_value'],
  last: ['last_value'],
  any: ['bool_or'],
  all: ['bool_and', 'every'],
  top: ['top_k', 'topk'],
  string_agg: ['group_concat', 'listagg'],
  list: ['array_agg'],
  corr: ['correlation'],
  covar: ['covar_samp', 'covariance', 'cov'],
};

const CALLS: Readonly<Record<string, AggregateCall>> = {
  q1: { function: 'quantile', fixed: '0.25' },
  q2: { function: 'quantile', fixed: '0.5' },
  q3: { function: 'quantile', fixed: '0.75' },
  values: { function: 'string_agg', default: '|' },
  distinct_values: { function: 'string_agg', default: '|', isDistinct: true },
};

/** The names that mean the same as the function's own. */
export function aliasesOf(name: AggregateFunction): readonly string[] {
  return SAME[name] ?? [];
}

/** Every name but the functions' own, and those made of a number (p95). */
export function aggregateAliases(): readonly string[] {
  return [...Object.values(SAME).flat(), ...Object.keys(CALLS)];
}

/** What a name in lower case calls; undefined when there is no such aggregate. p95 and p99.9 are quantiles. */
export function findAggregate(name: string): AggregateCall | undefined {
  if (Object.hasOwn(AGGREGATES, name)) return { function: name as AggregateFunction };
  if (Object.hasOwn(CALLS, name)) return CALLS[name];
  const percent = /^p(\d+(?:\.\d+)?)$/.exec(name)?.[1];
  const fixed = percent === undefined ? undefined : fractionOfPercent(percent);
  if (fixed !== undefined) return { function: 'quantile', fixed };
  const found = Object.entries(SAME).find(([, aliases]) => aliases.includes(name));
  return found && { function: found[0] as AggregateFunction };
}
