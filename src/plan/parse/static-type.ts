/** What can be said about an expression's value before any record is read, and how values are therefore compared. */
import type { CastType } from '../../core/cast-types.ts';
import { FUNCTIONS, type FunctionName, type ResultType } from '../../core/functions.ts';
import type { Comparison } from '../../protocol/expression.ts';
import type { CallExpr, Expr, Place } from './expr.ts';

/** `value`: any; a column is that. */
type StaticType = ResultType | 'null';

const COMPARING: ReadonlySet<FunctionName> = new Set<FunctionName>(
  ['=', '<>', '<', '<=', '>', '>=', 'in', 'nullif', 'greatest', 'least'], //
);

/** A call, with the comparison that its arguments ask for. */
export function callExpr(name: FunctionName, args: readonly Expr[], { source, start }: Place): CallExpr {
  const comparison = COMPARING.has(name) ? { comparison: comparisonOf(args) } : {};
  return { kind: 'call', function: name, arguments: args, ...comparison, source, start };
}

/** What was typed in quotes is a text, and decides; then what is known to be a number, and so on. */
function comparisonOf(args: readonly Expr[]): Comparison {
  if (args.some((arg) => arg.kind === 'literal' && arg.literal.type === 'text')) return 'text';
  const types = args.map(staticType);
  return (['number', 'boolean', 'text'] as const).find((type) => types.includes(type)) ?? 'value';
}

export function staticType(expr: Expr): StaticType {
  if (expr.kind === 'literal') return expr.literal.type;
  if (expr.kind !== 'call') return 'value';
  const { result } = FUNCTIONS[expr.function];
  if (result !== 'value') return result;
  if (expr.function === 'cast' || expr.function === 'try_cast') return castResult(expr);
  return commonType(passedOn(expr).map(staticType));
}

const CAST_RESULTS: Readonly<Record<CastType, ResultType>> = {
  ...{ integer: 'number', number: 'number', text: 'text', boolean: 'boolean', date: 'text', timestamp: 'text' },
  json: 'json',
};

function castResult({ arguments: [, type] }: CallExpr): StaticType {
  const isText = type?.kind === 'literal' && type.literal.type === 'text';
  return isText ? CAST_RESULTS[type.literal.text as CastType] : 'value';
}

/** The arguments that can come out as they are: of a case the values, not the conditions. */
function passedOn({ function: name, arguments: args }: CallExpr): readonly Expr[] {
  if (name === 'nullif') return args.slice(0, 1);
  if (name !== 'case') return args;
  return args.filter((_, index) => index % 2 === 1 || index === args.length - 1);
}

function commonType(types: readonly StaticType[]): StaticType {
  const [first = 'null', ...others] = types.filter((type) => type !== 'null');
  return others.every((type) => type === first) ? first : 'value';
}
