/**
 * What is wrong with an expression whatever the records hold: a number as a condition, a text in a sum. It is asked of
 * what was typed only: a rewriting must not find more.
 */
import { parseDecimal } from '../../core/decimal.ts';
import type { FunctionName } from '../../core/functions.ts';
import { argumentsOf, type Expr } from './expr.ts';
import { staticType } from './static-type.ts';
import { syntaxError } from './syntax-error.ts';

const OF_CONDITIONS: ReadonlySet<FunctionName> = new Set<FunctionName>(['and', 'or', 'not']);
const OF_NUMBERS: ReadonlySet<FunctionName> = new Set<FunctionName>([
  ...(['+', '-', '*', '/', '%', 'negate', 'abs', 'round', 'floor', 'ceil'] as const),
  ...(['sqrt', 'ln', 'exp', 'power', 'mod', 'sign'] as const),
]);

/** Throws PQ_USAGE. */
export function checkTypes(expr: Expr): void {
  const args = argumentsOf(expr);
  if (expr.kind === 'call') {
    if (OF_CONDITIONS.has(expr.function)) args.forEach(checkCondition);
    if (OF_NUMBERS.has(expr.function)) args.forEach(checkNumber);
    if (expr.function === 'case') args.filter((_, index) => isCondition(index, args.length)).forEach(checkCondition);
  }
  args.forEach(checkTypes);
}

function isCondition(index: number, count: number): boolean {
  return index % 2 === 0 && index < count - 1;
}

/** Throws PQ_USAGE for what is never true or false. */
export function checkCondition(expr: Expr): void {
  const type = staticType(expr);
  const isOther = type === 'number' || type === 'json' || isTextOtherThan(expr, /^(true|false)$/i);
  if (!isOther) return;
  const what = type === 'number' ? 'a number' : type === 'json' ? 'an array or object' : 'a text';
  const hint = 'compare it with something: age > 30';
  throw syntaxError(`a condition is true or false, and this is ${what}`, expr.source, expr.start, hint);
}

function isTextOtherThan(expr: Expr, pattern: RegExp): boolean {
  return expr.kind === 'literal' && expr.literal.type === 'text' && !pattern.test(expr.literal.text);
}

function checkNumber(expr: Expr): void {
  if (expr.kind !== 'literal' || expr.literal.type !== 'text' || parseDecimal(expr.literal.text)) return;
  const hint = 'texts are joined with ||, and a column is written without quotes or in double quotes';
  throw syntaxError('a number is needed here, and this is a text', expr.source, expr.start, hint);
}
