/** Sets of characters, and their bytes: those that the engine matches. */
import { expect, test } from 'vitest';
import { ByteSets, COMPLETE } from '../../../../src/engine/automata/byte-sets.ts';
import { charactersOf } from '../../../../src/engine/automata/characters.ts';
import { type Range, rangesOf } from '../../../../src/engine/values/character-sets.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const ATOMS = [
  ...`${LETTERS}${LETTERS.toUpperCase()}`,
  ...['ſ', 'ß', '7', ' ', '\\[', '[!-~]', '[0-9_]', '[^0-9_]'],
  ...[
    'a',
    'é',
    '-',
    '/',
    '\u{1f600}',
    '\\d',
    '\\D',
    '\\w',
    '\\W',
    '\\s',
    '\\S',
    '\\t',
    '\\n',
    '\\v',
    '\\f',
    '\\r',
    '\\0',
  ],
  ...['\\.', '\\/', '\\x41', '\\u0041', '\\u{1f600}', '\\ud83d\\ude00', '\\cA', '\\p{Lu}', '\\P{L}', '\\\\'],
  ...['[a-c]', '[^a-c]', '[abc-]', '[-a]', '[a\\-c]', '[\\w-]', '[\\s\\S]', '[^\\s\\S]', '[]', '[^]', '[\\]]', '[^^]'],
  ...['[\\b]', '[\\d.]', '[^\\W_]', '[é-ü]', '[\ud7ff-\ue000]', '[\u{1f600}-\u{1f64f}a]', '[c-e a-d]', '[\\n-\\r]'],
  ...['[\\p{L}_]', '[\\x41-\\x43]', '[+--]', '[!--/]', '[(|)]', '[.]', '[\\u{10ffff}]', '[\\ud83d]'],
];

/** The engine is asked for characters below and beyond 16 bits apart. */
function joined(ranges: readonly Range[]): readonly Range[] {
  const [last, first] = [ranges.findIndex(([, to]) => to === 0xffff), ranges.findIndex(([from]) => from === 0x10000)];
  if (last < 0 || first < 0) return ranges;
  const whole = [(ranges[last] as Range)[0], (ranges[first] as Range)[1]] as const;
  return [...ranges.slice(0, last), whole, ...ranges.slice(first + 1)];
}

test.each(ATOMS)('the set %s', (atom) => {
  for (const ignoreCase of [false, true]) {
    // As a class, of which no single letter is known beforehand.
    const asked = atom.startsWith('[') ? atom : `[${atom.replace(/^-$/, '\\-')}]`;
    const expected = joined(rangesOf(asked, ignoreCase));
    expect(joined(charactersOf(atom, { ignoreCase, dotAll: false }))).toEqual(expected);
  }
});

test('the dot', () => {
  const ends = '\\n\\r\\u2028\\u2029';
  expect(charactersOf('.', { ignoreCase: false, dotAll: false })).toEqual(joined(rangesOf(`[^${ends}]`, false)));
  expect(charactersOf('.', { ignoreCase: true, dotAll: true })).toEqual(joined(rangesOf('[^]', false)));
});

test('bytes lead through a set as its characters are written', () => {
  const sets = new ByteSets();
  const has = (node: number, bytes: Uint8Array): boolean => {
    let at: number | undefined = node;
    for (const byte of bytes) {
      at = at === undefined ? at : sets.edges(at).find(({ from, to }) => from <= byte && byte <= to)?.target;
    }
    return at === COMPLETE;
  };
  for (const atom of ['[^]', '\\p{L}', '[^é]', '\\s', '[\ud7ff-\ue000]', '[\u{ffff}-\u{10000}\u{10ffff}]']) {
    const ranges = rangesOf(atom, false);
    const node = sets.add(ranges);
    for (const code of codesToTry(ranges)) {
      const isIn = ranges.some(([from, to]) => from <= code && code <= to);
      expect(has(node, Buffer.from(String.fromCodePoint(code)))).toBe(isIn);
    }
  }
});

/** At all borders of ranges and of lengths. */
function codesToTry(ranges: readonly Range[]): readonly number[] {
  const borders = [...ranges.flat(), 0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff];
  const near = borders.flatMap((code) => [code - 1, code, code + 1]);
  return near.filter((code) => code >= 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff));
}
