/** Cases of choices and casts. */
import { cell, json, number } from '../../../helpers/expressions/evaluate.ts';
import type { Cases } from './cases.ts';

const NOT_BOOLEAN = 'PQ_NOT_A_BOOLEAN: "x" is not true or false (column c0)';
const NOT_NUMBER = 'PQ_NOT_A_NUMBER: "x" is not a number (column c0)';

export const CHOICE_CASES = {
  case: [
    [[true, 1, 2], '1'],
    [[false, 1, 2], '2'],
    [[null, 1, cell('007')], 'cell 007'],
    [[false, 1], 'null'],
    [[false, 1, cell('true'), number('1.50'), 3], '1.50'],
    [[true, 1, cell('x'), 2], '1'],
    [[cell('x'), 1], NOT_BOOLEAN],
  ],
  coalesce: [
    [[null, number('1.50'), cell('x')], '1.50'],
    [[cell('007')], 'cell 007'],
    [[null, null], 'null'],
    [[json('{"a": 1}'), 1], '{"a": 1}'],
  ],
  ifnull: [
    [[null, cell('x')], 'cell x'],
    [[false, true], 'false'],
    [[null, null], 'null'],
  ],
  cast: [
    [[number('2.0'), 'integer'], '2'],
    [[cell('1e3'), 'INT'], '1000'],
    [[number('1.5'), 'bigint'], 'PQ_CAST: "1.5" is not a whole number (column c0)'],
    [[cell('007'), 'number'], '7'],
    [[cell('+1.50'), 'decimal'], '1.5'],
    [[cell('x'), 'double'], NOT_NUMBER],
    [[true, 'number'], 'PQ_NOT_A_NUMBER: "true" is not a number (column c0)'],
    [[number('1.50'), 'text'], "'1.50'"],
    [[cell('007'), 'varchar'], "'007'"],
    [[true, 'string'], "'true'"],
    [[json('[1]'), 'text'], "'[1]'"],
    [[cell('Yes'), 'boolean'], 'true'],
    [[0, 'bool'], 'false'],
    [[cell('x'), 'boolean'], NOT_BOOLEAN],
    [[cell('2024-02-29 23:00-02:00'), 'date'], "'2024-03-01'"],
    [[cell('20240229'), 'timestamp'], "'2024-02-29T00:00:00'"],
    [[cell('2023-02-29'), 'date'], 'PQ_NOT_A_DATE: "2023-02-29" is not a date (column c0)'],
    [[cell('{"a":\n [1]}'), 'json'], '{"a":  [1]}'],
    [[cell('1.50'), 'json'], '1.50'],
    [['"x"', 'json'], "'x'"],
    [['null', 'json'], 'null'],
    [[cell('{a}'), 'json'], 'PQ_CAST: "{a}" is not JSON (column c0)'],
    [[json('[1]'), 'json'], '[1]'],
    [[1, 'nubmer'], 'PQ_USAGE: there is no type "nubmer"'],
    [[1, 'constructor'], 'PQ_USAGE: there is no type "constructor"'],
    [[null, 'number'], 'null'],
    [[1, null], 'null'],
  ],
  try_cast: [
    [[cell('x'), 'number'], 'null'],
    [[number('1.5'), 'integer'], 'null'],
    [[cell('x'), 'date'], 'null'],
    [[cell('{'), 'json'], 'null'],
    [[cell('07'), 'number'], '7'],
    [[1, 'nubmer'], 'PQ_USAGE: there is no type "nubmer"'],
    [[null, 'number'], 'null'],
  ],
} as const satisfies Partial<Cases>;
