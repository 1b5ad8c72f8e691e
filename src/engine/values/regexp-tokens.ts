/** What regular expressions consist of (flag u, accepted by V8, so that the grammar is not checked here). */

/** Why a pattern cannot be taken. */
export class Unsupported extends Error {}

/** A character, an escape, a class, or what opens a group: the next of a pattern. */
export const ATOM =
  /\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|\\c[a-zA-Z]|\\k<[^>]*>|\\.|\[(?:[^\]\\]|\\.)*\]|\(\?<(?![=!])[^>]*>|\(\?(?:<[=!]|[^<])|./suy;
/** What may stand behind it. */
export const QUANTIFIER = /(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)/y;

export interface Repetition {
  readonly least: number;
  readonly most: number;
}

const SIGNS: Readonly<Record<string, Repetition>> = {
  '*': { least: 0, most: Infinity },
  '+': { least: 1, most: Infinity },
  '?': { least: 0, most: 1 },
};

/** How often, by a match of QUANTIFIER. */
export function repetitionOf([, sign, least, comma, most]: RegExpExecArray): Repetition {
  if (sign !== undefined) return SIGNS[sign] as Repetition;
  const from = Number(least);
  return { least: from, most: comma === '' ? from : most === '' ? Infinity : Number(most) };
}
