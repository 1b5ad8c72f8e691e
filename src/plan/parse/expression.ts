/**
 * Expressions as users write them: SQL. From the loosest to the tightest operator:
 *
 *   or · and · not · = <> < <= > >= is in between like ilike · || · + - · * / % · -x · x::type
 */
import type { FunctionName } from '../../core/functions.ts';
import { checkCondition, checkTypes } from './check-types.ts';
import { type Expr, type LiteralExpr, literalExpr, measure } from './expr.ts';
import { readOperand, readTypeSuffix } from './operand.ts';
import { isPredicate, readPredicate } from './predicates.ts';
import { Scope } from './scope.ts';
import { callExpr } from './static-type.ts';
import { syntaxError } from './syntax-error.ts';
import { TokenReader } from './token-reader.ts';
import type { Token } from './tokens.ts';
import { EXPRESSIONS, isReserved } from './vocabulary.ts';

export const Level = { or: 1, and: 2, not: 3, comparison: 4, join: 5, sum: 6, product: 7, sign: 8, type: 9 } as const;

/** What walks over the tree is as deep in the stack as the tree is; a chain of operators is as deep as it is long. */
const DEEP_AT_MOST = 1000;
const NOTHING_LOADED: ReadonlySet<string> = new Set();

const OPERATORS: Readonly<Record<string, readonly [function: FunctionName, level: number]>> = {
  ...{ or: ['or', Level.or], and: ['and', Level.and], '||': ['||', Level.join] },
  ...{ '=': ['=', Level.comparison], '==': ['=', Level.comparison] },
  ...{ '<>': ['<>', Level.comparison], '!=': ['<>', Level.comparison] },
  ...{ '<': ['<', Level.comparison], '<=': ['<=', Level.comparison] },
  ...{ '>': ['>', Level.comparison], '>=': ['>=', Level.comparison] },
  ...{ '+': ['+', Level.sum], '-': ['-', Level.sum] },
  ...{ '*': ['*', Level.product], '/': ['/', Level.product], '%': ['%', Level.product] },
};

/** One expression and nothing else. `loaded` are the names of the functions that --load brought. Throws PQ_USAGE. */
export function parseExpression(text: string, loaded: ReadonlySet<string> = NOTHING_LOADED): Expr {
  const reader = new TokenReader(text, EXPRESSIONS);
  const expr = readExpression(reader, loaded);
  if (reader.peek().kind !== 'end') throw reader.expected('an operator or the end', strayHint(reader));
  return expr;
}

/** An expression that decides about records. Throws PQ_USAGE. */
export function parseCondition(text: string, loaded?: ReadonlySet<string>): Expr {
  const expr = parseExpression(text, loaded);
  checkCondition(expr);
  return expr;
}

/** The expression that comes next in a longer text. */
export function readExpression(reader: TokenReader, loaded: ReadonlySet<string> = NOTHING_LOADED): Expr {
  const expr = new Scope(reader, loaded, climb).expression();
  checkDepth(expr);
  checkTypes(expr);
  return expr;
}

/** Precedence climbing: an operand, and behind it all operators that bind at least as tightly as the level. */
function climb(scope: Scope, least: number): Expr {
  const { reader } = scope;
  let left = readPrefix(scope, least);
  let isCompared = false;
  for (;;) {
    const token = reader.peek();
    const level = levelOf(reader, token);
    if (level === undefined || level < least) return left;
    if (isCompared && level === Level.comparison && !reader.nextIsWord('is')) throw comparisonsChained(reader);
    isCompared ||= level === Level.comparison;
    left = readInfix(scope, left, token);
  }
}

/** Of the operator that is next; undefined when none is. */
function levelOf(reader: TokenReader, { kind, text }: Token): number | undefined {
  if (kind !== 'symbol' && kind !== 'word') return undefined;
  if (kind === 'symbol' && text === '::') return Level.type;
  return OPERATORS[text.toLowerCase()]?.[1] ?? (isPredicate(reader) ? Level.comparison : undefined);
}

function readInfix(scope: Scope, left: Expr, token: Token): Expr {
  const place = scope.place();
  const operator = OPERATORS[token.text.toLowerCase()];
  if (token.text === '::') return readTypeSuffix(scope, left);
  if (operator === undefined) return readPredicate(scope, left, Level.join);
  scope.reader.next();
  const [name, level] = operator;
  return callExpr(name, [left, scope.operand(level + 1)], place);
}

// ---- before an operand ------------------------------------------------------------------------------------------

function readPrefix(scope: Scope, least: number): Expr {
  const { reader } = scope;
  const place = scope.place();
  if (least <= Level.not && reader.acceptWord('not')) return callExpr('not', [scope.operand(Level.not)], place);
  if (reader.accept('-')) return negated(scope.operand(Level.sign), place.start);
  if (reader.nextIsSymbol('+') && reader.peek(1).kind === 'number') reader.next();
  return readOperand(scope);
}

/** Of a number that was typed, the number; else a call. */
function negated(operand: Expr, start: number): Expr {
  const place = { source: operand.source, start };
  if (!isPlainNumber(operand)) return callExpr('negate', [operand], place);
  return literalExpr({ type: 'number', text: `-${operand.literal.text}` }, place);
}

function isPlainNumber(expr: Expr): expr is LiteralExpr & { literal: { type: 'number' } } {
  return expr.kind === 'literal' && expr.literal.type === 'number' && !expr.literal.text.startsWith('-');
}

// ---- errors -----------------------------------------------------------------------------------------------------

function comparisonsChained(reader: TokenReader) {
  const hint = 'join them with and: a < b and b < c; or put one of them in parentheses';
  return reader.error('a comparison cannot be compared again', reader.peek().start, hint);
}

function checkDepth(expr: Expr): void {
  if (measure(expr).depth <= DEEP_AT_MOST) return;
  const hint = 'put parts of it in parentheses; of many values, write x in (a, b, c)';
  throw syntaxError(`more than ${DEEP_AT_MOST} operators in a row`, expr.source, expr.start, hint);
}

/** What may have been meant by something that stands behind a whole expression. */
export function strayHint(reader: TokenReader): string | undefined {
  const [before, stray] = [reader.peek(-1), reader.peek()];
  if (stray.text === '(' && stray.kind === 'symbol') return 'pq help expressions lists the functions';
  if (stray.text === ')' && stray.kind === 'symbol') return 'no parenthesis is open here';
  if (before.kind !== 'word' || isReserved(before.text)) return undefined;
  if (stray.kind === 'word' || stray.kind === 'number') {
    return `a name of several words is written in double quotes: "${reader.slice(before.start, stray.end)}"`;
  }
  return stray.kind === 'text' ? 'compare with =, like or in' : undefined;
}
