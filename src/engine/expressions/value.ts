/**
 * Values that expressions compute with. Cells and numbers keep the text they came with, so that what is only passed on
 * comes out as it went in.
 */
import { Kind } from '../values/cells.ts';
import { Exact } from '../values/exact.ts';
import { JSON_NUMBER } from '../values/json-text.ts';
import { EvaluationError, type Origin, quoted } from './evaluation-error.ts';

/** A string is a text: a JSON string, or what a function made. */
export type Value = null | boolean | string | NumberValue | CellValue | NestedValue;

/** A number of JSON, of the expression, or computed: what it is, or its digits, or both; the other is made when needed. */
export class NumberValue {
  private read: Exact | undefined;
  private written: string | undefined;

  constructor(exact: Exact | undefined, written?: string) {
    this.read = exact;
    this.written = written;
  }

  get exact(): Exact {
    this.read ??= Exact.parse(this.written as string) as Exact;
    return this.read;
  }

  get text(): string {
    this.written ??= this.exact.toString();
    return this.written;
  }
}

/** A CSV cell: a text that counts as a number when all of it reads as one. */
export class CellValue {
  readonly text: string;
  private read: Exact | undefined | null = null;

  constructor(text: string) {
    this.text = text;
  }

  /** The number that it is, if it is one. Read once. */
  get number(): Exact | undefined {
    if (this.read === null) this.read = Exact.parse(this.text);
    return this.read;
  }
}

/** An object or an array, as JSON text. (A JSON number that is too large to compute with travels as one, too.) */
export class NestedValue {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The value of a cell as the kernel sees it: its kind (values/cells.ts), and its text as it is meant. */
export function cellValue(kind: number, text: string): Value {
  if (kind === Kind.null) return null;
  if (kind === Kind.text || kind === Kind.quoted) return new CellValue(text);
  if (kind === Kind.number) return numberOfText(text);
  if (kind === Kind.boolean) return text === 'true';
  return kind === Kind.nested ? new NestedValue(text) : text;
}

function numberOfText(text: string): Value {
  // Only an exponent can make a number of JSON one that is not computed with.
  const isReadable = !/e/i.test(text) || Exact.parse(text) !== undefined;
  return isReadable ? new NumberValue(undefined, text) : new NestedValue(text);
}

/** The way out: what an answer's cell is, and its text. */
export function kindOf(value: Value): number {
  if (value === null) return Kind.null;
  if (typeof value === 'string') return Kind.string;
  if (typeof value === 'boolean') return Kind.boolean;
  if (value instanceof NumberValue) return Kind.number;
  return value instanceof CellValue ? Kind.text : Kind.nested;
}

export function asText(value: Exclude<Value, null>): string {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' ? String(value) : value.text;
}

/** undefined when the value does not count as a number. */
export function readNumber(value: Value): Exact | undefined {
  if (value instanceof CellValue) return value.number;
  if (value instanceof NumberValue) return value.exact;
  return typeof value === 'string' ? Exact.parse(value) : undefined;
}

/** Where a number is needed. */
export function asNumber(value: Exclude<Value, null>, origin?: Origin): Exact {
  const number = readNumber(value);
  if (number) return number;
  const hint = 'try_cast(x as number) is null where x is no number';
  throw new EvaluationError('PQ_NOT_A_NUMBER', `${quoted(asText(value))} is not a number`, { hint, origin });
}

/** undefined when the value is neither true nor false. */
export function readBoolean(value: Exclude<Value, null>): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' && !(value instanceof CellValue)) return undefined;
  const word = asText(value).toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

/** Where a condition is needed. */
export function asCondition(value: Value, origin?: Origin): boolean | null {
  if (typeof value === 'boolean' || value === null) return value;
  const condition = readBoolean(value);
  if (condition !== undefined) return condition;
  const hint = 'a condition is true or false: compare the value with something';
  throw new EvaluationError('PQ_NOT_A_BOOLEAN', `${quoted(asText(value))} is not true or false`, { hint, origin });
}

/** A number as computed. */
export function numberValue(exact: Exact): NumberValue {
  return new NumberValue(exact);
}

/** A small whole number. */
export function whole(units: number): NumberValue {
  return new NumberValue(Exact.small(units));
}

/** A double in its shortest digits; null when it is not finite. */
export function doubleValue(double: number): Value {
  return Number.isFinite(double) ? numberText(String(double)) : null;
}

/** A number from its digits, which are kept when JSON has such numbers: 1.50 stays, 007 becomes 7. */
export function numberText(text: string): NumberValue {
  return JSON_NUMBER.test(text) ? new NumberValue(undefined, text) : new NumberValue(Exact.parse(text));
}
