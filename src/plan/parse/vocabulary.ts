/**
 * The two vocabularies of what users type. In lists of columns and aggregates a word ends at white space and at the
 * symbols of paths and calls only, so that `credit-card` and `o'clock` are one word; in expressions it is what SQL calls a
 * name, there are numbers and texts, and operators are symbols.
 */

export type TokenKind = 'word' | 'quoted' | 'text' | 'number' | 'symbol' | 'end';

export interface Vocabulary {
  /** In the order in which they are tried; sticky, so that each matches at its lastIndex only. */
  readonly patterns: readonly (readonly [Exclude<TokenKind, 'end'>, RegExp])[];
  /** A bare name may be several words: `Incident Zip`. */
  readonly joinsWords: boolean;
  /** Which names need double quotes. */
  readonly nameHint: string;
}

export const LISTS: Vocabulary = {
  patterns: [
    ['quoted', /"(?:[^"]|"")*"/y],
    ['text', /'(?:[^']|'')*'/y],
    ['symbol', /[.,()[\]]/y],
    ['word', /[^\s.,()[\]"]+/y],
  ],
  joinsWords: true,
  nameHint: 'a name that holds . [ ] , ( ) or a quote is written in double quotes: "price (USD)"',
};

export const EXPRESSIONS: Vocabulary = {
  patterns: [
    ['quoted', /"(?:[^"]|"")*"/y],
    ['text', /'(?:[^']|'')*'/y],
    // Before symbols: the dot of `.5` is part of the number.
    ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
    ['symbol', /::|\|\||<>|<=|>=|!=|==|[-+*/%<>=.,()[\]]/y],
    ['word', /(?:[A-Za-z_$]|[^\s\p{ASCII}])(?:[\w$]|[^\s\p{ASCII}])*/uy],
  ],
  joinsWords: false,
  nameHint: 'a name of more than letters, digits, _ and $ is written in double quotes: "credit-card"',
};

/** A name that needs no quotes in an expression, as long as it is not one of the words below. */
const BARE_NAME = /^(?:[A-Za-z_$]|[^\s\p{ASCII}])(?:[\w$]|[^\s\p{ASCII}])*$/u;

/** What is never a column's name in an expression, unless it stands in double quotes. */
const RESERVED = new Set(
  'and or not is in between like ilike case when then else end cast try_cast true false null as'.split(' '),
);

export function isReserved(word: string): boolean {
  return RESERVED.has(word.toLowerCase());
}

export function isBareName(name: string): boolean {
  return BARE_NAME.test(name);
}

/** Why a character cannot be part of an expression, for those that other languages have. */
export const CHARACTER_HINTS: Readonly<Record<string, string>> = {
  '&': 'write and for both',
  '|': 'write or for one of two, || to join texts',
  '!': 'write not, or != for what differs',
  '^': 'write power(x, y)',
  '~': 'write regexp_matches(text, pattern)',
  '`': 'names with odd characters are written in double quotes: "credit-card"',
  '?': 'write case when a then b else c end',
  ':': 'a type is written behind two colons: x::integer',
  ';': 'there is one expression, without a semicolon',
  '{': 'texts are written in single quotes',
  '\\': 'texts are written in single quotes',
};
