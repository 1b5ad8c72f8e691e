import { describe, expect, it } from 'vitest';
import { AGGREGATES } from '../../../src/core/aggregates.ts';
import { bind } from '../../../src/plan/bind.ts';
import { parseAggregateList } from '../../../src/plan/parse/aggregate-list.ts';
import { parseColumnList } from '../../../src/plan/parse/column-path.ts';
import { type PlannedStage, toStage } from '../../../src/plan/stages.ts';
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
  return toStage(bind({ kind: 'aggregate', input, keys: groups, aggregates: parseAggregateList(aggregates) }));
}

/** One line an output: its name and the states that it is made from. */
function printed({ stage, outputs }: PlannedStage): readonly string[] {
  const states = stage.operator.states.map((state) =>
    state.kind === 'rows' ? 'rows' : `${state.kind}(${stage.columns[state.column]?.text})`,
  );
  const key = (index: number) => stage.columns[stage.operator.keys[index] ?? -1]?.text;
  return outputs.map((output) =>
    output.kind === 'key'
      ? `${output.name}: key ${key(output.key)}`
      : `${output.name}: ${output.function} of ${output.states.map((index) => `${index} ${states[index]}`).join(', ')}`,
  );
}

describe('toStage', () => {
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
    for (const [name, { states }] of Object.entries(AGGREGATES)) {
      expect(planned(`${name}(x)`).stage.operator.states.map((state) => state.kind)).toEqual(states);
    }
  });

  it('is plain data', () => {
    const { stage } = planned('avg(age), count(*)', 'city');
    expect(JSON.parse(JSON.stringify(stage))).toEqual(stage);
  });
});
