/**
 * Computes what does not depend on any record: `income > 12 * 1000` becomes `income > 12000`. It never changes what an
 * expression answers, nor whether it fails: what could fail is left to fail, and how a comparison compares stays as it
 * was typed.
 */
import type { FunctionName } from '../../core/functions.ts';
import { type CallExpr, type Expr, literalExpr, withArguments } from '../parse/expr.ts';
import { staticType } from '../parse/static-type.ts';
import { compareLiterals, computeLiterals, equalsOneOf } from './literal-values.ts';

export function foldConstants(expr: Expr): Expr {
  const folded = withArguments(expr, foldConstants);
  return folded.kind === 'call' ? (simplified(folded) ?? folded) : folded;
}

/** Null when one argument is, and cannot fail for another reason. */
const NULL_OF_NULLS: ReadonlySet<FunctionName> = new Set<FunctionName>([
  ...(['=', '<>', '<', '<=', '>', '>='] as const),
  ...(['+', '-', '*', '/', '%', 'negate', '||', 'not'] as const),
]);

/** Undefined when the call has to be made. */
function simplified(call: CallExpr): Expr | undefined {
  if (NULL_OF_NULLS.has(call.function) && call.arguments.some(isNull) && call.arguments.every(isSimple)) {
    return nothing(call);
  }
  switch (call.function) {
    case 'and':
    case 'or':
      return foldLogic(call, call.function === 'or');
    case 'not':
      return foldNot(call);
    case 'is_null':
      return call.arguments[0]?.kind === 'literal' ? truth(call, isNull(call.arguments[0])) : undefined;
    case 'coalesce':
    case 'ifnull':
      return foldCoalesce(call);
    case 'case':
      return foldCase(call);
    default:
      return foldLiterals(call);
  }
}

function foldLiterals(call: CallExpr): Expr | undefined {
  const literals = call.arguments.flatMap((argument) => (argument.kind === 'literal' ? [argument.literal] : []));
  if (literals.length < call.arguments.length) return undefined;
  const [comparison, name] = [call.comparison, call.function];
  if (comparison === undefined) {
    const computed = computeLiterals(name, literals);
    return computed && literalExpr(computed, call);
  }
  const compared = name === 'in' ? equalsOneOf(literals, comparison) : compareLiterals(name, literals, comparison);
  return compared === undefined ? undefined : truth(call, compared);
}

// ---- logic ------------------------------------------------------------------------------------------------------

/** `deciding` is the value that one side decides by: false for and, true for or. */
function foldLogic(call: CallExpr, deciding: boolean): Expr | undefined {
  const [left, right] = call.arguments;
  if (left === undefined || right === undefined) return undefined;
  const [a, b] = [truthOf(left), truthOf(right)];
  if (a === deciding) return truth(call, deciding);
  if (a === !deciding && staticType(right) === 'boolean') return right;
  if (b === !deciding && staticType(left) === 'boolean') return left;
  if (a === undefined || b === undefined) return undefined;
  return b === deciding ? truth(call, deciding) : nothing(call);
}

function foldNot(call: CallExpr): Expr | undefined {
  const [operand] = call.arguments;
  const value = operand && truthOf(operand);
  if (typeof value === 'boolean') return truth(call, !value);
  if (operand?.kind !== 'call' || operand.function !== 'not') return undefined;
  const [inner] = operand.arguments;
  return inner !== undefined && staticType(inner) === 'boolean' ? inner : undefined;
}

// ---- choices ----------------------------------------------------------------------------------------------------

function foldCoalesce(call: CallExpr): Expr | undefined {
  const candidates = call.arguments.filter((argument) => !isNull(argument));
  const end = candidates.findIndex((candidate) => candidate.kind === 'literal');
  const left = end < 0 ? candidates : candidates.slice(0, end + 1);
  if (left.length === 0) return nothing(call);
  if (left.length === 1) return left[0];
  return left.length < call.arguments.length ? { ...call, arguments: left } : undefined;
}

function foldCase(call: CallExpr): Expr | undefined {
  const { arguments: args } = call;
  const left: Expr[] = [];
  for (let index = 0; index < args.length; index += 2) {
    const [condition, value] = args.slice(index, index + 2);
    if (condition === undefined) break;
    const isElse = value === undefined;
    const holds = isElse ? true : truthOf(condition);
    if (holds === undefined) left.push(condition, ...(isElse ? [] : [value]));
    if (holds === true) left.push(value ?? condition);
    if (holds === true) break;
  }
  if (left.length === 0) return nothing(call);
  if (left.length === 1) return left[0];
  return left.length < args.length ? { ...call, arguments: left } : undefined;
}

// ---- literals ---------------------------------------------------------------------------------------------------

function truth(place: CallExpr, value: boolean): Expr {
  return literalExpr({ type: 'boolean', value }, place);
}

function nothing(place: CallExpr): Expr {
  return literalExpr({ type: 'null' }, place);
}

/** Of a literal, true, false or null; undefined of anything else. */
function truthOf(expr: Expr): boolean | null | undefined {
  if (isNull(expr)) return null;
  return expr.kind === 'literal' && expr.literal.type === 'boolean' ? expr.literal.value : undefined;
}

function isNull(expr: Expr): boolean {
  return expr.kind === 'literal' && expr.literal.type === 'null';
}

/** It cannot fail. */
function isSimple(expr: Expr): boolean {
  return expr.kind === 'literal' || expr.kind === 'column';
}
