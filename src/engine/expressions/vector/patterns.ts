/** like, ilike, starts_with, ends_with, contains: with patterns that are the same in every record. */
import type { CallExpression } from '../../../protocol/expression.ts';
import { argument, type Builders, type Parts } from './builders.ts';
import { textConstant } from './constants.ts';
import { truthsFrom } from './make-steps.ts';
import type { Cells, Truths } from './steps.ts';

const ANY_ONE = 256;
const ANY_MANY = 257;
const PERCENT = 0x25;
const UNDERSCORE = 0x5f;
const BACKSLASH = 0x5c;

export const PATTERNS: Builders = {
  like: (call, parts) => {
    const pattern = textConstant(argument(call, 1));
    return pattern === undefined ? undefined : withUnits(parts.cells(argument(call, 0)), parsePattern(pattern), parts);
  },
  // Both in small letters.
  ilike: (call, parts) => {
    const pattern = textConstant(argument(call, 1));
    const small = { kind: 'call', function: 'lower', arguments: [argument(call, 0)] } as const;
    return pattern === undefined
      ? undefined
      : withUnits(parts.cells(small), parsePattern(pattern.toLowerCase()), parts);
  },
  starts_with: (call, parts) => tested(call, parts, (text) => [...text, ANY_MANY]),
  ends_with: (call, parts) => tested(call, parts, (text) => [ANY_MANY, ...text]),
  contains: (call, parts) => tested(call, parts, (text) => [ANY_MANY, ...text, ANY_MANY]),
};

function tested(call: CallExpression, parts: Parts, toUnits: (text: Uint8Array) => number[]): Truths | undefined {
  const text = textConstant(argument(call, 1));
  return text === undefined ? undefined : withUnits(parts.cells(argument(call, 0)), toUnits(Buffer.from(text)), parts);
}

/** Bytes, ANY_ONE and ANY_MANY. */
function parsePattern(pattern: string): number[] {
  const units: number[] = [];
  const bytes = Buffer.from(pattern);
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === PERCENT) units.push(ANY_MANY);
    else if (byte === UNDERSCORE) units.push(ANY_ONE);
    else if (byte === BACKSLASH && at + 1 < bytes.length) units.push(bytes[++at] as number);
    else units.push(byte);
  }
  return units;
}

/** Most patterns have their text at the ends, or in the middle. */
function withUnits(cells: Cells, units: readonly number[], parts: Parts): Truths {
  const isText = (part: readonly number[]): boolean => part.every((unit) => unit < ANY_ONE);
  const first = units.indexOf(ANY_MANY);
  const frame = [units.slice(0, first), units.slice(first + 1)] as const;
  if (first >= 0 && frame.every(isText)) return framed(cells, frame, parts);
  const middle = units.slice(1, -1);
  const isContained = first === 0 && units.at(-1) === ANY_MANY && middle.length > 0 && isText(middle);
  return isContained ? containing(cells, middle, parts) : matchingAll(cells, units, parts);
}

function framed(cells: Cells, frame: readonly (readonly number[])[], { context }: Parts): Truths {
  const { call } = context.kernel;
  const [start, end] = frame.map((part) => context.bytes(Uint8Array.from(part))) as [
    [number, number],
    [number, number],
  ];
  return truthsFrom(context, [cells], (out) => call.frameTexts(cells.at, context.count, ...start, ...end, out));
}

function containing(cells: Cells, part: readonly number[], { context }: Parts): Truths {
  const { call } = context.kernel;
  const text = context.bytes(Uint8Array.from(part));
  return truthsFrom(context, [cells], (out) => call.containTexts(cells.at, context.count, ...text, out));
}

function matchingAll(cells: Cells, units: readonly number[], { context }: Parts): Truths {
  const { call } = context.kernel;
  const [pattern] = context.bytes(new Uint8Array(Uint16Array.from(units).buffer));
  return truthsFrom(context, [cells], (out) => call.matchTexts(cells.at, context.count, pattern, units.length, out));
}
