import { describe, expect, it } from 'vitest';
import { AGGREGATE_NAMES, AGGREGATES, type AggregateFunction } from '../../../src/core/aggregates.ts';
import { columnsOfState } from '../../../src/plan/aggregate-states.ts';
import { explain } from '../../../src/plan/explain.ts';
import { parseAggregateList } from '../../../src/plan/parse/aggregate-list.ts';
import { parseColumnList } from '../../../src/plan/parse/column-path.ts';
import { type PlannedStage, plannedStage } from '../../helpers/engine/planned-stage.ts';
import { USUAL_DIALECT } from '../../helpers/usual-dialect.ts';
import { jsonFile } from './inputs.ts';

function planned(aggregates: string, keys?: string): PlannedStage {
  const input = {
    kind: 'scan',
    files: [jsonFile('a.ndjson')],
    dialect: USUAL_DIALECT,
    alignment: 'union',
    nullValues: [],
  } as const;
  const groups = keys === undefined ? [] : parseColumnList(keys);
  return plannedStage({ kind: 'aggregate', input, keys: groups, aggregates: parseAggregateList(aggregates) });
}

const NO_PLAN = { kind: 'scan', files: [], dialect: USUAL_DIALECT, alignment: 'union', nullValues: [] } as const;

/** What explain() wants to know beside the stage. */
const NOTHING_ELSE = {
  ...{ plan: NO_PLAN, logical: NO_PLAN },
  inputs: [],
  partitions: { count: 1, targetBytes: 1 },
  executor: { executor: 'inline', workers: 1, reason: 'a test' },
} as const;

/** One line an output: its name and the states that it is made from. */
function printed({ stage, outputs }: PlannedStage): readonly string[] {
  const states = stage.operator.states.map((state) => {
    const columns = columnsOfState(state).map((column) => stage.columns[column]?.text);
    return columns.length === 0 ? state.kind : `${state.kind}(${columns.join(', ')})`;
  });
  const key = (index: number) => stage.columns[stage.operator.keys[index] ?? -1]?.text;
  return outputs.map((output) =>
    output.kind === 'key'
      ? `${output.name}: key ${key(output.key)}`
      : `${output.name}: ${output.function} of ${output.states.map((index) => `${index} ${states[index]}`).join(', ')}`,
  );
}

describe('the states of an aggregate', () => {
  it('keeps every state once', () => {
    expect(printed(planned('avg(age), sum(age), stddev(age), var(age), min(age), min(age) as m'))).toEqual([
      'avg_age: avg of 0 sum(age)',
      'sum_age: sum of 0 sum(age)',
      'stddev_age: stddev of 0 sum(age), 1 squares(age)',
      'var_age: var of 0 sum(age), 1 squares(age)',
      'min_age: min of 2 min(age)',
      'm: min of 2 min(age)',
    ]);
  });

  it('counts with the sum of the same column, wherever that stands', () => {
    expect(printed(planned('count(age), count(city), count(*), avg(age)'))).toEqual([
      'count_age: count of 0 sum(age)',
      'count_city: count of 1 count(city)',
      'count: count of 2 rows',
      'avg_age: avg of 0 sum(age)',
    ]);
  });

  it('groups by each column once', () => {
    const plan = planned('max(age)', 'city, age, city');
    expect(printed(plan)).toEqual(['city: key city', 'age: key age', 'city_2: key city', 'max_age: max of 0 max(age)']);
    expect(plan.stage.operator.keys).toEqual([0, 1]);
  });

  it('reads no column to count records', () => {
    const { stage } = planned('count(*), count(*) as again');
    expect(stage.columns).toEqual([]);
    expect(stage.operator).toEqual({ kind: 'partial-aggregate', keys: [], states: [{ kind: 'rows' }] });
  });

  it('has the states that each function is computed from, in their order', () => {
    for (const name of AGGREGATE_NAMES) {
      const { states, columns, parameter, distinct } = AGGREGATES[name];
      const value = parameter && { fraction: '0.5', count: '3', text: "';'" }[parameter.kind];
      const call = (modifier: string) => `${name}(${modifier}${[...columns, ...(value ? [value] : [])].join(', ')})`;
      const kinds = (text: string) => planned(text).stage.operator.states.map((state) => state.kind);
      expect(kinds(call(''))).toEqual(states);
      if (distinct === 'same') expect(planned(call('distinct '))).toEqual(planned(call('')));
      else if (distinct !== undefined) expect(kinds(call('distinct '))).toEqual(differentOf(name));
    }
  });

  it.each([
    ['median(x), p95(x), quantile_disc(x, 0.5)', ['values(x)']],
    ['mode(x), antimode(x), top(x), count(distinct x), list(distinct x)', ['distinct(x)']],
    ['count(distinct x), count_distinct(x), count(distinct y)', ['different(x)', 'different(y)']],
    ['count(distinct x), mode(y)', ['different(x)', 'distinct(y)']],
    ['sum(distinct x), median(distinct x), mode(x)', ['distinct(x)', 'sum(x)']],
    ["string_agg(x), string_agg(x, ';'), list(x)", ['texts(x)']],
    ['any(x), all(x)', ['booleans(x)']],
    ['first(x), first(x) as a, last(x)', ['first(x)', 'last(x)']],
    ['null_count(x), count(x), count(*)', ['rows', 'count(x)']],
    ['null_count(x), avg(x)', ['rows', 'sum(x)']],
    ['sum(x), sum(distinct x), count(x)', ['sum(x)', 'distinct(x)']],
    ['corr(y, x), covar(x, y), covar_pop(y, x), linreg(y, x), linreg(x, y)', ['products(y, x)']],
    [
      'linreg(y, x), linreg(y, x, z), linreg(y, z, x), corr(y, y)',
      ['products(y, x)', 'products(y, x, z)', 'products(y)'],
    ],
    ['approx_count_distinct(x), approx_count_distinct(y)', ['hyperloglog(x)', 'hyperloglog(y)']],
  ])('keeps for %s only %j', (aggregates, states) => {
    const { stage, outputs } = planned(aggregates);
    const lowered = {
      scan: stage,
      outputs,
      finishes: [],
      names: undefined,
      stopsEarly: false,
      joins: [],
      keeping: undefined,
      joinStage: undefined,
    };
    const text = explain({ lowered, answerTimes: 1, sides: [], ...NOTHING_ELSE }, 'text');
    expect(text).toContain(`  keep    ${states.join(', ')}\n`);
    expect(stage.operator.states).toHaveLength(states.length);
  });

  it('says where among the products the arguments are', () => {
    const places = planned('count(z), linreg(y, z, x, z)').outputs.flatMap((output) =>
      output.kind === 'aggregate' ? [[output.part, output.arguments, output.states]] : [],
    );
    // Columns in the order of their first use: z, y, x.
    expect(places).toEqual([[0, [], [0]], ...[0, 1, 2, 3, 4].map((part) => [part, [1, 0, 2, 0], [1]])]);
  });

  it('is plain data', () => {
    const { stage } = planned('avg(age), count(*)', 'city');
    expect(JSON.parse(JSON.stringify(stage))).toEqual(stage);
  });
});

/** The states of different values, beside which sums see to it that they are numbers. */
function differentOf(name: AggregateFunction): readonly string[] {
  const { group, distinct } = AGGREGATES[name];
  if (distinct === 'count_distinct') return AGGREGATES[distinct].states;
  return group === 'Numbers' ? ['distinct', 'sum'] : ['distinct'];
}
