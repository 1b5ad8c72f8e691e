/** Conditions that are the same wherever they are asked: what may move or merge, and what may not. */
import type { Expr } from '../parse/expr.ts';

/** It is true, false or null for any record: evaluated for more of them than before it does no harm. */
export function neverFails(condition: Expr): boolean {
  if (condition.kind === 'literal') return condition.literal.type === 'boolean' || condition.literal.type === 'null';
  if (condition.kind !== 'call') return false;
  const { function: name, comparison, arguments: args } = condition;
  if (LOGIC.has(name)) return args.every(neverFails);
  if (ORDER.has(name)) return (comparison === 'text' || comparison === 'value') && args.every(isValue);
  return TESTS.has(name) && args.every(isValue);
}

const LOGIC: ReadonlySet<string> = new Set(['and', 'or', 'not']);
const ORDER: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);
const TESTS: ReadonlySet<string> = new Set(['=', '<>', 'in', 'is_null', 'like', 'ilike', 'starts_with', 'contains']);
const TEXTS: ReadonlySet<string> = new Set(['lower', 'upper', 'trim', 'length', '||', 'concat', 'coalesce']);

function isValue(expr: Expr): boolean {
  if (expr.kind === 'literal' || expr.kind === 'column') return true;
  return expr.kind === 'call' && TEXTS.has(expr.function) && expr.arguments.every(isValue);
}

/** It looks only at the text of values: where values are told apart by their texts, any of a kind will do. */
export function seesOnlyTexts(condition: Expr): boolean {
  if (condition.kind === 'loaded') return false;
  if (condition.kind !== 'call') return true;
  const { function: name, comparison, arguments: args } = condition;
  const isOfTexts = LOGIC.has(name) || ORDER.has(name) || TESTS.has(name) || TEXTS.has(name);
  return isOfTexts && comparison !== 'value' && comparison !== 'boolean' && args.every(seesOnlyTexts);
}
