/** What operators stand between: literals, columns, calls, parentheses, case and cast. */
import { castTypeNames, findCastType } from '../../core/cast-types.ts';
import { suggest } from '../../core/did-you-mean.ts';
import { readCall } from './call.ts';
import { readCase } from './case.ts';
import { readColumnPath } from './column-path.ts';
import { type Expr, literalExpr, type Place } from './expr.ts';
import type { Scope } from './scope.ts';
import { callExpr } from './static-type.ts';
import { isReserved } from './vocabulary.ts';

/** Sums and comparisons are exact, and would need as many digits (docs/exactness.md). */
const EXPONENT_AT_MOST = 4096;

export function readOperand(scope: Scope): Expr {
  const { reader } = scope;
  const { kind, text } = reader.peek();
  if (kind === 'number') return readNumber(scope);
  if (kind === 'text') return literalExpr({ type: 'text', text }, placeOfNext(scope));
  if (kind === 'quoted') return readColumn(scope);
  if (kind === 'word') return readWord(scope, text.toLowerCase());
  if (reader.accept('(')) return readParentheses(scope);
  throw reader.expected('a value', kind === 'end' ? undefined : valueHint(text));
}

function valueHint(symbol: string): string {
  if (symbol === '*') return 'all columns are written as * in the list of pq project only';
  return 'a value is a column, a number, a text in single quotes, or a call such as lower(city)';
}

/** Takes the token. */
function placeOfNext(scope: Scope): Place {
  const place = scope.place();
  scope.reader.next();
  return place;
}

function readColumn(scope: Scope): Expr {
  const place = scope.place();
  return { kind: 'column', path: readColumnPath(scope.reader), ...place };
}

function readParentheses(scope: Scope): Expr {
  const expr = scope.expression();
  scope.reader.expect(')');
  return expr;
}

// ---- numbers ----------------------------------------------------------------------------------------------------

function readNumber(scope: Scope): Expr {
  const { text, start } = scope.reader.peek();
  const exponent = Number(/e(.+)/i.exec(text)?.[1] ?? 0);
  if (Math.abs(exponent) > EXPONENT_AT_MOST) {
    throw scope.reader.error(`the exponent of a number is at most ${EXPONENT_AT_MOST}`, start);
  }
  return literalExpr({ type: 'number', text: asJson(text) }, placeOfNext(scope));
}

/** `007.` and `.5` as JSON has them, 7 and 0.5: they may come out as they are. */
function asJson(text: string): string {
  const [, whole = '', fraction = '', exponent = ''] = /^(\d*)\.?(\d*)(.*)$/.exec(text) ?? [];
  return `${whole.replace(/^0+(?=\d)/, '') || '0'}${fraction && `.${fraction}`}${exponent}`;
}

// ---- words ------------------------------------------------------------------------------------------------------

function readWord(scope: Scope, word: string): Expr {
  const { reader } = scope;
  if (word === 'true' || word === 'false') {
    return literalExpr({ type: 'boolean', value: word === 'true' }, placeOfNext(scope));
  }
  if (word === 'null') return literalExpr({ type: 'null' }, placeOfNext(scope));
  if (word === 'case') return readCase(scope);
  if (word === 'cast' || word === 'try_cast') return readCast(scope, word);
  if (isReserved(word)) {
    const hint = `a column of that name is written in double quotes: "${reader.peek().text}"`;
    throw reader.expected('a value', word === 'not' ? 'put it in parentheses: (not a)' : hint);
  }
  return reader.nextIsSymbol('(', 1) ? readCall(scope) : readColumn(scope);
}

// ---- casts ------------------------------------------------------------------------------------------------------

/** `x::integer`; an error of it is at the colons. */
export function readTypeSuffix(scope: Scope, operand: Expr): Expr {
  const place = placeOfNext(scope);
  return callExpr('cast', [operand, readType(scope)], place);
}

function readCast(scope: Scope, name: 'cast' | 'try_cast'): Expr {
  const place = placeOfNext(scope);
  const usage = `it is written as ${name}(x as integer)`;
  scope.reader.expect('(', usage);
  const operand = scope.expression();
  if (!scope.reader.acceptWord('as')) throw scope.reader.expected('as', usage);
  const type = readType(scope);
  scope.reader.expect(')', 'a type has no parameters; round(x, 2) has two decimals, substr(x, 1, 20) 20 characters');
  return callExpr(name, [operand, type], place);
}

function readType(scope: Scope): Expr {
  const { kind, text, start } = scope.reader.peek();
  const all = 'types are integer, number, text, boolean, date, timestamp and json';
  if (kind !== 'word') throw scope.reader.expected('a type', all);
  const type = findCastType(text.toLowerCase());
  if (type !== undefined) return literalExpr({ type: 'text', text: type }, placeOfNext(scope));
  const meant = suggest(text, castTypeNames());
  throw scope.reader.error(`unknown type ${text}`, start, meant === undefined ? all : `did you mean ${meant}? ${all}`);
}
