/** Expressions as SQL, with as few parentheses as they need: what --explain prints. Read again, it is the same tree. */
import type { Literal } from '../../protocol/expression.ts';
import type { ColumnPath } from '../../protocol/stage.ts';
import type { CallExpr, Expr } from './expr.ts';
import { Level } from './expression.ts';
import { isBareName, isReserved } from './vocabulary.ts';

export function expressionText(expr: Expr): string {
  return textAt(expr, 0);
}

/** In parentheses where the operator around it, of that level, would tear it apart. */
function textAt(expr: Expr, level: number): string {
  const [text, own] = written(expr);
  return own < level ? `(${text})` : text;
}

type Written = readonly [text: string, level: number];
const ATOM = Level.type;

function written(expr: Expr): Written {
  switch (expr.kind) {
    case 'literal':
      return literalText(expr.literal);
    case 'column':
      return [columnText(expr.path), ATOM];
    case 'loaded':
      return [`${expr.function}(${listText(expr.arguments)})`, ATOM];
    case 'call':
      return operatorText(expr) ?? syntaxText(expr) ?? [`${expr.function}(${listText(expr.arguments)})`, ATOM];
  }
}

function listText(args: readonly Expr[]): string {
  return args.map(expressionText).join(', ');
}

function literalText(literal: Literal): Written {
  if (literal.type === 'null') return ['null', ATOM];
  if (literal.type === 'boolean') return [String(literal.value), ATOM];
  if (literal.type === 'text') return [`'${literal.text.replaceAll("'", "''")}'`, ATOM];
  return [literal.text, literal.text.startsWith('-') ? Level.sign : ATOM];
}

// ---- names ------------------------------------------------------------------------------------------------------

function columnText({ steps }: ColumnPath): string {
  const [first, ...rest] = steps;
  const behind = rest.map((step) => (typeof step === 'number' ? `[${step}]` : `.${stepText(step)}`));
  return nameText(String(first)) + behind.join('');
}

/** A column's name as it is typed. */
export function nameText(name: string): string {
  return isReserved(name) ? `"${name}"` : stepText(name);
}

function stepText(name: string): string {
  return isBareName(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

// ---- calls that are not written as calls ------------------------------------------------------------------------

/** Level of an operator, then those that its left and right need. */
const BINARY: Readonly<Record<string, readonly [own: number, left: number, right: number]>> = {
  or: [Level.or, Level.or, Level.and],
  and: [Level.and, Level.and, Level.not],
  ...Object.fromEntries(
    ['=', '<>', '<', '<=', '>', '>=', 'like', 'ilike'].map((name) => [
      name,
      [Level.comparison, Level.join, Level.join],
    ]),
  ),
  '||': [Level.join, Level.join, Level.sum],
  ...Object.fromEntries(['+', '-'].map((name) => [name, [Level.sum, Level.sum, Level.product]])),
  ...Object.fromEntries(['*', '/', '%'].map((name) => [name, [Level.product, Level.product, Level.sign]])),
};

function operatorText({ function: name, arguments: args }: CallExpr, not = ''): Written | undefined {
  const [first, second] = args;
  const levels = BINARY[name];
  if (first === undefined || second === undefined || levels === undefined) return undefined;
  const [own, left, right] = levels;
  return [`${textAt(first, left)} ${not}${name} ${textAt(second, right)}`, own];
}

function syntaxText(expr: CallExpr): Written | undefined {
  const [first, ...rest] = expr.arguments;
  if (first === undefined) return undefined;
  switch (expr.function) {
    case 'not':
      return negatedText(first) ?? [`not ${textAt(first, Level.not)}`, Level.not];
    case 'is_null':
    case 'in':
      return predicateText(first, expr.function, rest, '');
    case 'negate':
      return [`-${withoutSign(first)}`, Level.sign];
    case 'case':
      return [caseText(expr.arguments), ATOM];
    case 'cast':
    case 'try_cast':
      return [`${expr.function}(${expressionText(first)} as ${typeText(rest[0])})`, ATOM];
    default:
      return undefined;
  }
}

/** Two signs in a row would be hard to read. */
function withoutSign(operand: Expr): string {
  const text = textAt(operand, Level.sign);
  return text.startsWith('-') ? `(${text})` : text;
}

/** `a not in (b)`, `a is not null`, where SQL has such words. */
function negatedText(expr: Expr): Written | undefined {
  if (expr.kind !== 'call') return undefined;
  const [first, ...rest] = expr.arguments;
  if (expr.function === 'like' || expr.function === 'ilike') return operatorText(expr, 'not ');
  const isPredicate = expr.function === 'in' || expr.function === 'is_null';
  return isPredicate && first !== undefined ? predicateText(first, expr.function, rest, 'not ') : undefined;
}

function predicateText(first: Expr, name: 'in' | 'is_null', rest: readonly Expr[], not: string): Written {
  const behind = name === 'in' ? `${not}in (${listText(rest)})` : `is ${not}null`;
  return [`${textAt(first, Level.join)} ${behind}`, Level.comparison];
}

function caseText(args: readonly Expr[]): string {
  const texts = args.map(expressionText);
  const words = texts.map((text, index) => {
    if (index % 2 === 1) return `then ${text}`;
    return index === texts.length - 1 ? `else ${text}` : `when ${text}`;
  });
  return `case ${words.join(' ')} end`;
}

function typeText(type: Expr | undefined): string {
  return type?.kind === 'literal' && type.literal.type === 'text' ? type.literal.text : 'text';
}
