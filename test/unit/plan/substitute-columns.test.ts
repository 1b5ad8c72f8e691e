import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/plan/parse/expression.ts';
import { expressionText } from '../../../src/plan/parse/expression-text.ts';
import { substituteColumns } from '../../../src/plan/substitute-columns.ts';

const DEFINITIONS = new Map(
  Object.entries({ y: 'income * 12', x: 'x + 1', 'a.b': '1', 'odd name': 'coalesce(a, b)' }).map(([name, text]) => [
    name,
    parseExpression(text),
  ]),
);

function substituted(source: string): string | undefined {
  const expr = substituteColumns(parseExpression(source, new Set(['f'])), DEFINITIONS);
  return expr && expressionText(expr);
}

describe('substituteColumns', () => {
  it.each([
    ['y > 3', 'income * 12 > 3'],
    ['y / y', 'income * 12 / (income * 12)'],
    ['f(x) is null and z.y', 'f(x + 1) is null and z.y'],
    ['"a.b" || "odd name"', '1 || coalesce(a, b)'],
    ['z = 1', 'z = 1'],
  ])('puts definitions into %s', (source, text) => {
    expect(substituted(source)).toBe(text);
  });

  it.each(['y.z', 'y[0] = 1', 'a.b > 1', 'f(lower(x.y))'])('leaves %s to somebody who has the values', (source) => {
    expect(substituted(source)).toBeUndefined();
  });

  it('compares as before', () => {
    const expr = parseExpression('y > z');
    expect(expr).toMatchObject({ comparison: 'value' });
    expect(substituteColumns(expr, DEFINITIONS)).toMatchObject({ comparison: 'value' });
  });
});
