/** Random expressions, as the parser makes them. */
import fc from 'fast-check';
import { FUNCTIONS, type FunctionName, type FunctionSpec } from '../../../src/core/functions.ts';
import { checkTypes } from '../../../src/plan/parse/check-types.ts';
import { type Expr, literalExpr } from '../../../src/plan/parse/expr.ts';
import { callExpr } from '../../../src/plan/parse/static-type.ts';
import type { Literal } from '../../../src/protocol/expression.ts';
import { path } from '../../unit/plan/inputs.ts';

const NOWHERE = { source: '', start: 0 };
export const LOADED: ReadonlySet<string> = new Set(['twice', 'Größe']);

const number = fc.constantFrom('0', '1', '30', '1.50', '0.5', '1e3', '2.5E-4', '12345678901234567890', '-7', '-0.25');
const text = fc.oneof(fc.constantFrom('', "o'clock", 'Boston', '10', '%a_', 'true'), fc.string({ maxLength: 6 }));
const literal = fc.oneof(
  fc.constant<Literal>({ type: 'null' }),
  fc.boolean().map((value): Literal => ({ type: 'boolean', value })),
  number.map((value): Literal => ({ type: 'number', text: value })),
  text.map((value): Literal => ({ type: 'text', text: value })),
);

const name = fc.oneof(
  fc.constantFrom('age', 'city', 'credit-card', 'Incident Zip', 'and', 'CASE', 'größe', 'odd "name"', '2nd', '$_1', ''),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
);
const steps = fc.array(fc.oneof(name, fc.nat({ max: 999_999_999 })), { maxLength: 2 });
const column = fc
  .tuple(name, steps)
  .map(([first, more]): Expr => ({ kind: 'column', path: path(first, ...more), ...NOWHERE }));

const COUNTED = Object.entries<FunctionSpec>(FUNCTIONS).filter(([key]) => !/^(case|cast|try_cast|negate)$/.test(key));
const type = fc
  .constantFrom('integer', 'number', 'text', 'boolean', 'date', 'timestamp', 'json')
  .map((value): Expr => literalExpr({ type: 'text', text: value }, NOWHERE));

function callOf(inner: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  return fc
    .constantFrom(...COUNTED)
    .chain(([key, { least, most }]) =>
      fc
        .array(inner, { minLength: least, maxLength: Math.min(most, least + 2) })
        .map((args) => callExpr(key as FunctionName, args, NOWHERE)),
    );
}

/** What the parser would not refuse. */
function isWellTyped(expr: Expr): boolean {
  try {
    checkTypes(expr);
    return true;
  } catch {
    return false;
  }
}

/** A minus before a number is part of the number. */
function isSigned(expr: Expr): boolean {
  return !(expr.kind === 'literal' && expr.literal.type === 'number' && !expr.literal.text.startsWith('-'));
}

export const anyExpr: fc.Arbitrary<Expr> = fc.letrec<{ expr: Expr }>((tie) => {
  const inner = tie('expr');
  const special = fc.oneof(
    inner.filter(isSigned).map((operand) => callExpr('negate', [operand], NOWHERE)),
    fc.array(inner, { minLength: 2, maxLength: 5 }).map((args) => callExpr('case', args, NOWHERE)),
    fc
      .tuple(fc.constantFrom<FunctionName>('cast', 'try_cast'), inner, type)
      .map(([key, operand, to]) => callExpr(key, [operand, to], NOWHERE)),
    fc
      .tuple(fc.constantFrom(...LOADED), fc.array(inner, { maxLength: 2 }))
      .map(([key, args]): Expr => ({ kind: 'loaded', function: key, arguments: args, ...NOWHERE })),
  );
  const leaf = fc.oneof(
    literal.map((value) => literalExpr(value, NOWHERE)),
    column,
  );
  return {
    expr: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      callOf(inner).filter(isWellTyped),
      special.filter(isWellTyped),
    ),
  };
}).expr;

/** The same tree wherever it was typed. */
export function withoutPlaces(expr: Expr): Expr {
  if (expr.kind === 'literal' || expr.kind === 'column') return { ...expr, ...NOWHERE };
  return { ...expr, arguments: expr.arguments.map(withoutPlaces), ...NOWHERE };
}
