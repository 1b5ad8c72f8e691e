import { describe, expect, it } from 'vitest';
import { bind, uniqueNames } from '../../../src/plan/bind.ts';
import type { Aggregate } from '../../../src/plan/logical-plan.ts';
import { parseAggregateList } from '../../../src/plan/parse/aggregate-list.ts';
import { parseColumnList } from '../../../src/plan/parse/column-path.ts';
import type { InputFile } from '../../../src/protocol/stage.ts';
import { USUAL_DIALECT } from '../../helpers/usual-dialect.ts';
import { csvFile, errorOf, jsonFile } from './inputs.ts';

const PEOPLE = csvFile('people.csv', ['id', 'age', 'address.city', 'credit "card"']);
const PLAIN = { isDistinct: false, parameter: undefined, part: 0 };

function aggregate(files: readonly InputFile[], aggregates: string, keys?: string): Aggregate {
  return {
    kind: 'aggregate',
    input: { kind: 'scan', files, dialect: USUAL_DIALECT, alignment: 'union', nullValues: ['NA'] },
    keys: keys === undefined ? [] : parseColumnList(keys),
    aggregates: parseAggregateList(aggregates),
  };
}

describe('bind', () => {
  it('reads each column once', () => {
    const bound = bind(aggregate([PEOPLE], 'avg(age), count(*), max(id), min(age)', 'address.city, id'));
    expect(bound.columns.map((column) => column.text)).toEqual(['address.city', 'id', 'age']);
    expect(bound.keys).toEqual([
      { name: 'address.city', column: 0 },
      { name: 'id', column: 1 },
    ]);
    expect(bound.aggregates).toEqual([
      { name: 'avg_age', function: 'avg', columns: [2], ...PLAIN },
      { name: 'count', function: 'count', columns: [], ...PLAIN },
      { name: 'max_id', function: 'max', columns: [1], ...PLAIN },
      { name: 'min_age', function: 'min', columns: [2], ...PLAIN },
    ]);
    expect(bound.input.files).toEqual([PEOPLE]);
    expect(bound.input.nullValues).toEqual(['NA']);
  });

  it('keeps columns apart that only read alike', () => {
    const bound = bind(aggregate([jsonFile('a.ndjson')], 'count(a.b), count("a.b")'));
    expect(bound.columns.map((column) => column.steps)).toEqual([['a', 'b'], ['a.b']]);
  });

  it('makes a column of every result of a regression', () => {
    const bound = bind(aggregate([jsonFile('a.ndjson')], 'linreg(y, a.x, z) as fit, linreg(y, z), count(*) as fit_r2'));
    expect(bound.aggregates.map(({ name, columns, part }) => [name, columns, part])).toEqual([
      ['fit_intercept', [0, 1, 2], 0],
      ['fit_slope_a.x', [0, 1, 2], 1],
      ['fit_slope_z', [0, 1, 2], 2],
      ['fit_r2', [0, 1, 2], 3],
      ['linreg_y_intercept', [0, 2], 0],
      ['linreg_y_slope_z', [0, 2], 1],
      ['linreg_y_r2', [0, 2], 2],
      ['fit_r2_2', [], 0],
    ]);
  });

  it('passes parameters and distinct on', () => {
    const [first, second] = bind(aggregate([PEOPLE], "p95(age), string_agg(distinct id, ';')")).aggregates;
    expect(first).toEqual({ name: 'p95_age', function: 'quantile', columns: [0], ...PLAIN, parameter: '0.95' });
    expect(second).toMatchObject({ name: 'string_agg_distinct_id', isDistinct: true, parameter: ';' });
  });

  it('gives outputs of one name a number', () => {
    const bound = bind(aggregate([PEOPLE], 'avg(age), avg(age), sum(age) as id', 'id'));
    const names = [...bound.keys, ...bound.aggregates].map((output) => output.name);
    expect(names).toEqual(['id', 'avg_age', 'avg_age_2', 'id_2']);
  });

  it('finds CSV columns in any of the headers', () => {
    const files = [csvFile('a.csv', ['x']), csvFile('b.csv', ['y'])];
    expect(bind(aggregate(files, 'sum(x), sum(y)')).columns).toHaveLength(2);
  });

  it('leaves the question open where JSON may still have the column', () => {
    expect(bind(aggregate([PEOPLE, jsonFile('a.ndjson')], 'sum(z)')).columns).toHaveLength(1);
  });

  it('refuses a plan that computes nothing', () => {
    expect(errorOf(() => bind({ ...aggregate([PEOPLE], 'count(*)'), aggregates: [] }))).toMatchInlineSnapshot(`
      "PQ_USAGE: nothing to compute
      hint: ask for something, such as --count or --avg COLUMN"
    `);
  });

  it('suggests a column', () => {
    expect(errorOf(() => bind(aggregate([PEOPLE], 'avg(agee)')))).toMatchInlineSnapshot(`
      "PQ_COLUMN_NOT_FOUND: no column "agee" in people.csv
      hint: did you mean age? columns: id, age, address.city, "credit ""card""""
    `);
  });

  it('tells a typo in a group key as well', () => {
    expect(errorOf(() => bind(aggregate([PEOPLE], 'count(*)', 'AGE')))).toContain('did you mean age?');
  });
});

describe('uniqueNames', () => {
  it('never takes a name that somebody else was given', () => {
    expect(uniqueNames(['a', 'a', 'a_2', 'a'])).toEqual(['a', 'a_3', 'a_2', 'a_4']);
    expect(uniqueNames(['a_2', 'a_2', 'a', 'a'])).toEqual(['a_2', 'a_2_2', 'a', 'a_3']);
  });
});
