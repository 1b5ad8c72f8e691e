/**
 * The comparisons that SQL has words for, and what each is turned into:
 *
 *   a is [not] null · a [not] in (b, c) · a [not] like b · a [not] ilike b
 *   a [not] between b and c    a >= b and a <= c
 */
import type { FunctionName } from '../../core/functions.ts';
import type { Expr, Place } from './expr.ts';
import type { Scope } from './scope.ts';
import { callExpr } from './static-type.ts';
import type { TokenReader } from './token-reader.ts';

const PATTERNS = ['like', 'ilike'] as const satisfies readonly FunctionName[];
const AFTER_NOT = ['in', 'between', ...PATTERNS];

/** One of them is next. */
export function isPredicate(reader: TokenReader): boolean {
  if (reader.nextIsWord('not')) return AFTER_NOT.some((word) => reader.nextIsWord(word, 1));
  return ['is', ...AFTER_NOT].some((word) => reader.nextIsWord(word));
}

/** `level` is that of the operands at the right. */
export function readPredicate(scope: Scope, left: Expr, level: number): Expr {
  const { reader } = scope;
  const place = scope.place();
  if (reader.acceptWord('is')) return readIsNull(reader, left, place);
  const isNegated = reader.acceptWord('not');
  const expr = readPositive(scope, left, level);
  return isNegated ? callExpr('not', [expr], place) : expr;
}

function readIsNull(reader: TokenReader, left: Expr, place: Place): Expr {
  const isNegated = reader.acceptWord('not');
  if (!reader.acceptWord('null')) throw reader.expected('null', 'anything else is compared with =');
  const expr = callExpr('is_null', [left], place);
  return isNegated ? callExpr('not', [expr], place) : expr;
}

function readPositive(scope: Scope, left: Expr, level: number): Expr {
  const { reader } = scope;
  const place = scope.place();
  if (reader.acceptWord('between')) return readBetween(scope, left, level, place);
  if (reader.acceptWord('in')) return callExpr('in', [left, ...readList(scope)], place);
  const pattern = PATTERNS.find((word) => reader.acceptWord(word)) ?? 'like';
  return callExpr(pattern, [left, scope.operand(level)], place);
}

function readBetween(scope: Scope, left: Expr, level: number, place: Place): Expr {
  scope.checkRepeated(left, 2);
  const least = scope.operand(level);
  if (!scope.reader.acceptWord('and')) throw scope.reader.expected('and', 'it is written as a between b and c');
  const most = scope.operand(level);
  return callExpr('and', [callExpr('>=', [left, least], place), callExpr('<=', [left, most], place)], place);
}

function readList(scope: Scope): readonly Expr[] {
  const { reader } = scope;
  reader.expect('(', "a list stands in parentheses: city in ('Boston', 'Paris')");
  const items = [scope.expression()];
  while (reader.accept(',')) items.push(scope.expression());
  reader.expect(')');
  return items;
}
