/** The functions of regular expressions: JavaScript's, as far as they can be matched in linear time. */
import { type LinearRegExp, linearRegExp } from '../values/linear-regexp.ts';
import { type Operand, type Present, strict } from './call.ts';
import { quoted, wrongExpression } from './evaluation-error.ts';
import { asWhole } from './number-functions.ts';
import { prepared } from './prepared.ts';
import { asText } from './value.ts';

const MATCHING_FLAGS = 'ims';

export const regexpFunctions = {
  regexp_matches: strict(({ operands }) => {
    const [, pattern, flags] = operands as [Operand, Operand, Operand?];
    const regexp = preparedRegExp(pattern, flags, MATCHING_FLAGS);
    return (text, by, how) => regexp(by as Present, how).expression.test(asText(text as Present));
  }),
  regexp_extract: strict(({ operands }) => {
    const [, pattern, group] = operands as [Operand, Operand, Operand?];
    const regexp = preparedRegExp(pattern, undefined, '');
    if (group?.constant !== undefined && group.constant !== null && pattern.constant != null) {
      checkGroup(regexp(pattern.constant), asWhole(group.constant));
    }
    return (text, by, which) => {
      const ready = regexp(by as Present);
      const place = which === undefined ? 0 : asWhole(which, group?.origin);
      checkGroup(ready, place);
      return ready.expression.exec(asText(text as Present))?.[place] ?? '';
    };
  }),
  regexp_replace: strict(({ operands }) => {
    const [, pattern, replacement, flags] = operands as [Operand, Operand, Operand, Operand?];
    const regexp = preparedRegExp(pattern, flags, 'gims');
    const replacer = prepared(replacement, replacerOf);
    return (text, by, replaced, how) =>
      asText(text as Present).replace(regexp(by as Present, how).expression, replacer(replaced as Present));
  }),
} as const;

/** Throws what regexp_matches throws for a pattern or flags that make no sense. */
export function checkRegExp(pattern: string, flags: string): void {
  compile(pattern, flags, MATCHING_FLAGS);
}

type Prepared = (pattern: Present, flags?: Present) => LinearRegExp;

/** Flags that are not the same in every record are looked at with the pattern. */
function preparedRegExp(pattern: Operand, flags: Operand | undefined, allowed: string): Prepared {
  if (!flags) return prepared(pattern, (text) => compile(text, '', allowed));
  if (flags.constant !== undefined && flags.constant !== null) {
    const letters = asText(flags.constant);
    return prepared(pattern, (text) => compile(text, letters, allowed));
  }
  const both = prepared({ evaluate: flags.evaluate, origin: flags.origin }, (text) => {
    const [letters, ...rest] = text.split('/');
    return compile(rest.join('/'), letters as string, allowed);
  });
  return (text, letters) => both(`${asText(letters as Present)}/${asText(text)}`);
}

function compile(pattern: string, flags: string, allowed: string): LinearRegExp {
  for (const flag of flags) {
    if (!allowed.includes(flag))
      throw wrongExpression(`there is no flag ${quoted(flag)}`, `flags are ${[...allowed].join(', ')}`);
  }
  try {
    return linearRegExp(pattern, [...new Set(flags)].join(''));
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: .*: /s, '') : '';
    const hint = pattern.includes('(?i)')
      ? "flags are an argument of their own: regexp_matches(x, 'abc', 'i')"
      : undefined;
    throw wrongExpression(
      `${quoted(pattern)} is no regular expression that can be matched in linear time: ${reason}`,
      hint,
    );
  }
}

function checkGroup({ groupCount }: LinearRegExp, group: number): void {
  if (group >= 0 && group <= groupCount) return;
  throw wrongExpression(`there is no group ${group} in the regular expression`, `it has ${groupCount}; 0 is all of it`);
}

type Replacer = (match: string, ...more: (string | number | undefined)[]) => string;

/** \0 is the match, \1 to \9 are groups, \\ is a backslash; everything else is meant as it stands. */
function replacerOf(text: string): Replacer {
  const parts = text.split(/\\([\d\\])/);
  return (match, ...more) => {
    if (match === '' && splitsPair(more)) return '';
    return parts.map((part, index) => (index % 2 === 0 ? part : partOf(part, match, more))).join('');
  };
}

function partOf(sign: string, match: string, more: readonly (string | number | undefined)[]): string {
  if (sign === '\\') return sign;
  if (sign === '0') return match;
  const isGroup = Number(sign) <= more.length - 2;
  return isGroup ? String(more[Number(sign) - 1] ?? '') : '';
}

/** Between the two units of a character there is nothing to replace. */
function splitsPair(more: readonly (string | number | undefined)[]): boolean {
  const [place, text] = more.slice(-2) as [number, string];
  return place > 0 && (text.codePointAt(place - 1) as number) > 0xffff;
}
