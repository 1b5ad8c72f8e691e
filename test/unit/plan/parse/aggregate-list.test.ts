import { describe, expect, it } from 'vitest';
import { aggregateAliases, aliasesOf, findAggregate } from '../../../../src/core/aggregate-aliases.ts';
import { AGGREGATE_NAMES, AGGREGATES, aggregateUsage } from '../../../../src/core/aggregates.ts';
import { aggregateText } from '../../../../src/plan/parse/aggregate-expr.ts';
import { parseAggregateList } from '../../../../src/plan/parse/aggregate-list.ts';
import { errorOf, path } from '../inputs.ts';

const PLAIN = { isDistinct: false, parameter: undefined };

/** A call that has everything its function needs. */
function callOf(name: string): string {
  const { columns, parameter } = AGGREGATES[findAggregate(name)?.function ?? 'count'];
  const value = { fraction: '0.5', count: '3', text: "';'" }[parameter?.kind ?? 'count'];
  const isFixed = findAggregate(name)?.fixed !== undefined;
  return `${name}(${[...columns, ...(parameter && !isFixed ? [value] : [])].join(', ')})`;
}

describe('parseAggregateList', () => {
  it('reads functions, columns and names', () => {
    expect(parseAggregateList('avg(age) as a, count(*), SUM( address.city ) AS "the sum"')).toEqual([
      { function: 'avg', arguments: [path('age')], name: 'a', ...PLAIN },
      { function: 'count', arguments: [], name: 'count', ...PLAIN },
      { function: 'sum', arguments: [path('address', 'city')], name: 'the sum', ...PLAIN },
    ]);
  });

  it('reads several columns, parameters, and distinct', () => {
    expect(
      parseAggregateList(`linreg(y, "x,1", x2), quantile(a.b, .950), string_agg(DISTINCT city, ' o''clock')`),
    ).toEqual([
      { function: 'linreg', arguments: [path('y'), path('x,1'), path('x2')], name: 'linreg_y', ...PLAIN },
      { function: 'quantile', arguments: [path('a', 'b')], name: 'p95_a.b', isDistinct: false, parameter: '0.95' },
      {
        ...{ function: 'string_agg', arguments: [path('city')], name: 'string_agg_distinct_city' },
        ...{ isDistinct: true, parameter: " o'clock" },
      },
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
    ['count(distinct city)', 'count_distinct_city'],
    ['sum(distinct price)', 'sum_distinct_price'],
    ['min(distinct price)', 'min_price'],
    ['quantile(x, 0.999)', 'p99.9_x'],
    ['quantile(x, 1)', 'p100_x'],
    ['quantile(x, 0)', 'p0_x'],
    ['quantile(x, 0.005)', 'p0.5_x'],
    ['quantile(distinct x, 0.5)', 'p50_distinct_x'],
    ['quantile_disc(x, 0.05)', 'p5_disc_x'],
    ['p99.9(x)', 'p99.9_x'],
    ['P5(x)', 'p5_x'],
    ['q3(x)', 'p75_x'],
    ['median(x)', 'median_x'],
    ['top(city, 3)', 'top_city'],
    ['corr(y, x)', 'corr_y_x'],
  ])('calls %s %s', (source, name) => {
    expect(parseAggregateList(source).map((aggregate) => aggregate.name)).toEqual([name]);
  });

  it.each([
    ['count(distinct city)', 'count_distinct(city)'],
    ['min(distinct x)', 'min(x)'],
    ['avg(distinct x)', 'avg(distinct x)'],
    ['p99(x)', 'quantile(x, 0.99)'],
    ['p100(x)', 'quantile(x, 1)'],
    ['p12.5(x)', 'quantile(x, 0.125)'],
    ['q1(x)', 'quantile(x, 0.25)'],
    ['top(x)', 'top(x, 10)'],
    ['top(x, 007)', 'top(x, 7)'],
    ['string_agg(x)', "string_agg(x, ',')"],
    ['string_agg(x, "; ")', "string_agg(x, '; ')"],
    ['values(x)', "string_agg(x, '|')"],
    ["values(x, '')", "string_agg(x, '')"],
    ["distinct_values(x, '''')", "string_agg(distinct x, '''')"],
    ["count(o'clock)", "count(o'clock)"],
    ["count('tis)", "count('tis)"],
    ['count()', 'count(*)'],
  ])('takes %s for %s', (source, meaning) => {
    expect(parseAggregateList(source).map(aggregateText)).toEqual([meaning]);
  });

  it('knows every function and every alias, by one name each', () => {
    for (const name of AGGREGATE_NAMES) {
      expect(parseAggregateList(callOf(name))[0]?.function).toBe(name);
      for (const alias of aliasesOf(name)) {
        expect(parseAggregateList(callOf(alias))).toEqual(parseAggregateList(callOf(name)));
      }
    }
    const names = [...AGGREGATE_NAMES, ...aggregateAliases()];
    expect(new Set(names).size).toBe(names.length);
    for (const alias of aggregateAliases()) expect(parseAggregateList(callOf(alias))).toHaveLength(1);
  });

  it('suggests a function', () => {
    expect(errorOf(() => parseAggregateList('count(*), avgg(age) as a'))).toMatchInlineSnapshot(`
      "PQ_USAGE: unknown aggregate avgg
        count(*), avgg(age) as a
                  ^
      hint: did you mean avg?"
    `);
    expect(errorOf(() => parseAggregateList('cardinalty(x)'))).toContain('did you mean cardinality?');
  });

  it('lists the functions when it has no idea', () => {
    const error = errorOf(() => parseAggregateList('constructor(age)'));
    expect(error).toContain('PQ_USAGE: unknown aggregate constructor\n');
    expect(error).toContain(`hint: pq help aggregates lists them: ${AGGREGATE_NAMES.join(', ')}`);
  });

  it('refuses distinct where it means nothing', () => {
    expect(errorOf(() => parseAggregateList('corr(DISTINCT y, x)'))).toMatchInlineSnapshot(`
      "PQ_USAGE: distinct makes no sense in corr(y, x)
        corr(DISTINCT y, x)
             ^
      hint: leave it out; a column whose name begins with that word is written in double quotes"
    `);
  });

  it.each([
    ['sum(x) filter (where x > 3) as s', 'sum(x) filter (where x > 3)', 's'],
    ["count(*) FILTER (WHERE city = 'a)' or (x))", "count(*) filter (where city = 'a)' or x)", 'count'],
    [
      'quantile(x, 0.5) filter (where "odd name" is null)',
      'quantile(x, 0.5) filter (where "odd name" is null)',
      'p50_x',
    ],
  ])('reads %s', (text, printed, name) => {
    const [expr] = parseAggregateList(text);
    expect(expr && aggregateText(expr)).toBe(printed);
    expect(expr?.name).toBe(name);
  });

  it.each([
    ['count(*) filter (x > 3)', 'expected where, found x'],
    ['count(*) filter (where x > 3', 'expected ")", found the end'],
    ['count(*) filter (where x >)', 'expected a value, found the end'],
    ['count(*) filter (where 3)', 'is a number'],
  ])('refuses %s', (text, message) => {
    expect(errorOf(() => parseAggregateList(text))).toContain(message);
  });

  it('shows how a call with a parameter is written', () => {
    expect(errorOf(() => parseAggregateList('quantile(x, 95)'))).toMatchInlineSnapshot(`
      "PQ_USAGE: p must be a number from 0 to 1, such as 0.95
        quantile(x, 95)
                    ^
      hint: write quantile(x, p)"
    `);
  });

  it.each([
    ['sum(*)', 'sum needs a column'],
    ['avg()', 'avg needs a column'],
    ['count(distinct *)', 'count needs a column'],
    ['count_distinct(*)', 'count_distinct needs a column'],
    ['avg', 'expected "(", found the end'],
    ['avg age', 'unknown aggregate avg age'],
    ['avg(age', 'expected ")", found the end'],
    ['avg(age) a', 'expected "," or "as", found a'],
    ['avg(age) filter', 'expected "," or "as", found filter'],
    ['avg(age) as', 'expected a name after "as", found the end'],
    ['avg(age, city)', 'expected ")", found ,'],
    ['avg(age),', 'expected an aggregate such as avg(column), found the end'],
    ['', 'expected an aggregate such as avg(column), found the end'],
    ['corr(x)', 'corr needs 2 columns'],
    ['corr(x, y, z)', 'expected ")", found ,'],
    ['linreg(y)', 'linreg needs 2 columns'],
    [`linreg(${Array.from({ length: 18 }, (_, at) => `x${at}`).join(', ')})`, 'linreg takes at most 17 columns'],
    ['quantile(x)', 'expected ",", found )'],
    ['quantile(x, )', 'p must be a number from 0 to 1, such as 0.95'],
    ['quantile(x, 1.000001)', 'p must be a number from 0 to 1'],
    ['quantile(x, -0.5)', 'p must be a number from 0 to 1'],
    ['quantile(x, 1e-1)', 'p must be a number from 0 to 1'],
    ['quantile(x, "0.5")', 'p must be a number from 0 to 1'],
    ['quantile(x, .)', 'p must be a number from 0 to 1'],
    ['quantile(x, 0.5, 0.6)', 'expected ")", found ,'],
    ['q1(x, 0.5)', 'expected ")", found ,'],
    ['p101(x)', 'unknown aggregate p101'],
    ['p100.5(x)', 'unknown aggregate p100.5'],
    ['top(x, 0)', 'k must be a whole number from 1'],
    ['top(x, 1.5)', 'k must be a whole number from 1'],
    ['top(x, 1000000)', 'k must be a whole number from 1 to 999999'],
    ['string_agg(x, ;)', "expected a text in quotes, such as '; ', found ;"],
    ["count('x')", "expected a column, found 'x'"],
    ['mode(distinct x)', 'distinct makes no sense in mode(x)'],
  ])('refuses %j', (source, message) => {
    expect(errorOf(() => parseAggregateList(source))).toContain(`PQ_USAGE: ${message}`);
  });
});

it('shows every call in help as it is read', () => {
  for (const name of AGGREGATE_NAMES) {
    const { columns, parameter, orRecords } = AGGREGATES[name];
    expect(aggregateUsage(name)).toMatch(new RegExp(`^${name}\\(${columns.join(', ')}`));
    expect(orRecords && (columns.length !== 1 || parameter !== undefined)).toBeFalsy();
  }
  expect(aggregateUsage('linreg')).toBe('linreg(y, x, ...)');
  expect(aggregateUsage('top')).toBe('top(x, k)');
});
