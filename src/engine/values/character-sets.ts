/**
 * Sets of characters for regular expressions without flag u: characters beyond 16 bits are two units there. What is in a
 * set (a class, a property, a letter in any case) is asked of the engine itself, with flag u, over all characters.
 */

/** From a code point to another, both included. */
export type Range = readonly [from: number, to: number];

const ANY_PAIR = '[\\ud800-\\udbff][\\udc00-\\udfff]';
const [FIRST_HIGH, FIRST_LOW, LAST_LOW] = [0xd800, 0xdc00, 0xdfff];
const BEYOND = 0x10000;

/** Every character but those in `body`, the inside of a class that has none beyond 16 bits. */
export function allBut(body: string): string {
  return `(?:[^${body}\\ud800-\\udfff]|${ANY_PAIR})`;
}

/** Any character. */
export const ANY_CHARACTER = allBut('');

const known = new Map<string, readonly Range[]>();
const written = new Map<readonly Range[], string>();

/** The characters that `atom` matches under flag u, also in another case if that is wanted. */
export function setOf(atom: string, ignoreCase: boolean): string {
  const ranges = rangesOf(atom, ignoreCase);
  const set = written.get(ranges) ?? writeSet(ranges);
  written.set(ranges, set);
  return set;
}

/** The same as ranges in order. */
export function rangesOf(atom: string, ignoreCase: boolean): readonly Range[] {
  const key = `${ignoreCase ? 'i' : ''}${atom}`;
  const asked = new RegExp(`(?:${atom})+`, ignoreCase ? 'gui' : 'gu');
  const ranges = known.get(key) ?? (ignoreCase && LETTER.test(atom) ? casesOf(atom) : findRanges(asked));
  known.set(key, ranges);
  return ranges;
}

const LETTER = /^[a-z]$/i;
/** Beyond ASCII: the long s and the sign of the kelvin. */
const OTHER_CASES: Readonly<Record<string, number>> = { s: 0x17f, k: 0x212a };

/** Letters of ASCII are what is mostly looked for in any case; the engine takes milliseconds for each. */
function casesOf(letter: string): readonly Range[] {
  const small = letter.toLowerCase();
  const codes = [letter.toUpperCase().charCodeAt(0), small.charCodeAt(0), OTHER_CASES[small] ?? []].flat();
  return codes.map((code) => [code, code]);
}

function findRanges(expression: RegExp): readonly Range[] {
  const ranges: Range[] = [];
  for (const block of allCharacters()) {
    for (const [run] of block.matchAll(expression)) {
      const last =
        run.length -
        (run.charCodeAt(run.length - 1) >= FIRST_LOW && run.charCodeAt(run.length - 1) <= LAST_LOW ? 2 : 1);
      ranges.push([run.codePointAt(0) as number, run.codePointAt(last) as number]);
    }
  }
  return ranges;
}

let blocks: readonly string[] | undefined;

/** Before the halves of pairs, behind them, and beyond 16 bits. */
function allCharacters(): readonly string[] {
  blocks ??= [charactersIn(0, FIRST_HIGH), charactersIn(LAST_LOW + 1, BEYOND), charactersIn(BEYOND, 0x110000)];
  return blocks;
}

function charactersIn(from: number, before: number): string {
  const isBeyond = from >= BEYOND;
  const units = new Uint16Array((before - from) * (isBeyond ? 2 : 1));
  for (let character = from, at = 0; character < before; character++) {
    if (isBeyond) units[at++] = FIRST_HIGH + ((character - BEYOND) >> 10);
    units[at++] = isBeyond ? FIRST_LOW + (character & 0x3ff) : character;
  }
  return Buffer.from(units.buffer).toString('utf16le');
}

function writeSet(ranges: readonly Range[]): string {
  const within = ranges.filter(([from]) => from < BEYOND).map(([from, to]) => writeRange(from, to));
  const beyond = ranges.filter(([from]) => from >= BEYOND).flatMap(([from, to]) => pairsOf(from, to));
  if (beyond.length === 0) return `[${within.join('')}]`;
  return `(?:${[`[${within.join('')}]`, ...beyond].join('|')})`;
}

/** Pairs by their first halves: the rest of one, all of several, the beginning of one. */
function pairsOf(from: number, to: number): readonly string[] {
  const [[high, low], [lastHigh, lastLow]] = [halves(from), halves(to)];
  if (high === lastHigh) return [writePair(high, high, low, lastLow)];
  const firstWhole = low === FIRST_LOW ? high : high + 1;
  const lastWhole = lastLow === LAST_LOW ? lastHigh : lastHigh - 1;
  return [
    ...(firstWhole === high ? [] : [writePair(high, high, low, LAST_LOW)]),
    ...(firstWhole <= lastWhole ? [writePair(firstWhole, lastWhole, FIRST_LOW, LAST_LOW)] : []),
    ...(lastWhole === lastHigh ? [] : [writePair(lastHigh, lastHigh, FIRST_LOW, lastLow)]),
  ];
}

function halves(codePoint: number): readonly [high: number, low: number] {
  const rest = codePoint - BEYOND;
  return [FIRST_HIGH + (rest >> 10), FIRST_LOW + (rest & 0x3ff)];
}

function writePair(high: number, lastHigh: number, low: number, lastLow: number): string {
  return `[${writeRange(high, lastHigh)}][${writeRange(low, lastLow)}]`;
}

function writeRange(from: number, to: number): string {
  return from === to ? unit(from) : `${unit(from)}-${unit(to)}`;
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** One character as it stands in a regular expression. */
export function writeCharacter(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join('');
  if (/^[\w ]$/.test(character)) return character;
  return character.length === 1 ? units : `(?:${units})`;
}
