/**
 * Regular expressions (flag u) as trees. The pattern has been accepted by V8, and by those who refuse what cannot be
 * matched in linear time (values/linear-regexp.ts).
 */
import type { Range } from '../values/character-sets.ts';
import { ATOM, QUANTIFIER, type Repetition, repetitionOf, Unsupported } from '../values/regexp-tokens.ts';
import { type CharacterFlags, charactersOf } from './characters.ts';

export interface PatternFlags extends CharacterFlags {
  /** ^ and $ are also at lines. */
  readonly multiline: boolean;
}

/** What is asked of the place between two characters. */
export type Assertion = 'start' | 'end' | 'lineStart' | 'lineEnd' | 'wordBorder';

export type Pattern =
  | { readonly kind: 'set'; readonly ranges: readonly Range[] }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] }
  | ({ readonly kind: 'repeat'; readonly part: Pattern } & Repetition)
  | { readonly kind: 'assertion'; readonly assertion: Assertion };

export function parsePattern(pattern: string, flags: PatternFlags): Pattern {
  return new Parser(pattern, flags).choice();
}

class Parser {
  private at = 0;
  private readonly pattern: string;
  private readonly flags: PatternFlags;

  constructor(pattern: string, flags: PatternFlags) {
    this.pattern = pattern;
    this.flags = flags;
  }

  /** Up to the end of a group, or of all. */
  choice(): Pattern {
    const options = [this.sequence()];
    while (this.pattern[this.at] === '|') {
      this.at++;
      options.push(this.sequence());
    }
    return options.length === 1 ? (options[0] as Pattern) : { kind: 'choice', options };
  }

  private sequence(): Pattern {
    const parts: Pattern[] = [];
    while (this.at < this.pattern.length && !/[|)]/.test(this.pattern[this.at] as string)) {
      parts.push(this.repeated(this.atom()));
    }
    return { kind: 'sequence', parts };
  }

  private repeated(part: Pattern): Pattern {
    const match = this.take(QUANTIFIER);
    return match ? { kind: 'repeat', part, ...repetitionOf(match) } : part;
  }

  private atom(): Pattern {
    const [token] = this.take(ATOM) as RegExpExecArray;
    if (token.startsWith('(')) return this.group(token);
    const assertion = this.assertionOf(token);
    if (assertion !== undefined) return { kind: 'assertion', assertion };
    if (/^\\(?:[1-9]|k<)/.test(token)) throw new Unsupported('it refers back to a group');
    return { kind: 'set', ranges: charactersOf(token, this.flags) };
  }

  private group(opening: string): Pattern {
    if (!/^\((?:\?:|\?<[^=!].*)?$/s.test(opening)) throw new Unsupported('it looks around, or changes its flags');
    const inside = this.choice();
    this.at++;
    return inside;
  }

  private assertionOf(token: string): Assertion | undefined {
    const { multiline } = this.flags;
    if (token === '^') return multiline ? 'lineStart' : 'start';
    if (token === '$') return multiline ? 'lineEnd' : 'end';
    // The engine finds places without a border inside of characters beyond 16 bits.
    if (token === '\\B') throw new Unsupported('it asks for places inside of words');
    return token === '\\b' ? 'wordBorder' : undefined;
  }

  private take(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at;
    const match = expression.exec(this.pattern);
    if (match) this.at += match[0].length;
    return match;
  }
}
