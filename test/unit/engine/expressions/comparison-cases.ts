/** Cases of comparisons in mode `value`; the other modes are in comparisons.test.ts. */
import { cell, json, number } from '../../../helpers/expressions/evaluate.ts';
import type { Cases } from './cases.ts';

const NULLS = [
  [[null, 1], 'null'],
  [[1, null], 'null'],
  [[null, null], 'null'],
] as const;

export const COMPARISON_CASES: Cases<'=' | '<>' | '<' | '<=' | '>' | '>=' | 'in' | 'nullif' | 'greatest' | 'least'> = {
  '=': [
    [[cell('007'), cell('7.0')], 'true'],
    [[cell('007'), cell('7x')], 'false'],
    [[cell('a'), cell('a')], 'true'],
    [[cell(''), cell('')], 'true'],
    [[cell('7'), number('7.00')], 'true'],
    [['7', cell('7.0')], 'false'],
    [[true, cell('true')], 'true'],
    [[json('[1]'), json('[1]')], 'true'],
    ...NULLS,
  ],
  '<>': [[[cell('007'), cell('7.0')], 'false'], [[cell('a'), cell('b')], 'true'], ...NULLS],
  '<': [
    [[cell('9'), cell('10')], 'true'],
    [[cell('9'), cell('10x')], 'false'],
    [[cell('9007199254740993'), cell('9007199254740992')], 'false'],
    [[cell('\uffee'), cell('\u{1f600}')], 'true'],
    ...NULLS,
  ],
  '<=': [[[cell('1'), cell('1.0')], 'true'], [[cell('b'), cell('a')], 'false'], ...NULLS],
  '>': [[[cell('10'), cell('9')], 'true'], [[cell('1'), cell('1.0')], 'false'], ...NULLS],
  '>=': [[[cell('1'), cell('1.0')], 'true'], [[cell('a'), cell('b')], 'false'], ...NULLS],
  in: [
    [[cell('7'), cell('x'), cell('07')], 'true'],
    [[cell('7'), cell('8')], 'false'],
    [[cell('7'), cell('8'), null], 'null'],
    [[cell('7'), null, cell('7')], 'true'],
    [[null, cell('7')], 'null'],
    [[null, null], 'null'],
  ],
  nullif: [
    [[cell('07'), cell('7')], 'null'],
    [[cell('07'), cell('8')], 'cell 07'],
    [[null, 1], 'null'],
    [[number('1.50'), null], '1.50'],
  ],
  greatest: [
    [[cell('9'), cell('10')], 'cell 10'],
    [[cell('1.0'), cell('1')], 'cell 1.0'],
    [[cell('x'), cell('10')], 'cell x'],
    [[null, cell('3'), null], 'cell 3'],
    [[null], 'null'],
    [[cell('b'), cell('a')], 'cell b'],
  ],
  least: [
    [[cell('9'), cell('10')], 'cell 9'],
    [[cell('x'), cell('10')], 'cell 10'],
    [[cell('1.0'), cell('1')], 'cell 1.0'],
    [[null, null], 'null'],
  ],
};
