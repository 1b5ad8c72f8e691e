/** Stands in for the values of expressions. */
import { Kind } from '../values/cells.ts';
import { type Decimal, formatDecimal, parseDecimal } from '../values/decimal.ts';
import { EvaluationError } from './evaluation-error.ts';

/** A string is a text. */
export type Value = null | boolean | string | NumberValue | CellValue | NestedValue;

export class NumberValue {
  readonly decimal: Decimal;
  readonly text: string | undefined;

  constructor(decimal: Decimal, text?: string) {
    this.decimal = decimal;
    this.text = text;
  }
}

/** A CSV cell: a text that counts as a number when it reads as one. */
export class CellValue {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** An object or an array as JSON. */
export class NestedValue {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}

export function asText(value: Exclude<Value, null>): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof NumberValue) return value.text ?? formatDecimal(value.decimal);
  return value instanceof CellValue ? value.text : value.json;
}

export function asNumber(value: Exclude<Value, null>): Decimal {
  const decimal = numberOf(value);
  if (decimal === undefined) throw new EvaluationError('PQ_NOT_A_NUMBER', `${asText(value)} is not a number`);
  return decimal;
}

export function numberOf(value: Exclude<Value, null>): Decimal | undefined {
  if (value instanceof NumberValue) return value.decimal;
  const isText = typeof value === 'string' || value instanceof CellValue;
  return isText ? parseDecimal(asText(value)) : undefined;
}

export function asCondition(value: Value): boolean | null {
  if (value === null || typeof value === 'boolean') return value;
  const text = typeof value === 'string' || value instanceof CellValue ? asText(value).toLowerCase() : '';
  if (text !== 'true' && text !== 'false') throw new EvaluationError('PQ_NOT_A_BOOLEAN', 'not a condition');
  return text === 'true';
}

export function cellValue(kind: number, text: string): Value {
  if (kind === Kind.null) return null;
  if (kind === Kind.text || kind === Kind.quoted) return new CellValue(text);
  if (kind === Kind.boolean) return text === 'true';
  const decimal = kind === Kind.number ? parseDecimal(text) : undefined;
  if (decimal !== undefined) return new NumberValue(decimal, text);
  return kind === Kind.nested ? new NestedValue(text) : text;
}

export function kindOf(value: Value): number {
  if (value === null) return Kind.null;
  if (typeof value === 'string') return Kind.string;
  if (typeof value === 'boolean') return Kind.boolean;
  if (value instanceof NumberValue) return Kind.number;
  return value instanceof CellValue ? Kind.text : Kind.nested;
}
