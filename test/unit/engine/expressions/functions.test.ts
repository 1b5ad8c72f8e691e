/** Every operator and function: its table of cases, with its arguments in columns and typed in the expression. */
import { describe, expect, test } from 'vitest';
import { FUNCTIONS, type FunctionName, type FunctionSpec } from '../../../../src/core/functions.ts';
import type { Value } from '../../../../src/engine/expressions/value.ts';
import { inColumns, inLiterals, number } from '../../../helpers/expressions/evaluate.ts';
import { CASES } from './cases.ts';

const NAMES = Object.keys(FUNCTIONS) as FunctionName[];

describe.each(NAMES)('%s', (name) => {
  const cases = CASES[name].map(([values, answer]) => ({
    values: values.map((value): Value => (typeof value === 'number' ? number(value) : value)),
    answer,
  }));

  test.each(cases)('$values is $answer', ({ values, answer }) => {
    expect(inColumns(name, values)).toBe(answer);
    const typed = inLiterals(name, values);
    if (typed !== undefined) expect(typed).toBe(withoutColumn(answer));
  });

  const isStrict = (FUNCTIONS[name] as FunctionSpec).nulls === undefined;
  const complete = cases.find(({ values }) => values.length > 0 && !values.includes(null))?.values ?? [];
  if (isStrict && complete.length > 0)
    test('is null with a null in any place', () => {
      for (const place of complete.keys()) {
        const values = complete.with(place, null);
        expect(inColumns(name, values)).toBe('null');
        expect(inLiterals(name, values) ?? 'null').toBe('null');
      }
    });
});

/** Literals are in no column. */
function withoutColumn(answer: string): string {
  return answer.replace(/ \(column c\d\)$/, '');
}
