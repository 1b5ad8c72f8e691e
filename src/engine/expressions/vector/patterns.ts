/** like, ilike, starts_with, ends_with, contains: with patterns that are the same in every record. */
import type { CallExpression } from '../../../protocol/expression.ts';
import type { Text } from '../../kernel-expressions.ts';
import { argument, type Builders, type Parts } from './builders.ts';
import { textConstant, writePlaces } from './constants.ts';
import type { Context } from './context.ts';
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

/** Most patterns have no `_`, and their text at the ends or in the middle. */
function withUnits(cells: Cells, units: readonly number[], { context }: Parts): Truths {
  const { call } = context.kernel;
  const isPlain = !units.includes(ANY_ONE) && units.includes(ANY_MANY);
  if (!isPlain) {
    const [pattern] = context.bytes(new Uint8Array(Uint16Array.from(units).buffer));
    return truthsFrom(context, [cells], (out) => call.matchTexts(cells.at, context.count, pattern, units.length, out));
  }
  const texts = splitAtMany(units).map((part) => context.bytes(Uint8Array.from(part)));
  const [start, ...rest] = texts as [Text, ...Text[]];
  const end = rest.pop() as Text;
  const middle = rest.filter(([, length]) => length > 0);
  return truthsFrom(context, [cells], testOfParts(context, cells, start, middle, end));
}

function splitAtMany(units: readonly number[]): readonly (readonly number[])[] {
  const parts: number[][] = [[]];
  for (const unit of units) {
    if (unit === ANY_MANY) parts.push([]);
    else parts.at(-1)?.push(unit);
  }
  return parts;
}

function testOfParts(context: Context, cells: Cells, start: Text, middle: readonly Text[], end: Text) {
  const { call } = context.kernel;
  const [only] = middle;
  if (only === undefined) return (out: number) => call.frameTexts(cells.at, context.count, ...start, ...end, out);
  if (middle.length === 1 && start[1] === 0 && end[1] === 0) {
    return (out: number) => call.containTexts(cells.at, context.count, ...only, out);
  }
  const parts = writePlaces(context, [start, ...middle, end]);
  return (out: number) => call.sequenceTexts(cells.at, context.count, parts, middle.length + 2, out);
}
