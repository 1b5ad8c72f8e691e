/**
 * Which characters a dot, an escape or a class of a regular expression stands for, as ranges of code points. The usual
 * ones are known; all else is asked of the engine, over all characters, which takes 10 ms.
 */
import { type Range, rangesOf } from '../values/character-sets.ts';

export interface CharacterFlags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
}

const LAST = 0x10ffff;
/** Halves of pairs are no characters. */
const HALVES: Range = [0xd800, 0xdfff];
export const LINE_ENDS: readonly Range[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];
export const WORD: readonly Range[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
const DIGITS: readonly Range[] = [[0x30, 0x39]];
const SPACES: readonly Range[] = [
  ...([
    [0x09, 0x0d],
    [0x20, 0x20],
    [0xa0, 0xa0],
    [0x1680, 0x1680],
    [0x2000, 0x200a],
    [0x2028, 0x2029],
  ] as const),
  ...([
    [0x202f, 0x202f],
    [0x205f, 0x205f],
    [0x3000, 0x3000],
    [0xfeff, 0xfeff],
  ] as const),
];
const ESCAPES: Readonly<Record<string, readonly Range[]>> = {
  ...{ '\\d': DIGITS, '\\w': WORD, '\\s': SPACES, '\\D': allBut(DIGITS), '\\W': allBut(WORD), '\\S': allBut(SPACES) },
  ...{ '\\t': one(0x09), '\\n': one(0x0a), '\\v': one(0x0b), '\\f': one(0x0c), '\\r': one(0x0d) },
};

/** In order, apart from each other, without halves of pairs. */
export function charactersOf(atom: string, { ignoreCase, dotAll }: CharacterFlags): readonly Range[] {
  if (atom === '.') return allBut(dotAll ? [] : LINE_ENDS);
  if (ignoreCase && !WITHOUT_CASES.test(atom)) return rangesOf(atom, true);
  return (atom.startsWith('[') ? classOf(atom) : single(atom)) ?? rangesOf(atom, false);
}

/** Characters of ASCII that are no letters, and escapes for such that are the same in any case. */
const WITHOUT_CASES = /^(?:(?!\[)[^a-zA-Z\u0080-\u{10ffff}]+|\\[dDsStnvfr])$/u;

function single(atom: string): readonly Range[] | undefined {
  if (!atom.startsWith('\\')) return one(codeOf(atom));
  return ESCAPES[atom] ?? (/^\\\W$/.test(atom) ? one(codeOf(atom.slice(1))) : undefined);
}

const MEMBER = /\\.|[^\\]/suy;

/** Of a class whose members are simple. */
function classOf(atom: string): readonly Range[] | undefined {
  const isNegative = atom.startsWith('[^');
  const members = atom.slice(isNegative ? 2 : 1, -1).match(new RegExp(MEMBER, 'gsu')) ?? [];
  const ranges: Range[] = [];
  for (let at = 0; at < members.length; at++) {
    const first = single(members[at] as string);
    const isRange = members[at + 1] === '-' && at + 2 < members.length;
    const last = isRange ? single(members[at + 2] as string) : first;
    if (first === undefined || last === undefined) return undefined;
    if (isRange) at += 2;
    if (isRange) ranges.push([firstOf(first), firstOf(last)]);
    else ranges.push(...first);
  }
  return isNegative ? allBut(ranges) : allBut(allBut(ranges));
}

/** All characters but those in `ranges`, which are in any order. */
function allBut(ranges: readonly Range[]): readonly Range[] {
  const others: Range[] = [];
  let next = 0;
  for (const [from, to] of [...ranges, HALVES].sort((a, b) => a[0] - b[0])) {
    if (from > next) others.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  return next > LAST ? others : [...others, [next, LAST]];
}

function one(code: number): readonly Range[] {
  return [[code, code]];
}

function codeOf(character: string): number {
  return character.codePointAt(0) as number;
}

function firstOf([range]: readonly Range[]): number {
  return (range as Range)[0];
}
