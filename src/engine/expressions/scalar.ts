/** Stands in for the evaluator of one row at a time. */
import type { CallExpression, Expression, Literal } from '../../protocol/expression.ts';
import { addDecimals, compareDecimals, type Decimal, multiplyDecimals, parseDecimal } from '../values/decimal.ts';
import { EvaluationError } from './evaluation-error.ts';
import { asCondition, asNumber, asText, CellValue, NumberValue, numberOf, type Value } from './value.ts';

export interface Row {
  value(column: number): Value;
  readonly fileName: string;
}

export interface Environment {
  readonly now: string;
  columnName(column: number): string;
  loaded(name: string): ((values: readonly Value[]) => Value) | undefined;
}

export type Scalar = (row: Row) => Value;

export function compileScalar(expression: Expression, environment: Environment): Scalar {
  if (expression.kind === 'column') return (row) => row.value(expression.column);
  if (expression.kind === 'literal') {
    const value = literalValue(expression.literal);
    return () => value;
  }
  if (expression.kind === 'loaded') throw new Error('stand-in');
  const call = expression;
  const parts = call.arguments.map((each) => compileScalar(each, environment));
  return (row) => apply(call, parts, row);
}

function literalValue(literal: Literal): Value {
  if (literal.type === 'null') return null;
  if (literal.type === 'boolean') return literal.value;
  if (literal.type === 'text') return literal.text;
  return new NumberValue(parseDecimal(literal.text) as Decimal, literal.text);
}

function apply(call: CallExpression, parts: readonly Scalar[], row: Row): Value {
  const at = (index: number): Value => (parts[index] as Scalar)(row);
  switch (call.function) {
    case 'and':
    case 'or': {
      const decided = call.function === 'or';
      const left = asCondition(at(0));
      if (left === decided) return left;
      const right = asCondition(at(1));
      return right === decided ? right : left === null ? null : right;
    }
    case 'is_null':
      return at(0) === null;
    case 'coalesce':
    case 'ifnull':
      for (let i = 0; i < parts.length; i++) {
        const value = at(i);
        if (value !== null) return value;
      }
      return null;
    case 'case': {
      let i = 0;
      for (; i + 1 < parts.length; i += 2) if (asCondition(at(i)) === true) return at(i + 1);
      return i < parts.length ? at(i) : null;
    }
    case 'concat':
      return parts
        .map((_, i) => at(i))
        .map((value) => (value === null ? '' : asText(value)))
        .join('');
    case 'in': {
      const value = at(0);
      if (value === null) return null;
      const rest = parts.slice(1).map((_, i) => at(i + 1));
      if (rest.some((each) => each !== null && compare(value, each, '=', call.comparison))) return true;
      return rest.includes(null) ? null : false;
    }
  }
  const values = parts.map((_, i) => at(i));
  if (values.includes(null)) return null;
  return applyStrict(call, values as Exclude<Value, null>[]);
}

function applyStrict(call: CallExpression, values: readonly Exclude<Value, null>[]): Value {
  const [a, b, c] = values as [Exclude<Value, null>, Exclude<Value, null>, Exclude<Value, null>];
  const number = (value: Decimal) => new NumberValue(value);
  switch (call.function) {
    case 'not':
      return !asCondition(a);
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(a, b, call.function, call.comparison);
    case '+':
      return number(addDecimals(asNumber(a), asNumber(b)));
    case '-':
      return number(addDecimals(asNumber(a), negated(asNumber(b))));
    case '*':
      return number(multiplyDecimals(asNumber(a), asNumber(b)));
    case 'negate':
      return number(negated(asNumber(a)));
    case 'abs': {
      const value = asNumber(a);
      return number(value.mantissa < 0n ? negated(value) : value);
    }
    case 'like':
      return like(asText(b)).test(asText(a));
    case 'ilike':
      return like(asText(b).toLowerCase()).test(asText(a).toLowerCase());
    case 'starts_with':
      return asText(a).startsWith(asText(b));
    case 'ends_with':
      return asText(a).endsWith(asText(b));
    case 'contains':
      return asText(a).includes(asText(b));
    case 'lower':
      return asText(a).toLowerCase();
    case 'upper':
      return asText(a).toUpperCase();
    case 'length':
      return number({ mantissa: BigInt([...asText(a)].length), scale: 0 });
    case 'trim':
      return asText(a).trim();
    case 'replace':
      return asText(a).replaceAll(asText(b), asText(c));
    case '||':
      return asText(a) + asText(b);
    case 'substr': {
      const [all, start] = [[...asText(a)], Number(asText(b))];
      const begin = start < 0 ? Math.max(0, all.length + start) : start - 1;
      const end = values.length === 3 ? begin + Math.max(0, Number(asText(c))) : all.length;
      return all.slice(Math.max(0, begin), Math.max(0, end)).join('');
    }
    case 'nullif':
      return compare(a, b, '=', call.comparison) ? null : a;
    default:
      throw new Error(`stand-in: ${call.function}`);
  }
}

function negated({ mantissa, scale }: Decimal): Decimal {
  return { mantissa: -mantissa, scale };
}

function like(pattern: string): RegExp {
  const source = pattern.replace(/\\([%_\\])|[%_]|[.*+?^${}()|[\]\\/]/gu, (found, escaped?: string) => {
    if (escaped !== undefined) return escaped === '\\' ? '\\\\' : escaped;
    return found === '%' ? '.*' : found === '_' ? '.' : `\\${found}`;
  });
  return new RegExp(`^${source}$`, 'su');
}

function compare(a: Exclude<Value, null>, b: Exclude<Value, null>, operator: string, mode: unknown): boolean {
  const [x, y] = [numberOf(a), numberOf(b)];
  const isEquality = operator === '=' || operator === '<>';
  if (mode === 'number' && (x === undefined || y === undefined)) {
    if (isEquality) return operator === '<>';
    throw new EvaluationError('PQ_NOT_A_NUMBER', `${asText(x === undefined ? a : b)} is not a number`);
  }
  if (mode === 'boolean') return isEquality && (asCondition(a) === asCondition(b)) === (operator === '=');
  const isNumeric = (value: Value) => value instanceof NumberValue || value instanceof CellValue;
  const asNumbers = mode === 'number' || (mode === 'value' && x && y && isNumeric(a) && isNumeric(b));
  const sign = asNumbers
    ? compareDecimals(x as Decimal, y as Decimal)
    : Buffer.compare(Buffer.from(asText(a)), Buffer.from(asText(b)));
  const less = operator.startsWith('<') && sign < 0;
  const greater = operator.endsWith('>') || operator.startsWith('>') ? sign > 0 : false;
  return less || greater || (sign === 0 && operator.endsWith('='));
}
