import { describe, expect, it } from 'vitest';
import { functionAliases } from '../../../../src/core/function-aliases.ts';
import { FUNCTIONS, type FunctionName, type FunctionSpec } from '../../../../src/core/functions.ts';
import { parseExpression } from '../../../../src/plan/parse/expression.ts';
import { expressionText } from '../../../../src/plan/parse/expression-text.ts';
import { errorOf } from '../inputs.ts';

/** Every operator in parentheses of its own. */
function grouped(source: string): string {
  const show = (expr: ReturnType<typeof parseExpression>): string => {
    if (expr.kind === 'literal' || expr.kind === 'column') return expressionText(expr);
    return `${expr.function}(${expr.arguments.map(show).join(', ')})`;
  };
  return show(parseExpression(source));
}

function comparisonOf(source: string): string | undefined {
  const expr = parseExpression(source);
  return expr.kind === 'call' ? expr.comparison : undefined;
}

describe('operators', () => {
  it.each([
    ['a or b and not c = d', 'or(a, and(b, not(=(c, d))))'],
    ['not a and b', 'and(not(a), b)'],
    ['not not a', 'not(not(a))'],
    ['a or b or c', 'or(or(a, b), c)'],
    ['a = b || c + d * -e', '=(a, ||(b, +(c, *(d, negate(e)))))'],
    ['a - b - c', '-(-(a, b), c)'],
    ['a / b * c % d', '%(*(/(a, b), c), d)'],
    ['a - (b - c)', '-(a, -(b, c))'],
    ['(a or b) and c', 'and(or(a, b), c)'],
    ['a == b', '=(a, b)'],
    ['a != b', '<>(a, b)'],
    ['a<=b', '<=(a, b)'],
    ['credit-card', '-(credit, card)'],
    ['a--1', '-(a, -1)'],
    ['- -5', 'negate(-5)'],
    ['-(5)', '-5'],
    ['+5 + +.5', '+(5, 0.5)'],
    ['-a::text', "negate(cast(a, 'text'))"],
    ['-5::text', "negate(cast(5, 'text'))"],
    ['a::int::text = b', "=(cast(cast(a, 'integer'), 'text'), b)"],
    ['a IS NULL', 'is_null(a)'],
    ['a is not null and b', 'and(not(is_null(a)), b)'],
    ['a = b is null', 'is_null(=(a, b))'],
    ['a + b is null is null', 'is_null(is_null(+(a, b)))'],
    ["a in ('x', 1 + 2)", "in(a, 'x', +(1, 2))"],
    ['a not in (b)', 'not(in(a, b))'],
    ['not a in (b)', 'not(in(a, b))'],
    ['a between b and c and d', 'and(and(>=(a, b), <=(a, c)), d)'],
    ['a not between 1 and 2 + 3 or d', 'or(not(and(>=(a, 1), <=(a, +(2, 3)))), d)'],
    ["a like 'x%' || b", "like(a, ||('x%', b))"],
    ["a not ilike 'x' and b", "and(not(ilike(a, 'x')), b)"],
  ])('reads %s', (source, meaning) => {
    expect(grouped(source)).toBe(meaning);
  });
});

