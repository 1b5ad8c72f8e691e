import { describe, expect, it } from 'vitest';
import { bind, uniqueNames } from '../../../src/plan/bind.ts';
import type { Aggregate } from '../../../src/plan/logical-plan.ts';
import { parseAggregateList } from '../../../src/plan/parse/aggregate-list.ts';
import { parseColumnList } from '../../../src/plan/parse/column-path.ts';
import type { InputFile } from '../../../src/protocol/stage.ts';
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

describe('bind', () => {
  it('reads each column once', () => {
    const bound = bind(aggregate([PEOPLE], 'avg(age), count(*), max(id), min(age)', 'address.city, id'));
    expect(bound.columns.map((column) => column.text)).toEqual(['address.city', 'id', 'age']);
    expect(bound.keys).toEqual([
      { name: 'address.city', column: 0 },
      { name: 'id', column: 1 },
    ]);
    expect(bound.aggregates).toEqual([
      { name: 'avg_age', function: 'avg', column: 2 },
      { name: 'count', function: 'count', column: undefined },
      { name: 'max_id', function: 'max', column: 1 },
      { name: 'min_age', function: 'min', column: 2 },
    ]);
    expect(bound.input.files).toEqual([PEOPLE]);
    expect(bound.input.nullValues).toEqual(['NA']);
  });

  it('keeps columns apart that only read alike', () => {
    const bound = bind(aggregate([jsonFile('a.ndjson')], 'count(a.b), count("a.b")'));
    expect(bound.columns.map((column) => column.steps)).toEqual([['a', 'b'], ['a.b']]);
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
