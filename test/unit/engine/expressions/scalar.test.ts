/** Expressions as a whole: what is computed when, constants, text that is kept, and what comes out. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileScalar } from '../../../../src/engine/expressions/scalar.ts';
import { cellValue, kindOf, type Value } from '../../../../src/engine/expressions/value.ts';
import { Kind } from '../../../../src/engine/values/cells.ts';
import type { Expression } from '../../../../src/protocol/expression.ts';
import { runs } from '../../../helpers/engine/runs.ts';
import { callOf, cell, ENVIRONMENT, evaluated, number, rowOf } from '../../../helpers/expressions/evaluate.ts';

const column = (index: number): Expression => ({ kind: 'column', column: index });
const text = (value: string): Expression => ({ kind: 'literal', literal: { type: 'text', text: value } });
const literal = (value: string): Expression => ({ kind: 'literal', literal: { type: 'number', text: value } });
const failing = callOf('+', [column(0), literal('1')]);

describe('an expression', () => {
  test('computes no more than it has to', () => {
    const isNumber = callOf('=', [callOf('type_of', [column(0)]), text('number')], 'text');
    const above = callOf('>', [column(0), literal('3')], 'number');
    expect(evaluated(callOf('and', [isNumber, above]), [cell('x')])).toBe('false');
    expect(evaluated(callOf('and', [isNumber, above]), [cell('4')])).toBe('true');
    expect(evaluated(callOf('or', [callOf('not', [isNumber]), above]), [cell('x')])).toBe('true');
    expect(evaluated(callOf('case', [isNumber, failing, literal('0')]), [cell('x')])).toBe('0');
    expect(evaluated(callOf('coalesce', [literal('1'), failing]), [cell('x')])).toBe('1');
    expect(evaluated(callOf('ifnull', [literal('1'), failing]), [cell('x')])).toBe('1');
  });

  test('with an error in a constant part fails in the records that come to it', () => {
    const wrong = callOf('+', [text('x'), literal('1')]);
    const expression = callOf('case', [column(0), wrong, literal('0')]);
    expect(evaluated(expression, [false])).toBe('0');
    expect(evaluated(expression, [true])).toBe('PQ_NOT_A_NUMBER: "x" is not a number');
  });

  test('computes constants once', () => {
    const start = callOf('negate', [literal('2')]);
    expect(evaluated(callOf('substr', [column(0), start]), [cell('abc')])).toBe("'bc'");
    const pattern = callOf('||', [text('^'), text('(')]);
    expect(() => compileScalar(callOf('regexp_matches', [column(0), pattern]), ENVIRONMENT)).toThrow('Unterminated');
  });

  test('takes patterns, formats and types from records, too', () => {
    const matches = compileScalar(callOf('regexp_matches', [column(0), column(1), column(2)]), ENVIRONMENT);
    const answers = [
      ['abc', 'B', 'i'],
      ['abc', 'B', ''],
      ['a/c', 'a/', ''],
      ['abc', 'c$', 'i'],
    ].map((values) => matches(rowOf(values)));
    expect(answers).toEqual([true, false, true, true]);
    expect(evaluated(callOf('cast', [column(0), column(1)]), ['1', 'number'])).toBe('1');
    expect(() => matches(rowOf(['a', '(', '']))).toThrow(expect.objectContaining({ code: 'PQ_USAGE' }));
  });

  test('refuses a number that is beyond computing', () => {
    expect(evaluated(literal('1e5000'), [])).toBe('PQ_USAGE: 1e5000 is beyond the numbers that pq computes with');
  });

  test.each([
    ['1.50', '1.50'],
    ['.5', '0.5'],
    ['007', '7'],
    ['1e3', '1e3'],
    ['5.', '5'],
  ])('writes the number %s as %s', (typed, written) => {
    expect(evaluated(literal(typed), [])).toBe(written);
  });

  test('calls loaded functions with all values', () => {
    const environment = { ...ENVIRONMENT, loaded: () => (values: readonly Value[]) => values.length };
    const counted = environment as unknown as typeof ENVIRONMENT;
    const call: Expression = { kind: 'loaded', function: 'count', arguments: [column(0), literal('2')] };
    expect(compileScalar(call, counted)(rowOf([null]))).toBe(2);
  });
});

describe('values', () => {
  test.each([
    [Kind.null, '', Kind.null],
    [Kind.text, '007', Kind.text],
    [Kind.quoted, '7', Kind.text],
    [Kind.string, 'x', Kind.string],
    [Kind.escaped, 'x', Kind.string],
    [Kind.number, '1.50', Kind.number],
    [Kind.number, '1e9999', Kind.nested],
    [Kind.boolean, 'true', Kind.boolean],
    [Kind.nested, '{"a": 1}', Kind.nested],
  ])('of kind %i, %s, come out as kind %i', (kind, source, answer) => {
    expect(kindOf(cellValue(kind, source))).toBe(answer);
  });

  test('small and large numbers are computed alike', () =>
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), fc.nat(6), fc.nat(6), (a, b, left, right) => {
        const [x, y] = [number(`${a}e-${left}`), number(`${b}e-${right}`)];
        const answer = (name: '+' | '-' | '*') => evaluated(callOf(name, [column(0), column(1)]), [x, y]);
        const [m, n] = [BigInt(a) * 10n ** BigInt(6 - left), BigInt(b) * 10n ** BigInt(6 - right)];
        expect(answer('+')).toBe(scaled(m + n, 6));
        expect(answer('-')).toBe(scaled(m - n, 6));
        expect(answer('*')).toBe(scaled(m * n, 12));
      }),
      runs(500),
    ));
});

function scaled(mantissa: bigint, scale: number): string {
  const digits = String(mantissa < 0n ? -mantissa : mantissa).padStart(scale + 1, '0');
  const plain = `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, '');
  return `${mantissa < 0n ? '-' : ''}${plain}`;
}
