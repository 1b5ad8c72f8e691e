/** Folding constants changes nothing: not the answer of any record, nor whether it fails. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileScalar } from '../../src/engine/expressions/scalar.ts';
import { asText, CellValue, kindOf, NestedValue, numberText, type Value } from '../../src/engine/expressions/value.ts';
import { bindExpression, columnsOf } from '../../src/plan/bind-expression.ts';
import { foldConstants } from '../../src/plan/optimize/fold-constants.ts';
import type { Expr } from '../../src/plan/parse/expr.ts';
import { runs } from '../helpers/engine/runs.ts';
import { anyExpr } from '../helpers/plan/random-expressions.ts';

const ENVIRONMENT = { now: '2026-01-02T03:04:05Z', columnName: String, loaded: () => () => 'loaded' };
const VALUES: readonly Value[] = [
  ...[null, true, false, '', 'Boston', '10', 'true', numberText('1.50'), numberText('30'), new NestedValue('[1]')],
  ...['007', '1.5', 'x', 'TRUE', ''].map((text) => new CellValue(text)),
];

/** What comes out, kind and text, or the code of the error. */
function outcome(expr: Expr, columns: readonly string[], values: readonly Value[]): string {
  try {
    const bound = bindExpression(expr, ({ steps }) => columns.indexOf(JSON.stringify(steps)));
    const row = { fileName: 'a.csv', value: (column: number) => values[column % values.length] ?? null };
    const value = compileScalar(bound, ENVIRONMENT)(row);
    return value === null ? 'null' : `${kindOf(value)} ${asText(value)}`;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefined) throw error;
    return code;
  }
}

/** A constant that is wrong whatever the record is, such as the group of a pattern, is said before any record. */
function hasWrongConstant(expr: Expr): boolean {
  if (expr.kind !== 'call' && expr.kind !== 'loaded') return false;
  const isWrong = expr.kind === 'call' && expr.function === 'regexp_extract' && expr.arguments[2]?.kind === 'literal';
  return isWrong || expr.arguments.some(hasWrongConstant);
}

it('never changes what an expression answers', () => {
  fc.assert(
    fc.property(anyExpr, fc.array(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 5 }), (expr, values) => {
      const columns = columnsOf(expr).map(({ steps }) => JSON.stringify(steps));
      const expected = outcome(expr, columns, values);
      const folded = outcome(foldConstants(expr), columns, values);
      // What is wrong by itself may be folded away where no record comes to it, and be seen where it was computed.
      fc.pre(expected !== 'PQ_USAGE' && folded !== 'PQ_USAGE');
      fc.pre(!hasWrongConstant(expr) && !hasWrongConstant(foldConstants(expr)));
      expect(folded).toBe(expected);
    }),
    runs(5_000),
  );
});
