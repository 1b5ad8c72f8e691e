/**
 * Values as JavaScript has them, for functions of the user. A number is a number if that holds it: a safe integer, or a
 * decimal that its double's shortest digits give back (0.1 does). Larger integers are bigints; decimals of more digits
 * are strings, so that nothing is lost without being seen. Numbers inside of objects and arrays are JSON.parse's.
 */
import { compare } from '../values/arithmetic.ts';
import { Exact } from '../values/exact.ts';
import { CellValue, doubleValue, NestedValue, NumberValue, numberValue, type Value, whole } from './value.ts';

export function toJavaScript(value: Value): unknown {
  if (value instanceof NumberValue) return ofNumber(value.exact);
  if (value instanceof CellValue) return value.number ? ofNumber(value.number) : value.text;
  return value instanceof NestedValue ? JSON.parse(value.text) : value;
}

function ofNumber(exact: Exact): number | bigint | string {
  if (exact.isWhole) return ofWhole(exact);
  const double = exact.toDouble();
  const isHeld = Number.isFinite(double) && compare(Exact.ofDouble(double), exact) === 0;
  return isHeld ? double : exact.toString();
}

function ofWhole(exact: Exact): number | bigint {
  const integer = exact.mantissa / 10n ** BigInt(exact.scale);
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer;
}

/** What a function answered. Throws an Error that says why it is no value. */
export function resultOf(result: unknown): Value {
  if (result === null || result === undefined) return null;
  if (typeof result === 'boolean') return result;
  if (typeof result === 'string') return result.toWellFormed();
  if (typeof result === 'number') return ofDouble(result);
  if (typeof result === 'bigint') return numberValue(Exact.of({ mantissa: result, scale: 0 }));
  if (typeof result === 'object') return ofObject(result);
  throw new Error(`it answered a ${typeof result}`);
}

function ofDouble(result: number): Value {
  if (!Number.isFinite(result)) throw new Error(`it answered ${result}`);
  return Number.isSafeInteger(result) ? whole(result) : doubleValue(result);
}

/** As JSON; a Date is its text. */
function ofObject(result: object): Value {
  if (result instanceof Promise) throw new Error('it answered a promise: functions cannot be async');
  const json = JSON.stringify(result, withBigIntegers) as string | undefined;
  if (json === undefined) throw new Error('it answered something that is not JSON');
  if (json.startsWith('{') || json.startsWith('[')) return new NestedValue(json);
  return resultOf(JSON.parse(json));
}

/** Of newer Nodes. */
const { rawJSON } = JSON as unknown as { rawJSON?: (text: string) => unknown };

/** Integers of any size keep their digits; a Node that cannot write them says so. */
function withBigIntegers(_: string, value: unknown): unknown {
  return typeof value === 'bigint' && rawJSON !== undefined ? rawJSON(value.toString()) : value;
}
