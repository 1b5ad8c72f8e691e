import { describe, expect, it } from 'vitest';
import { AGGREGATE_ALIASES, AGGREGATES } from '../../../../src/core/aggregates.ts';
import { aggregateOf, parseAggregateList } from '../../../../src/plan/parse/aggregate-list.ts';
import { errorOf, path } from '../inputs.ts';

describe('parseAggregateList', () => {
  it('reads functions, columns and names', () => {
    expect(parseAggregateList('avg(age) as a, count(*), SUM( address.city ) AS "the sum"')).toEqual([
      { function: 'avg', argument: path('age'), name: 'a' },
      { function: 'count', argument: undefined, name: 'count' },
      { function: 'sum', argument: path('address', 'city'), name: 'the sum' },
    ]);
  });

  it.each([
    ['avg(age)', 'avg_age'],
    ['mean(age)', 'avg_age'],
    ['count(age)', 'count_age'],
    ['count(*)', 'count'],
    ['count()', 'count'],
    ['avg(address.city)', 'avg_address.city'],
    ['max("credit-card".number)', 'max_credit-card.number'],
    ['sum(Incident Zip) as zip codes', 'zip codes'],
    ['min("*")', 'min_*'],
    ['count("distinct x")', 'count_distinct x'],
    ['count(distinct)', 'count_distinct'],
  ])('calls %s %s', (source, name) => {
    expect(parseAggregateList(source).map((aggregate) => aggregate.name)).toEqual([name]);
  });

  it('knows every function and every alias', () => {
    for (const name of Object.keys(AGGREGATES)) expect(parseAggregateList(`${name}(x)`)[0]?.function).toBe(name);
    for (const [alias, name] of Object.entries(AGGREGATE_ALIASES)) {
      expect(parseAggregateList(`${alias}(x)`)[0]).toEqual(aggregateOf(name, path('x')));
    }
  });

  it('suggests a function', () => {
    expect(errorOf(() => parseAggregateList('count(*), avgg(age) as a'))).toMatchInlineSnapshot(`
      "PQ_USAGE: unknown aggregate avgg
        count(*), avgg(age) as a
                  ^
      hint: did you mean avg?"
    `);
  });

  it('lists the functions when it has no idea', () => {
    expect(errorOf(() => parseAggregateList('constructor(age)'))).toMatchInlineSnapshot(`
      "PQ_USAGE: unknown aggregate constructor
        constructor(age)
        ^
      hint: the aggregates are count, sum, avg, min, max, var, stddev, var_pop, stddev_pop"
    `);
  });

  it('says that distinct is to come', () => {
    expect(errorOf(() => parseAggregateList('count(DISTINCT city)'))).toMatchInlineSnapshot(`
      "PQ_USAGE: distinct is not supported yet
        count(DISTINCT city)
              ^
      hint: a column of that name is written in double quotes"
    `);
  });

  it.each([
    ['sum(*)', 'sum needs a column'],
    ['avg()', 'avg needs a column'],
    ['avg', 'expected "(", found the end'],
    ['avg age', 'unknown aggregate avg age'],
    ['avg(age', 'expected ")", found the end'],
    ['avg(age) a', 'expected "," or "as", found a'],
    ['avg(age) as', 'expected a name after "as", found the end'],
    ['avg(age, city)', 'expected ")", found ,'],
    ['avg(age),', 'expected an aggregate such as avg(column), found the end'],
    ['', 'expected an aggregate such as avg(column), found the end'],
  ])('refuses %j', (source, message) => {
    expect(errorOf(() => parseAggregateList(source))).toContain(`PQ_USAGE: ${message}\n`);
  });
});
