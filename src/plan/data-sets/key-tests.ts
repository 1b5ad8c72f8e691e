/** What a condition says of a column that a data set was cut by: a comparison with what was typed. */
import { type Decimal, parseDecimal } from '../../core/decimal.ts';
import type { FunctionName } from '../../core/functions.ts';
import type { ColumnPath } from '../../protocol/stage.ts';
import type { CallExpr, Expr } from '../parse/expr.ts';

export type Operator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** Of the key of this number. */
export type Test =
  | { readonly kind: 'text'; readonly key: number; readonly operator: Operator; readonly texts: readonly string[] }
  | { readonly kind: 'number'; readonly key: number; readonly operator: Operator; readonly numbers: readonly Decimal[] }
  | { readonly kind: 'null'; readonly key: number; readonly isNull: boolean };

/** None where the condition says nothing that can be used. Of several texts or numbers it is equal to one (`in`). */
export function testsOf(condition: Expr, keyOf: (path: ColumnPath) => number | undefined): readonly Test[] {
  if (condition.kind !== 'call') return [];
  const { function: name, arguments: args } = condition;
  if (name === 'is_null') return nullTest(args[0], true, keyOf);
  const [inner] = args;
  if (name === 'not' && inner?.kind === 'call' && inner.function === 'is_null') {
    return nullTest(inner.arguments[0], false, keyOf);
  }
  const compared = name === 'in' ? listed(condition) : ordered(condition);
  if (compared?.column.kind !== 'column') return [];
  const key = keyOf(compared.column.path);
  return key === undefined ? [] : valueTest(key, compared, condition);
}

function nullTest(
  expr: Expr | undefined,
  isNull: boolean,
  keyOf: (path: ColumnPath) => number | undefined,
): readonly Test[] {
  const key = expr?.kind === 'column' ? keyOf(expr.path) : undefined;
  return key === undefined ? [] : [{ kind: 'null', key, isNull }];
}

interface Compared {
  readonly column: Expr;
  readonly operator: Operator;
  readonly values: readonly Expr[];
}

function listed({ arguments: [column, ...values] }: CallExpr): Compared | undefined {
  return column && { column, operator: '=', values };
}

const TURNED: Partial<Record<FunctionName, Operator>> = {
  ...{ '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' },
};

/** The column first. */
function ordered({ function: name, arguments: [one, other] }: CallExpr): Compared | undefined {
  const turned = TURNED[name];
  if (turned === undefined || one === undefined || other === undefined) return undefined;
  if (one.kind === 'column') return { column: one, operator: name as Operator, values: [other] };
  return { column: other, operator: turned, values: [one] };
}

function valueTest(key: number, { operator, values }: Compared, { comparison }: CallExpr): readonly Test[] {
  if (comparison === 'text') {
    const texts = values.map(typedText);
    const isOrdered = operator !== '=' && operator !== '<>';
    const isUsable = (text: string | undefined): boolean =>
      text !== undefined && !(isOrdered && BEYOND_ASCII.test(text));
    return texts.every((text): text is string => isUsable(text)) ? [{ kind: 'text', key, operator, texts }] : [];
  }
  const numbers = comparison === 'number' ? values.map(typedNumber) : [undefined];
  return numbers.every((number) => number !== undefined) ? [{ kind: 'number', key, operator, numbers }] : [];
}

// Texts that are no UTF-8 have another order when they are read as if they were.
const BEYOND_ASCII = /[\x80-\xff]/;

/** As bytes. Undefined for what may have been changed when it was written: what is no UTF-8, and nested values. */
function typedText(expr: Expr): string | undefined {
  if (expr.kind !== 'literal' || expr.literal.type !== 'text') return undefined;
  const { text } = expr.literal;
  return /^\s*[[{]|[\ufffd\ud800-\udfff]/.test(withoutPairs(text)) ? undefined : Buffer.from(text).toString('latin1');
}

/** Without characters beyond 0xffff, which JavaScript has as two. */
function withoutPairs(text: string): string {
  return text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '');
}

function typedNumber(expr: Expr): Decimal | undefined {
  return expr.kind === 'literal' && expr.literal.type === 'number' ? parseDecimal(expr.literal.text) : undefined;
}