describe('operands', () => {
  it.each([
    ['TRUE', 'true'],
    ['False', 'false'],
    ['null', 'null'],
    ["'o''clock'", "'o''clock'"],
    ["'a\nb'", "'a\nb'"],
    ['007', '7'],
    ['000.50', '0.50'],
    ['5.', '5'],
    ['.5e+3', '0.5e+3'],
    ['1E3', '1E3'],
    ['a.b[0].c', 'a.b[0].c'],
    ['a . "odd "" name" [1]', 'a."odd "" name"[1]'],
    ['a.end.null', 'a.end.null'],
    ['"and"', '"and"'],
    ['größe_1$', 'größe_1$'],
    ['"2nd"', '"2nd"'],
    ['first', 'first'],
    ['date', 'date'],
    ['lower', 'lower'],
    ['case when a then 1 when b then 2 else 3 end', 'case(a, 1, b, 2, 3)'],
    ['CASE a WHEN 1 THEN 2 END', 'case(=(a, 1), 2)'],
    ['case a + 1 when b or c then d else e end', 'case(=(+(a, 1), or(b, c)), d, e)'],
    ['cast(a as Decimal)', "cast(a, 'number')"],
    ['TRY_CAST(a or b AS bool)', "try_cast(or(a, b), 'boolean')"],
    ['LOWER( a )', 'lower(a)'],
    ['now()', 'now()'],
    ['concat(a, b, c, d)', 'concat(a, b, c, d)'],
    ['if(a, b, c)', 'case(a, b, c)'],
    ['isnull(a)', 'is_null(a)'],
    ['substring(a, 2)', 'substr(a, 2)'],
  ])('reads %s', (source, meaning) => {
    expect(grouped(source)).toBe(meaning);
  });

  it('reads functions that were loaded, by their exact names', () => {
    const loaded = new Set(['twice']);
    expect(parseExpression('twice(a)', loaded)).toMatchObject({ kind: 'loaded', function: 'twice' });
    expect(errorOf(() => parseExpression('Twice(a)', loaded))).toContain('did you mean twice?');
  });

  it('knows where each part was typed', () => {
    const expr = parseExpression('a +  lower(b)');
    expect(expr).toMatchObject({ start: 2, arguments: [{ start: 0 }, { start: 5, arguments: [{ start: 11 }] }] });
  });

  it('knows every function under all of its names', () => {
    for (const [name, { least, isSyntax }] of Object.entries<FunctionSpec>(FUNCTIONS)) {
      const args = Array.from({ length: least }, () => 'x').join(', ');
      const names = [...(isSyntax ? [] : [name]), ...functionAliases(name as FunctionName)];
      for (const each of names) expect(grouped(`${each}(${args})`)).toBe(`${name}(${args})`);
    }
  });
});

describe('how values are compared', () => {
  it.each([
    ['a = 30', 'number'],
    ["a = '30'", 'text'],
    ["a + 1 = '30'", 'text'],
    ['a < b', 'value'],
    ['a = null', 'value'],
    ['a + 1 > b', 'number'],
    ['lower(a) = b', 'text'],
    ['lower(a) > 5', 'number'],
    ['a = true', 'boolean'],
    ['(b > 1) = a', 'boolean'],
    ['a::date < b', 'text'],
    ['a::int < b', 'number'],
    ['coalesce(a, 0) = b', 'value'],
    ['coalesce(length(a), 0) = b', 'number'],
    ['coalesce(length(a), null) = b', 'number'],
    ["case when a then 'x' else 'y' end = b", 'text'],
    ['case when a > 1 then 2 end = b', 'number'],
    ['nullif(length(a), b) < c', 'number'],
    ['a in (1, b)', 'number'],
    ["a in ('1', 2)", 'text'],
    ['a in (b, c)', 'value'],
    ['greatest(a, b, 0)', 'number'],
    ["nullif(a, '')", 'text'],
    ['lower(a)', undefined],
  ])('decides for %s', (source, comparison) => {
    expect(comparisonOf(source)).toBe(comparison);
  });
});

describe('limits', () => {
  const nested = (depth: number) => `${'('.repeat(depth)}a${')'.repeat(depth)}`;
  const sum = (count: number) => Array.from({ length: count }, () => 'a').join(' + ');

  it.each([
    ['parentheses', nested(499)],
    ['parentheses at the right', `${'a + ('.repeat(249)}a${')'.repeat(249)}`],
    ['signs', `${'- '.repeat(490)}a`],
    ['calls', `${'lower('.repeat(490)}a${')'.repeat(490)}`],
    ['a chain', sum(1000)],
    ['a list', `a in (1${', 1'.repeat(100_000)})`],
  ])('reads many %s', (_, source) => {
    expect(() => parseExpression(source)).not.toThrow();
  });

  it.each([
    ['parentheses', nested(100_000)],
    ['signs', `${'- '.repeat(100_000)}a`],
    ['negations', `${'not '.repeat(100_000)}a`],
    ['calls', `${'lower('.repeat(100_000)}a`],
    ['cases', `${'case when '.repeat(100_000)}a`],
  ])('refuses too many %s', (_, source) => {
    expect(errorOf(() => parseExpression(source))).toContain('the expression is nested deeper than 500');
  });

  it('refuses chains that are too long, and parts that grow when they are repeated', () => {
    expect(errorOf(() => parseExpression(sum(3000)))).toContain('more than 1000 operators in a row');
    const deep = Array.from({ length: 400 }).reduce((inner: string) => `(${inner})${' + a'.repeat(100)}`, 'a');
    expect(errorOf(() => parseExpression(deep))).toContain('more than 1000 operators in a row');
    const twice = '('.repeat(40) + 'a'.padEnd(1) + ' between 1 and 2)'.repeat(40);
    expect(errorOf(() => parseExpression(twice))).toContain('too long to be compared several times');
  });
});
