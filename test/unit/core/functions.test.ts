import { describe, expect, it } from 'vitest';
import { castTypeNames, findCastType } from '../../../src/core/cast-types.ts';
import { callableNames, findFunction } from '../../../src/core/function-aliases.ts';
import { FUNCTION_EXAMPLES } from '../../../src/core/function-examples.ts';
import { FUNCTIONS, type FunctionName, type FunctionSpec } from '../../../src/core/functions.ts';
import { argumentsOf, type Expr } from '../../../src/plan/parse/expr.ts';
import { parseExpression } from '../../../src/plan/parse/expression.ts';

const ROWS = Object.entries<FunctionSpec>(FUNCTIONS) as readonly [FunctionName, FunctionSpec][];

function functionsIn(expr: Expr): readonly string[] {
  return [...(expr.kind === 'call' ? [expr.function] : []), ...argumentsOf(expr).flatMap(functionsIn)];
}

describe('the table of functions', () => {
  it.each(ROWS)('shows how %s is written', (name, { usage, least, most, isSyntax }) => {
    if (isSyntax) return;
    const [, required = '', optional = ''] = /^\w+\(([^[]*)(.*)\)$/.exec(usage) ?? [];
    expect(usage).toMatch(new RegExp(`^${name}\\(`));
    const named = required.split(', ').filter((word) => word !== '' && word !== '...');
    if (most === Number.POSITIVE_INFINITY) expect(usage).toContain('...');
    else expect([named.length, named.length + (optional === '' ? 0 : 1)]).toEqual([least, most]);
  });

  it.each(ROWS)('has an example of %s', (name) => {
    expect(functionsIn(parseExpression(FUNCTION_EXAMPLES[name][0]))).toContain(name);
  });

  it('has every name once', () => {
    const names = callableNames();
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(findFunction(name)).toBeDefined();
    expect(findFunction('and')).toBeUndefined();
    expect(findFunction('toString')).toBeUndefined();
  });

  it('has every type once', () => {
    expect(new Set(castTypeNames()).size).toBe(castTypeNames().length);
    expect(findCastType('bigint')).toBe('integer');
    expect(findCastType('uuid')).toBeUndefined();
  });
});
