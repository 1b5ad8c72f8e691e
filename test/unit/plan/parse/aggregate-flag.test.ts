import { describe, expect, it } from 'vitest';
import { aggregateText } from '../../../../src/plan/parse/aggregate-expr.ts';
import { parseAggregateFlag } from '../../../../src/plan/parse/aggregate-flag.ts';
import { errorOf } from '../inputs.ts';

describe('parseAggregateFlag', () => {
  it.each([
    ['count', undefined, ['count(*)']],
    ['count', '*', ['count(*)']],
    ['count', 'a, b', ['count(a)', 'count(b)']],
    ['count_distinct', 'a', ['count_distinct(a)']],
    ['avg', 'a.b,"c,d"', ['avg(a.b)', 'avg(c,d)']],
    ['quantile', 'income:0.5, income:.95', ['quantile(income, 0.5)', 'quantile(income, 0.95)']],
    ['quantile', 'a:b:1', ['quantile(a:b, 1)']],
    ['top', 'city:3,"a:1,b",c[0].d:2', ['top(city, 3)', 'top(a:1,b, 10)', 'top(c[0].d, 2)']],
  ] as const)('reads --%s %s', (name, text, meaning) => {
    expect(parseAggregateFlag(name, text).map(aggregateText)).toEqual(meaning);
  });

  it('shows where a parameter is missing', () => {
    expect(errorOf(() => parseAggregateFlag('quantile', 'age:0.5,income'))).toMatchInlineSnapshot(`
      "PQ_USAGE: p must be a number from 0 to 1, such as 0.95
        age:0.5,income
                ^
      hint: write --quantile COL:P; a column with a colon in its name is written in double quotes"
    `);
  });

  it.each([
    ['quantile', 'income:95', 'p must be a number from 0 to 1'],
    ['quantile', 'income:', 'p must be a number from 0 to 1'],
    ['quantile', '', 'p must be a number from 0 to 1'],
    ['quantile', ':0.5', 'expected a column, found the end'],
    ['quantile', 'a:0.5,', 'p must be a number from 0 to 1'],
    ['top', 'city:all', 'k must be a whole number'],
    ['top', 'city,', 'expected a column, found the end'],
  ] as const)('refuses --%s %j', (name, text, message) => {
    expect(errorOf(() => parseAggregateFlag(name, text))).toContain(`PQ_USAGE: ${message}`);
  });
});
