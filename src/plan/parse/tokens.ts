/**
 * Cuts what the user typed into tokens: words, "quoted names", 'texts', and the symbols of paths and calls. Words are
 * split at white space and symbols only, so that `credit-card` and `o'clock` are one; operators become symbols when
 * expressions come.
 */
import { syntaxError } from './syntax-error.ts';

export interface Token {
  readonly kind: 'word' | 'quoted' | 'text' | 'symbol' | 'end';
  /** The word, the name or text without its quotes, the symbol; empty at the end. */
  readonly text: string;
  /** Where it is in the source, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** In the order in which they are tried; sticky, so that each matches at its lastIndex only. */
const PATTERNS = [
  ['quoted', /"(?:[^"]|"")*"/y],
  ['text', /'(?:[^']|'')*'/y],
  ['symbol', /[.,()[\]]/y],
  ['word', /[^\s.,()[\]"]+/y],
] as const;

/** The tokens of the source, the last one of kind 'end'. */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = skipSpace(source, 0);
  while (position < source.length) {
    const token = tokenAt(source, position);
    tokens.push(token);
    position = skipSpace(source, token.end);
  }
  tokens.push({ kind: 'end', text: '', start: position, end: position });
  return tokens;
}

function tokenAt(source: string, start: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = start;
    const text = pattern.exec(source)?.[0];
    if (text === undefined) continue;
    const isQuoted = kind === 'quoted' || kind === 'text';
    return { kind, text: isQuoted ? unquote(text) : text, start, end: start + text.length };
  }
  throw syntaxError(
    'this quote is never closed',
    source,
    start,
    'a quote inside a quoted name is doubled: "odd "" name"',
  );
}

function unquote(text: string): string {
  const quote = text.slice(-1);
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

function skipSpace(source: string, start: number): number {
  const offset = source.slice(start).search(/\S/);
  return offset < 0 ? source.length : start + offset;
}
