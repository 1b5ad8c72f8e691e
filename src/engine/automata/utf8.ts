/**
 * UTF-8 a byte at a time. What is none is decoded as a replacement character, so that automata leave such texts to those
 * who decode.
 */

/** Between characters. */
export const BETWEEN = 0;
/** What came is no UTF-8. */
export const BROKEN = -1;

/** From a state with a byte of a range to another. States 1 to 3 need so many bytes more, of any kind. */
export type Transition = readonly [state: number, from: number, to: number, target: number];

const [AFTER_E0, AFTER_ED, AFTER_F0, AFTER_F4, AFTER_E2, AFTER_E2_80] = [4, 5, 6, 7, 8, 9];

const TRANSITIONS: readonly Transition[] = [
  ...([
    [BETWEEN, 0x00, 0x7f, BETWEEN],
    [BETWEEN, 0xc2, 0xdf, 1],
    [BETWEEN, 0xe0, 0xe0, AFTER_E0],
  ] as const),
  ...([
    [BETWEEN, 0xe1, 0xec, 2],
    [BETWEEN, 0xed, 0xed, AFTER_ED],
    [BETWEEN, 0xee, 0xef, 2],
  ] as const),
  ...([
    [BETWEEN, 0xf0, 0xf0, AFTER_F0],
    [BETWEEN, 0xf1, 0xf3, 3],
    [BETWEEN, 0xf4, 0xf4, AFTER_F4],
  ] as const),
  ...([
    [1, 0x80, 0xbf, BETWEEN],
    [2, 0x80, 0xbf, 1],
    [3, 0x80, 0xbf, 2],
  ] as const),
  ...([
    [AFTER_E0, 0xa0, 0xbf, 1],
    [AFTER_ED, 0x80, 0x9f, 1],
  ] as const),
  ...([
    [AFTER_F0, 0x90, 0xbf, 2],
    [AFTER_F4, 0x80, 0x8f, 2],
  ] as const),
];

/** U+2028 and U+2029 end lines. That a line ends is seen by one byte, which takes three here: they count as broken. */
const WITHOUT_SEPARATORS: readonly Transition[] = [
  ...([
    [BETWEEN, 0xe2, 0xe2, AFTER_E2],
    [AFTER_E2, 0x80, 0x80, AFTER_E2_80],
    [AFTER_E2, 0x81, 0xbf, 1],
  ] as const),
  ...([
    [AFTER_E2_80, 0x80, 0xa7, BETWEEN],
    [AFTER_E2_80, 0xaa, 0xbf, BETWEEN],
  ] as const),
  ...TRANSITIONS,
];

export function utf8Transitions(hasSeparators: boolean): readonly Transition[] {
  return hasSeparators ? TRANSITIONS : WITHOUT_SEPARATORS;
}

export function nextUtf8(transitions: readonly Transition[], state: number, byte: number): number {
  const found = transitions.find(([from, first, last]) => from === state && byte >= first && byte <= last);
  return found === undefined ? BROKEN : found[3];
}
