/** Aggregates as they are planned: which columns are read, what the answer's columns are called. */
import { describe, expect, it } from 'vitest';
import { uniqueNames } from '../../../src/plan/aggregate-parts.ts';
import type { Aggregate } from '../../../src/plan/logical-plan.ts';
import { parseAggregateList } from '../../../src/plan/parse/aggregate-list.ts';
import { parseColumnList } from '../../../src/plan/parse/column-path.ts';
import type { InputFile } from '../../../src/protocol/stage.ts';
import { type PlannedStage, plannedStage } from '../../helpers/engine/planned-stage.ts';
import { USUAL_DIALECT } from '../../helpers/usual-dialect.ts';
import { csvFile, errorOf, jsonFile } from './inputs.ts';

const PEOPLE = csvFile('people.csv', ['id', 'age', 'address.city', 'credit "card"']);

function aggregate(files: readonly InputFile[], aggregates: string, keys?: string): Aggregate {
  return {
    kind: 'aggregate',
    input: { kind: 'scan', files, dialect: USUAL_DIALECT, alignment: 'union', nullValues: ['NA'] },
    keys: keys === undefined ? [] : parseColumnList(keys),
    aggregates: parseAggregateList(aggregates),
  };
}

function planned(files: readonly InputFile[], aggregates: string, keys?: string): PlannedStage {
  return plannedStage(aggregate(files, aggregates, keys));
}

function namesOf({ outputs }: PlannedStage): readonly string[] {
  return outputs.map(({ name }) => name);
}

/** Of each output that is an aggregate: its name, the columns of its only state, and which result of it this is. */
function statesOf({ stage, outputs }: PlannedStage) {
  return outputs.flatMap((output) => {
    if (output.kind === 'key') return [];
    const [state] = output.states.map((index) => stage.operator.states[index]);
    const columns = state?.kind === 'products' ? state.columns : state?.kind === 'rows' ? [] : [state?.column];
    return [[output.name, output.function, columns, output.part]];
  });
}

describe('an aggregate', () => {
  it('reads each column once', () => {
    const plan = planned([PEOPLE], 'avg(age), count(*), max(id), min(age)', 'address.city, id');
    expect(plan.stage.columns.map((column) => column.text)).toEqual(['address.city', 'id', 'age']);
    expect(plan.stage.operator.keys).toEqual([0, 1]);
    expect(plan.outputs.slice(0, 2)).toEqual([
      { kind: 'key', name: 'address.city', key: 0 },
      { kind: 'key', name: 'id', key: 1 },
    ]);
    expect(statesOf(plan)).toEqual([
      ['avg_age', 'avg', [2], 0],
      ['count', 'count', [], 0],
      ['max_id', 'max', [1], 0],
      ['min_age', 'min', [2], 0],
    ]);
    expect(plan.stage.files).toEqual([PEOPLE]);
    expect(plan.stage.nullValues).toEqual(['NA']);
  });

  it('keeps columns apart that only read alike', () => {
    const { stage } = planned([jsonFile('a.ndjson')], 'count(a.b), count("a.b")');
    expect(stage.columns.map((column) => column.steps)).toEqual([['a', 'b'], ['a.b']]);
  });

  it('makes a column of every result of a regression', () => {
    const plan = planned([jsonFile('a.ndjson')], 'linreg(y, a.x, z) as fit, linreg(y, z), count(*) as fit_r2');
    expect(statesOf(plan)).toEqual([
      ['fit_intercept', 'linreg', [0, 1, 2], 0],
      ['fit_slope_a.x', 'linreg', [0, 1, 2], 1],
      ['fit_slope_z', 'linreg', [0, 1, 2], 2],
      ['fit_r2', 'linreg', [0, 1, 2], 3],
      ['linreg_y_intercept', 'linreg', [0, 2], 0],
      ['linreg_y_slope_z', 'linreg', [0, 2], 1],
      ['linreg_y_r2', 'linreg', [0, 2], 2],
      ['fit_r2_2', 'count', [], 0],
    ]);
  });

  it('passes parameters and distinct on', () => {
    const [first, second] = planned([PEOPLE], "p95(age), string_agg(distinct id, ';')").outputs;
    expect(first).toMatchObject({
      name: 'p95_age',
      function: 'quantile',
      isDistinct: false,
      parameter: '0.95',
      part: 0,
    });
    expect(second).toMatchObject({ name: 'string_agg_distinct_id', isDistinct: true, parameter: ';' });
  });

  it('gives outputs of one name a number', () => {
    const plan = planned([PEOPLE], 'avg(age), avg(age), sum(age) as id', 'id');
    expect(namesOf(plan)).toEqual(['id', 'avg_age', 'avg_age_2', 'id_2']);
  });

  it('finds CSV columns in any of the headers', () => {
    const files = [csvFile('a.csv', ['x']), csvFile('b.csv', ['y'])];
    expect(planned(files, 'sum(x), sum(y)').stage.columns).toHaveLength(2);
  });

  it('leaves the question open where JSON may still have the column', () => {
    expect(planned([PEOPLE, jsonFile('a.ndjson')], 'sum(z)').stage.columns).toHaveLength(1);
  });

  it('suggests a column', () => {
    expect(errorOf(() => planned([PEOPLE], 'avg(agee)'))).toMatchInlineSnapshot(`
      "PQ_COLUMN_NOT_FOUND: no column "agee" in people.csv
      hint: did you mean age? columns: id, age, address.city, "credit ""card""""
    `);
  });

  it('tells a typo in a group key as well', () => {
    expect(errorOf(() => planned([PEOPLE], 'count(*)', 'AGE'))).toContain('did you mean age?');
  });
});

describe('uniqueNames', () => {
  it('never takes a name that somebody else was given', () => {
    expect(uniqueNames(['a', 'a', 'a_2', 'a'])).toEqual(['a', 'a_3', 'a_2', 'a_4']);
    expect(uniqueNames(['a_2', 'a_2', 'a', 'a'])).toEqual(['a_2', 'a_2_2', 'a', 'a_3']);
  });
});
