/** The oracle, which judges everything else, against answers worked out by hand. */
import { describe, expect, test } from 'vitest';
import { askOracle } from '../../helpers/engine/oracle.ts';
import { csvRecords, jsonRecords } from '../../helpers/engine/oracle-records.ts';
import type { Query } from '../../helpers/engine/query.ts';

const CSV = `k,x,y,t,b
a,1,2,Boston,true
b,10,4,007,FALSE
a,2,4,Paris,true
a,,5,Boston,
b,1.0,1,"",true
a,4,,Paris,True
a,1,4,,false
`;
const { records } = csvRecords(CSV);

function texts(aggregates: string, keys?: string): unknown {
  const rows = askOracle(records, { aggregates, keys } as Query);
  return typeof rows === 'string' ? rows : rows.map((row) => row.map(([, text]) => text));
}

describe('of CSV', () => {
  test.each([
    ['count(*), count(x), null_count(x), count(distinct x), count(distinct t)', ['7', '6', '1', '5', '4']],
    [
      'sum(x), sum(distinct x), avg(distinct x), var(distinct x), median(distinct x)',
      ['19', '17', '4.25', '16.25', '3'],
    ],
    [
      'median(x), quantile(x, 0.25), p90(x), quantile_disc(x, 0.5), quantile_disc(x, 0.84)',
      ['1.5', '1', '7', '1', '10'],
    ],
    ['min(x), max(x), max(y), stddev_pop(distinct x)', ['1', '10', '5', '3.491060010942235']],
    ['mode(x), antimode(x), mode(t), antimode(t)', ['1', '1.0', 'Boston', '007']],
    ['first(x), last(x), first(t), last(t)', ['1', '1', 'Boston', 'Paris']],
    ['any(b), all(b)', ['true', 'false']],
    ["string_agg(x), string_agg(distinct t, '; ')", ['1,10,2,1.0,4,1', '007; ; Boston; Paris']],
    ['list(x), list(distinct x)', ['[1,10,2,1.0,4,1]', '[1,1.0,2,4,10]']],
    ['list(t)', ['["Boston","007","Paris","Boston","","Paris"]']],
    ['top(t, 2)', ['[{"value":"Boston","count":2},{"value":"Paris","count":2}]']],
    ['top(x, 1)', ['[{"value":1,"count":2}]']],
    // x and y: 1 2, 10 4, 2 4, 1 1, 1 4. Both means are 3; Sxy is 10, Sxx 62, Syy 8.
    ['covar(y, x), covar_pop(x, y)', ['2.5', '2']],
    ['corr(x, y)', [String(Math.sqrt(100 / (62 * 8)))]],
    ['linreg(y, x)', [3 - 30 / 62, 10 / 62, 100 / (62 * 8)].map(String)],
    ['linreg(y, x, x)', ['', '', '', '']],
  ])('%s', (aggregates, expected) => expect(texts(aggregates)).toEqual([expected]));

  test('by group', () => {
    expect(texts('median(x), all(b), linreg(y, x), mode(t)', 'k')).toEqual([
      ['a', '1.5', 'false', '2', '1', '0.25', 'Boston'],
      ['b', '5.5', 'false', '0.6666666666666666', '0.3333333333333333', '1', '007'],
    ]);
  });

  test('of nothing', () => {
    const { records: none } = csvRecords('x,y\n');
    const aggregates =
      'count(distinct x), null_count(x), median(x), mode(x), any(x), list(x), string_agg(x), corr(x, y)';
    const row = [[2, '0'], [2, '0'], ...Array.from({ length: 6 }, () => [0, ''])];
    expect(askOracle(none, { aggregates })).toEqual([row]);
  });

  test('refuses what cannot be taken', () => {
    expect(texts('count(x), median(t)')).toBe('PQ_NOT_A_NUMBER');
    expect(texts('linreg(x, t)')).toBe('PQ_NOT_A_NUMBER');
    expect(texts('any(x)')).toBe('PQ_NOT_A_BOOLEAN');
  });
});

test('of JSON, kinds of values', () => {
  const json = jsonRecords([
    '{"v":"7","n":{"a":1}}',
    '{"v":7}',
    '{"v":"é\\"","n":null}',
    '{"v":false}',
    '{"v":"false"}',
  ]);
  const rows = askOracle(json, {
    aggregates: 'list(v), mode(v), top(v, 2), first(n), string_agg(distinct v), first(v)',
  });
  expect(rows).toEqual([
    [
      [4, '["7",7,"é\\"",false,"false"]'],
      [2, '7'],
      [4, '[{"value":7,"count":2},{"value":false,"count":2}]'],
      [4, '{"a":1}'],
      [1, '7,false,é"'],
      [1, '7'],
    ],
  ]);
});
