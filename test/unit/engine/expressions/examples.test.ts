import { expect, it } from 'vitest';
import { FUNCTION_EXAMPLES } from '../../../../src/core/function-examples.ts';
import { compileScalar } from '../../../../src/engine/expressions/scalar.ts';
import { asText } from '../../../../src/engine/expressions/value.ts';
import { bindExpression } from '../../../../src/plan/bind-expression.ts';
import { parseExpression } from '../../../../src/plan/parse/expression.ts';

const ENVIRONMENT = { now: '2026-01-02T03:04:05Z', columnName: String, loaded: () => undefined };
const ROW = { fileName: 'people.csv', value: () => null };

it.each(Object.values(FUNCTION_EXAMPLES))('%s is %s, as the documentation says', (source, answer) => {
  const value = compileScalar(
    bindExpression(parseExpression(source), () => 0),
    ENVIRONMENT,
  )(ROW);
  expect(value === null ? 'null' : asText(value)).toBe(answer);
});
