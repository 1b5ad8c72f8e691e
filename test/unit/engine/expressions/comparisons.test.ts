/** The ways of comparing: which values are equal, and in which order they are. */
import { describe, expect, test } from 'vitest';
import type { Value } from '../../../../src/engine/expressions/value.ts';
import type { Comparison } from '../../../../src/protocol/expression.ts';
import { cell, inColumns, inLiterals, json, number } from '../../../helpers/expressions/evaluate.ts';

/** Comparison, two values, and the sign of the one between them; none: they are only not equal. */
const PAIRS: readonly [Comparison, Value, Value, '<' | '=' | '>' | string][] = [
  ['number', cell('007'), number(7), '='],
  ['number', cell('9'), number(10), '<'],
  ['number', '7.0', number(7), '='],
  ['number', number('9007199254740993'), number('9007199254740992'), '>'],
  ['number', number('0.30'), cell('.3'), '='],
  ['number', cell('x'), number(7), 'PQ_NOT_A_NUMBER: "x" is not a number (column c0)'],
  ['number', number(7), cell('x'), 'PQ_NOT_A_NUMBER: "x" is not a number (column c1)'],
  ['number', true, number(1), 'PQ_NOT_A_NUMBER: "true" is not a number (column c0)'],
  ['number', json('[1]'), number(1), 'PQ_NOT_A_NUMBER: "[1]" is not a number (column c0)'],
  ['text', number('30'), '30', '='],
  ['text', number('30.0'), '30', '>'],
  ['text', cell('9'), '10', '>'],
  ['text', true, 'true', '='],
  ['text', '\uffee', '\u{1f600}', '<'],
  ['text', 'a', 'aa', '<'],
  ['text', json('{"a":1}'), '{"a":1}', '='],
  ['boolean', cell('TRUE'), true, '='],
  ['boolean', false, 'true', '<'],
  ['boolean', cell('x'), true, 'PQ_NOT_A_BOOLEAN: "x" is not true or false (column c0)'],
  ['boolean', number(1), true, 'PQ_NOT_A_BOOLEAN: "1" is not true or false (column c0)'],
  ['boolean', cell('x'), cell('x'), 'PQ_NOT_A_BOOLEAN: "x" is not true or false (column c0)'],
  ['value', cell('9'), cell('10'), '<'],
  ['value', cell('9x'), cell('10'), '>'],
  ['value', number('1.50'), cell('1.5'), '='],
  ['value', 'a', cell('b'), '<'],
];

describe('comparisons', () => {
  test.each(PAIRS)('%s: %o %o', (comparison, a, b, order) => {
    const isOrdered = order.length === 1;
    const answer = (name: '=' | '<>' | '<' | '<=' | '>' | '>=') => inColumns(name, [a, b], comparison);
    expect(answer('=')).toBe(String(order === '='));
    expect(answer('<>')).toBe(String(order !== '='));
    expect(answer('<')).toBe(isOrdered ? String(order === '<') : order);
    expect(answer('<=')).toBe(isOrdered ? String(order !== '>') : order);
    expect(answer('>')).toBe(isOrdered ? String(order === '>') : order);
    expect(answer('>=')).toBe(isOrdered ? String(order !== '<') : order);
  });

  test.each(PAIRS)('%s: %o %o in a list, in nullif', (comparison, a, b, order) => {
    const isEqual = String(order === '=');
    const other: Value = comparison === 'number' ? number(99) : comparison === 'boolean' ? null : 'no such';
    const missing = other === null && order !== '=' ? 'null' : isEqual;
    expect(inColumns('in', [a, other, b], comparison)).toBe(missing);
    expect(inLiterals('in', [a, other, b], comparison) ?? missing).toBe(missing);
    expect(inColumns('nullif', [a, b], comparison) === 'null').toBe(order === '=');
  });

  test.each([
    ['number', [cell('9'), '10', number('2')], 'greatest', "'10'"],
    ['number', [cell('9'), '10', number('2.0')], 'least', '2.0'],
    ['text', [cell('9'), '10', number('2')], 'greatest', 'cell 9'],
    ['boolean', [false, cell('True')], 'greatest', 'cell True'],
    ['number', [number(1), cell('x')], 'least', 'PQ_NOT_A_NUMBER: "x" is not a number (column c1)'],
    ['number', [cell('x'), null], 'least', 'PQ_NOT_A_NUMBER: "x" is not a number (column c0)'],
  ] as const)('%s: %o %s', (comparison, values, name, answer) => {
    expect(inColumns(name, values, comparison)).toBe(answer);
  });
});
