/** Walks over the tokens of a source: what every parser here is written with. */
import type { PqError } from '../../core/errors.ts';
import { syntaxError } from './syntax-error.ts';
import { type Token, tokenize } from './tokens.ts';
import { LISTS, type Vocabulary } from './vocabulary.ts';

const END: Token = { kind: 'end', text: '', start: 0, end: 0 };

export class TokenReader {
  readonly source: string;
  readonly vocabulary: Vocabulary;
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(source: string, vocabulary: Vocabulary = LISTS) {
    this.source = source;
    this.vocabulary = vocabulary;
    this.#tokens = tokenize(source, vocabulary);
  }

  /** The next token, or the one `ahead` of it, which stays where it is. */
  peek(ahead = 0): Token {
    return this.#tokens[this.#position + ahead] ?? this.#tokens.at(-1) ?? END;
  }

  next(): Token {
    const token = this.peek();
    this.#position += 1;
    return token;
  }

  /** Takes the symbol if it is next. */
  accept(symbol: string): boolean {
    const isNext = this.nextIsSymbol(symbol);
    if (isNext) this.#position += 1;
    return isNext;
  }

  nextIsSymbol(symbol: string, ahead = 0): boolean {
    const { kind, text } = this.peek(ahead);
    return kind === 'symbol' && text === symbol;
  }

  /** Takes the word if it is next, however it is capitalised. */
  acceptWord(word: string): boolean {
    const isNext = this.nextIsWord(word);
    if (isNext) this.#position += 1;
    return isNext;
  }

  nextIsWord(word: string, ahead = 0): boolean {
    const { kind, text } = this.peek(ahead);
    return kind === 'word' && text.toLowerCase() === word;
  }

  expect(symbol: string, hint?: string): void {
    if (!this.accept(symbol)) throw this.expected(`"${symbol}"`, hint);
  }

  /** One or more items with commas between them, up to the end. */
  list<Item>(
    parseItem: (reader: TokenReader) => Item,
    separators: string,
    strayHint: (reader: TokenReader) => string | undefined = () => undefined,
  ): readonly Item[] {
    const items = [parseItem(this)];
    while (this.accept(',')) items.push(parseItem(this));
    if (this.peek().kind !== 'end') throw this.expected(separators, strayHint(this));
    return items;
  }

  /** The source between two places, as it was typed. */
  slice(start: number, end: number): string {
    return this.source.slice(start, end);
  }

  /** An error at the next token: what should have been there. */
  expected(what: string, hint?: string): PqError {
    const { kind, start, end } = this.peek();
    const found = kind === 'end' ? 'the end' : this.slice(start, end);
    return this.error(`expected ${what}, found ${found}`, start, hint);
  }

  error(message: string, offset: number, hint?: string): PqError {
    return syntaxError(message, this.source, offset, hint);
  }
}
