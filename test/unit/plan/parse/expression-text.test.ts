import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../src/plan/parse/expression.ts';
import { expressionText } from '../../../../src/plan/parse/expression-text.ts';
import { anyExpr, LOADED, withoutPlaces } from '../../../helpers/plan/random-expressions.ts';

describe('expressionText', () => {
  it.each([
    ['((a)) + ((b * c))', 'a + b * c'],
    ['(a + b) * c', '(a + b) * c'],
    ['a - (b - c) - d', 'a - (b - c) - d'],
    ['(a or b) and not (c and d)', '(a or b) and not (c and d)'],
    ['(a = 1) = true', '(a = 1) = true'],
    ['(a = 1) is null', '(a = 1) is null'],
    ['NOT a IN (1,2)', 'a not in (1, 2)'],
    ['a is not null', 'a is not null'],
    ["not (a like 'x%')", "a not like 'x%'"],
    ['a between 1 and 2', 'a >= 1 and a <= 2'],
    ['a not between 1 and 2', 'not (a >= 1 and a <= 2)'],
    ['a::int', 'cast(a as integer)'],
    ['- -5', '-(-5)'],
    ['-(-a)', '-(-a)'],
    ['-(a + b)', '-(a + b)'],
    ['2 - -5', '2 - -5'],
    ['(-5)::text', 'cast(-5 as text)'],
    ["case a when 'it''s' then .5 else \"b c\".d[0] end", "case when a = 'it''s' then 0.5 else \"b c\".d[0] end"],
    ['IF(a, b, now())', 'case when a then b else now() end'],
    ['UCASE(a) || len(b)', 'upper(a) || length(b)'],
  ])('writes %s', (source, text) => {
    expect(expressionText(parseExpression(source))).toBe(text);
  });

  it('is read as the same expression', () => {
    fc.assert(
      fc.property(anyExpr, (expr) => {
        expect(withoutPlaces(parseExpression(expressionText(expr), LOADED))).toEqual(expr);
      }),
      { numRuns: 1000 },
    );
  });
});
