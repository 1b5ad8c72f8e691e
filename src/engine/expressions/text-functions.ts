/** The functions of texts. Places and lengths count characters, which are code points. */
import { characterCount, sliceCharacters, trimCharacters } from '../values/characters.ts';
import { type Call, type Compile, type Evaluate, type Operand, ofTexts, strict } from './call.ts';
import { compileLike } from './like.ts';
import { asWhole } from './number-functions.ts';
import { prepared } from './prepared.ts';
import { asText, type Value, whole } from './value.ts';

export const textFunctions = {
  '||': ofTexts((a, b) => `${a}${b}`),
  lower: ofTexts((text) => text.toLowerCase()),
  upper: ofTexts((text) => text.toUpperCase()),
  length: ofTexts((text) => whole(characterCount(text))),
  trim: trimming((text) => text.trim(), { start: true, end: true }),
  ltrim: trimming((text) => text.trimStart(), { start: true, end: false }),
  rtrim: trimming((text) => text.trimEnd(), { start: false, end: true }),
  substr: strict(({ operands }) => {
    const [, start, length] = operands.map(({ origin }) => origin);
    return (text, from, count) => {
      const characters = count === undefined ? Infinity : asWhole(count, length);
      return substr(asText(text), asWhole(from, start), characters);
    };
  }),
  replace: ofTexts((text, what, by) => (what === '' ? text : text.replaceAll(what, () => by))),
  split_part: strict(({ operands }) => (text, separator, nth) => {
    const place = asWhole(nth, operands[2]?.origin);
    return splitPart(asText(text), asText(separator), place);
  }),
  starts_with: ofTexts((text, start) => text.startsWith(start)),
  ends_with: ofTexts((text, end) => text.endsWith(end)),
  contains: ofTexts((text, part) => text.includes(part)),
  concat: compileConcat,
  like: liking((text) => text),
  ilike: liking((text) => text.toLowerCase()),
} as const;

function trimming(trim: (text: string) => string, ends: { start: boolean; end: boolean }): Compile {
  return strict(({ operands }) => {
    const [, characters] = operands;
    if (!characters) return (text) => trim(asText(text));
    const unwanted = prepared(characters, (text) => new Set(text));
    return (text, which) => trimCharacters(asText(text), unwanted(which), ends);
  });
}

/** Places count from 1, or backwards from -1; what is asked for before the start is not there. */
function substr(text: string, start: number, length: number): string {
  const from = start < 0 ? characterCount(text) + start : start - 1;
  return sliceCharacters(text, from, from + Math.max(0, length));
}

/** An empty separator takes nothing apart. */
function splitPart(text: string, separator: string, nth: number): string {
  const parts = separator === '' ? [text] : text.split(separator);
  return (nth < 0 ? parts.at(nth) : parts[nth - 1]) ?? '';
}

function compileConcat({ operands }: Call): Evaluate {
  return (row) => {
    let text = '';
    for (const { evaluate } of operands) {
      const value: Value = evaluate(row);
      if (value !== null) text += asText(value);
    }
    return text;
  };
}

function liking(fold: (text: string) => string): Compile {
  return strict(({ operands }) => {
    const matcher = prepared(operands[1] as Operand, (pattern) => compileLike(fold(pattern)));
    return (text, pattern) => matcher(pattern)(fold(asText(text)));
  });
}
