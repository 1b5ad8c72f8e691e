import { describe, expect, it } from 'vitest';
import { expressionText } from '../../../../src/plan/parse/expression-text.ts';
import { parseAssignments, parseSelectList, parseSortList } from '../../../../src/plan/parse/select-list.ts';
import { errorOf } from '../inputs.ts';

function selected(source: string): readonly string[] {
  return parseSelectList(source).map((item) =>
    item.kind === 'all'
      ? ['*', ...item.exclude.map((path) => path.text)].join(' ')
      : `${item.name}: ${expressionText(item.expression)}`,
  );
}

describe('parseSelectList', () => {
  it.each([
    ['name[0] as first, age, income * 12 as yearly', ['first: name[0]', 'age: age', 'yearly: income * 12']],
    ['*', ['*']],
    ['*, a', ['*', 'a: a']],
    ['* exclude (a, b.c, "d e")', ['* a b.c d e']],
    ['* EXCEPT (a), lower( a )', ['* a', 'lower( a ): lower(a)']],
    ['a b', ['b: a']],
    ['a "the b"', ['the b: a']],
    ['"credit-card".number', ['credit-card.number: "credit-card".number']],
    ['(a)', ['a: a']],
    ["a || ', ' || b as c", ["c: a || ', ' || b"]],
    ['1+1', ['1+1: 1 + 1']],
    ['a is null, b', ['a is null: a is null', 'b: b']],
    ['desc, asc as exclude', ['desc: desc', 'exclude: asc']],
  ])('reads %s', (source, items) => {
    expect(selected(source)).toEqual(items);
  });

  it.each([
    ['', 'expected a value, found the end'],
    ['a,', 'expected a value, found the end'],
    ['a b c', 'expected "," or "as", found c'],
    ['a as', 'expected a name after "as", found the end'],
    ['a as 2', 'expected a name after "as", found 2'],
    ['a and', 'expected a value, found the end'],
    ['* exclude a', 'expected "(", found a'],
    ['* exclude ()', 'expected a column, found )'],
    ['* a', 'expected "," or "as", found a'],
    ['a.*', 'expected a name after ".", found *'],
  ])('refuses %j', (source, message) => {
    expect(errorOf(() => parseSelectList(source))).toContain(`PQ_USAGE: ${message}\n`);
  });
});

describe('parseAssignments', () => {
  it('reads names and expressions', () => {
    const items = parseAssignments('x = a + 1, "odd name" = b = c, y = f(x)', new Set(['f']));
    expect(items.map(({ name, expression }) => `${name}: ${expressionText(expression)}`)).toEqual([
      'x: a + 1',
      'odd name: b = c',
      'y: f(x)',
    ]);
  });

  it.each([
    ['a + 1', 'expected "=", found +'],
    ['a.b = 1', 'expected "=", found .'],
    ['a == 1', 'expected "=", found =='],
    ['a = 1 b = 2', 'expected an operator, "," or the end, found b'],
    ['a = ', 'expected a value, found the end'],
    ["'a' = 1", "expected the name of a column, found 'a'"],
  ])('refuses %j', (source, message) => {
    expect(errorOf(() => parseAssignments(source))).toContain(`PQ_USAGE: ${message}\n`);
  });
});

describe('parseSortList', () => {
  it('reads directions and where nulls go', () => {
    const items = parseSortList('avg_y desc, lower(name), a + b asc nulls first, desc DESC NULLS LAST');
    expect(items.map(({ expression, ...how }) => [expressionText(expression), ...Object.values(how)])).toEqual([
      ['avg_y', true, 'last', 'any'],
      ['lower(name)', false, 'last', 'text'],
      ['a + b', false, 'first', 'any'],
      ['desc', true, 'last', 'any'],
    ]);
  });

  it.each([
    ['a descending', 'expected ",", "asc" or "desc", found descending'],
    ['a asc desc', 'expected ",", "asc" or "desc", found desc'],
    ['a nulls', 'expected first or last, found the end'],
  ])('refuses %j', (source, message) => {
    expect(errorOf(() => parseSortList(source))).toContain(`PQ_USAGE: ${message}\n`);
  });
});
