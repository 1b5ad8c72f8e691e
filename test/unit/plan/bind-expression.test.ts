import { describe, expect, it } from 'vitest';
import { bindExpression, columnsOf } from '../../../src/plan/bind-expression.ts';
import { parseExpression } from '../../../src/plan/parse/expression.ts';
import { expressionText } from '../../../src/plan/parse/expression-text.ts';

const COLUMNS = ['a', 'b.c', 'd[0]'];

describe('bindExpression', () => {
  it('gives columns their numbers, and leaves places behind', () => {
    const expr = parseExpression("b.c > 1 and f(a, 'x') is null", new Set(['f']));
    expect(bindExpression(expr, (path) => COLUMNS.indexOf(path.text))).toEqual({
      kind: 'call',
      function: 'and',
      arguments: [
        {
          ...{ kind: 'call', function: '>', comparison: 'number' },
          arguments: [
            { kind: 'column', column: 1 },
            { kind: 'literal', literal: { type: 'number', text: '1' } },
          ],
        },
        {
          ...{ kind: 'call', function: 'is_null' },
          arguments: [
            {
              ...{ kind: 'loaded', function: 'f' },
              arguments: [
                { kind: 'column', column: 0 },
                { kind: 'literal', literal: { type: 'text', text: 'x' } },
              ],
            },
          ],
        },
      ],
    });
  });

  it('binds what is as deep as can be typed', () => {
    const expr = parseExpression(`${'lower('.repeat(400)}a${')'.repeat(400)}${' + a'.repeat(590)}`);
    expect(() => bindExpression(expr, () => 0)).not.toThrow();
    expect(columnsOf(expr)).toHaveLength(1);
    expect(() => expressionText(expr)).not.toThrow();
  });
});

describe('columnsOf', () => {
  it.each([
    ['1 + 2', []],
    ['a', ['a']],
    ['b.c between a and d[0] or b.c = f(a)', ['b.c', 'a', 'd[0]']],
    ['"b.c" = b.c', ['b.c', 'b.c']],
  ])('of %s', (source, columns) => {
    const expr = parseExpression(source, new Set(['f']));
    expect(columnsOf(expr).map((path) => path.text)).toEqual(columns);
  });
});
