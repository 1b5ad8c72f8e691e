/**
 * What every operator and function answers: arguments, and the answer as test/helpers/expressions/evaluate.ts shows it.
 * Plain numbers stand for numbers, strings for texts. The type asks for cases of every one.
 */
import type { FunctionName } from '../../../../src/core/functions.ts';
import type { Value } from '../../../../src/engine/expressions/value.ts';
import { cell, json, number } from '../../../helpers/expressions/evaluate.ts';
import { CHOICE_CASES } from './choice-cases.ts';
import { COMPARISON_CASES } from './comparison-cases.ts';
import { DATE_CASES } from './date-cases.ts';
import { NUMBER_CASES } from './number-cases.ts';
import { REGEXP_CASES } from './regexp-cases.ts';
import { TEXT_CASES } from './text-cases.ts';

type Argument = Value | number;
type Case = readonly [values: readonly Argument[], answer: string];
export type Cases<Name extends FunctionName = FunctionName> = Readonly<Record<Name, readonly [Case, ...Case[]]>>;

const NOT_BOOLEAN = 'PQ_NOT_A_BOOLEAN: "x" is not true or false (column c0)';
const object = json('{"b":1,"2":{"x":[1,2]},"1":"a,b","b":"}"}');

export const CASES: Cases = {
  ...COMPARISON_CASES,
  ...TEXT_CASES,
  ...DATE_CASES,
  ...NUMBER_CASES,
  ...CHOICE_CASES,
  ...REGEXP_CASES,
  and: [
    [[true, true], 'true'],
    [[true, false], 'false'],
    [[false, null], 'false'],
    [[null, false], 'false'],
    [[true, null], 'null'],
    [[null, true], 'null'],
    [[null, null], 'null'],
    [[cell('TRUE'), 'True'], 'true'],
    [[false, cell('x')], 'false'],
    [[cell('x'), true], NOT_BOOLEAN],
    [[cell('1'), true], 'PQ_NOT_A_BOOLEAN: "1" is not true or false (column c0)'],
  ],
  or: [
    [[false, false], 'false'],
    [[false, true], 'true'],
    [[true, null], 'true'],
    [[null, true], 'true'],
    [[false, null], 'null'],
    [[null, false], 'null'],
    [[true, cell('x')], 'true'],
    [[cell('x'), true], NOT_BOOLEAN],
  ],
  not: [
    [[true], 'false'],
    [[cell('FALSE')], 'true'],
    [[null], 'null'],
    [[cell('x')], NOT_BOOLEAN],
  ],
  is_null: [
    [[null], 'true'],
    [[''], 'false'],
    [[cell('')], 'false'],
    [[0], 'false'],
  ],
  json_length: [
    [[object], '4'],
    [[json('[]')], '0'],
    [[json('{ }')], '0'],
    [[json('[1,[2,3],"a,b",{"c":[4,5]}]')], '4'],
    [[json('["\\"],"]')], '1'],
    [['[1]'], 'null'],
    [[1], 'null'],
    [[null], 'null'],
  ],
  keys: [
    [[object], '["b","2","1","b"]'],
    [[json('{}')], '[]'],
    [[json('{"a\\":b" : {"c":1}}')], '["a\\":b"]'],
    [[json('[1]')], 'null'],
    [['a'], 'null'],
    [[null], 'null'],
  ],
  type_of: [
    [[null], "'null'"],
    [[true], "'boolean'"],
    [[number('1.50')], "'number'"],
    [[number('1e9999')], "'number'"],
    [[cell('+007.')], "'number'"],
    [[cell('x')], "'text'"],
    [[cell('true')], "'text'"],
    [['1'], "'text'"],
    [[json(' [1]')], "'array'"],
    [[json('{}')], "'object'"],
  ],
  hash: [
    [[''], '17241709254077376921'],
    [['a'], '15154266338359012955'],
    [['abc'], '4952883123889572249'],
    [['Nobody inspects the spammish repetition'], '18144624926692707313'],
    [['1.50'], '7844235434893384394'],
    [[number('1.50')], '7844235434893384394'],
    [[null], 'null'],
  ],
  filename: [[[], "'people.csv'"]],
};
