/** Cuts what the user typed into tokens: words, "quoted names", 'texts', numbers, symbols (vocabulary.ts). */
import { syntaxError } from './syntax-error.ts';
import { CHARACTER_HINTS, LISTS, type TokenKind, type Vocabulary } from './vocabulary.ts';

export interface Token {
  readonly kind: TokenKind;
  /** The word, the name or text without its quotes, the number, the symbol; empty at the end. */
  readonly text: string;
  /** Where it is in the source, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** The tokens of the source, the last one of kind 'end'. */
export function tokenize(source: string, vocabulary: Vocabulary = LISTS): readonly Token[] {
  const tokens: Token[] = [];
  let position = skipSpace(source, 0);
  while (position < source.length) {
    const token = tokenAt(source, position, vocabulary);
    refuseNameAfterNumber(token, tokens.at(-1), source);
    tokens.push(token);
    position = skipSpace(source, token.end);
  }
  tokens.push({ kind: 'end', text: '', start: position, end: position });
  return tokens;
}

function tokenAt(source: string, start: number, vocabulary: Vocabulary): Token {
  for (const [kind, pattern] of vocabulary.patterns) {
    pattern.lastIndex = start;
    const text = pattern.exec(source)?.[0];
    if (text === undefined) continue;
    const isQuoted = kind === 'quoted' || kind === 'text';
    return { kind, text: isQuoted ? unquote(text) : text, start, end: start + text.length };
  }
  throw unreadable(source, start);
}

/** `2nd` is no number and no name. */
function refuseNameAfterNumber({ kind, start }: Token, before: Token | undefined, source: string): void {
  if (before?.kind !== 'number' || before.end !== start || (kind !== 'word' && kind !== 'number')) return;
  const hint = 'a name that begins with a digit is written in double quotes: "2nd"';
  throw syntaxError('this is neither a number nor a name', source, before.start, hint);
}

function unreadable(source: string, start: number) {
  const character = String.fromCodePoint(source.codePointAt(start) ?? 0);
  if (character === '"') {
    const hint = 'a quote inside a quoted name is doubled: "odd "" name"';
    return syntaxError('this quote is never closed', source, start, hint);
  }
  if (character === "'") {
    return syntaxError('this quote is never closed', source, start, "a quote inside a text is doubled: 'o''clock'");
  }
  return syntaxError(`unexpected character ${character}`, source, start, CHARACTER_HINTS[character]);
}

function unquote(text: string): string {
  const quote = text.slice(-1);
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

function skipSpace(source: string, start: number): number {
  const offset = source.slice(start).search(/\S/);
  return offset < 0 ? source.length : start + offset;
}
