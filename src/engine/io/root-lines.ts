/** From the tokens of a JSON document to lines: one for each record at one place of it. */
import { suggest } from '../../core/did-you-mean.ts';
import type { ColumnPath } from '../../protocol/stage.ts';
import type { JsonToken } from '../libraries.ts';
import { ReadError } from './read-error.ts';

const LISTED_KEYS_AT_MOST = 12;

export class RootLines {
  readonly #root: ColumnPath;
  /** Of each open container: the key or position of the value in it that was begun last. */
  readonly #places: (string | number)[] = [];
  /** How many containers, from the outermost, lie on the way to the root. */
  #onWay = 0;
  /** Containers that are open where the root begins, and where its records begin: infinite while there is no root. */
  #rootDepth = Number.POSITIVE_INFINITY;
  #recordDepth = Number.POSITIVE_INFINITY;
  #isFound = false;
  #isBegun = false;
  #needsComma = false;
  #lines = '';
  /** The keys of the innermost object on the way. */
  #known: { readonly depth: number; readonly keys: string[] } = { depth: 0, keys: [] };

  constructor(root: ColumnPath) {
    this.#root = root;
  }

  /** The lines since the last time; the last one may go on. */
  take(): string {
    const lines = this.#lines;
    this.#lines = '';
    return lines;
  }

  /** Throws ReadError. */
  add(token: JsonToken): void {
    const { name } = token;
    if (name === 'startObject') this.#open('{');
    else if (name === 'startArray') this.#open('[');
    else if (name === 'endObject') this.#close('}');
    else if (name === 'endArray') this.#close(']');
    else if (name === 'keyValue') this.#key(token.value);
    else if (name === 'stringValue') this.#scalar(JSON.stringify(token.value));
    else if ('value' in token) this.#scalar(String(token.value));
  }

  /** Throws ReadError unless the document is whole and had the root in it. */
  checkEnd(): void {
    if (this.#places.length > 0 || !this.#isBegun) {
      const hint = 'the file may have been cut off';
      throw new ReadError('PQ_JSON_MALFORMED', 'the input ends too early: the document is never closed', hint);
    }
    if (!this.#isFound) throw this.#notFound();
  }

  #open(bracket: '{' | '['): void {
    const isOnWay = this.#beginValue();
    const depth = this.#places.length;
    if (isOnWay && depth === this.#root.steps.length) this.#beginRoot(bracket === '[' ? depth + 1 : depth);
    if (depth >= this.#recordDepth) this.#write(bracket, false);
    if (isOnWay) this.#onWay = depth + 1;
    this.#places.push(bracket === '[' ? -1 : '');
  }

  #close(bracket: '}' | ']'): void {
    this.#places.pop();
    const depth = this.#places.length;
    this.#onWay = Math.min(this.#onWay, depth);
    if (depth >= this.#recordDepth) {
      this.#lines += bracket;
      this.#needsComma = true;
      this.#endRecord(depth);
    }
    if (depth !== this.#rootDepth) return;
    this.#rootDepth = Number.POSITIVE_INFINITY;
    this.#recordDepth = Number.POSITIVE_INFINITY;
  }

  #scalar(text: string): void {
    const isOnWay = this.#beginValue();
    const depth = this.#places.length;
    if (isOnWay && depth === this.#root.steps.length) throw this.#notRecords(text);
    if (depth < this.#recordDepth) return;
    this.#write(text, true);
    this.#endRecord(depth);
  }

  #key(key: string): void {
    const depth = this.#places.length;
    this.#places[depth - 1] = key;
    if (depth > this.#recordDepth) this.#write(`${JSON.stringify(key)}:`, false);
    else if (this.#onWay === depth) this.#note(key, depth);
  }

  /** Counts the elements of arrays; answers whether the value lies on the way to the root. */
  #beginValue(): boolean {
    this.#isBegun = true;
    const depth = this.#places.length;
    const place = this.#places[depth - 1];
    if (typeof place === 'number') this.#places[depth - 1] = place + 1;
    if (depth === 0) return true;
    return this.#onWay === depth && this.#places[depth - 1] === this.#root.steps[depth - 1];
  }

  #beginRoot(recordDepth: number): void {
    if (this.#isFound) {
      const hint = 'a key stands twice in an object: one of them has to go, or be called something else';
      throw new ReadError('PQ_JSON_MALFORMED', `${this.#root.text} is there twice`, hint);
    }
    this.#isFound = true;
    this.#rootDepth = this.#places.length;
    this.#recordDepth = recordDepth;
  }

  #write(text: string, isEnd: boolean): void {
    this.#lines += this.#needsComma ? `,${text}` : text;
    this.#needsComma = isEnd;
  }

  #endRecord(depth: number): void {
    if (depth !== this.#recordDepth) return;
    this.#lines += '\n';
    this.#needsComma = false;
  }

  #note(key: string, depth: number): void {
    if (depth > this.#known.depth) this.#known = { depth, keys: [] };
    if (depth === this.#known.depth && this.#known.keys.length < 1000) this.#known.keys.push(key);
  }

  #notRecords(text: string): ReadError {
    const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text;
    const hint = 'the root is an array of objects, or one object';
    return new ReadError('PQ_ROOT_NOT_FOUND', `--root ${this.#root.text}: ${shown} is no record`, hint);
  }

  #notFound(): ReadError {
    const { keys, depth } = this.#known;
    const meant = suggest(String(this.#root.steps[depth - 1] ?? ''), keys);
    const shown = [...new Set(keys)].slice(0, LISTED_KEYS_AT_MOST).join(', ');
    const question = meant === undefined ? '' : `did you mean ${meant}? `;
    const hint = keys.length === 0 ? 'the document has no keys there' : `${question}keys there: ${shown}`;
    return new ReadError('PQ_ROOT_NOT_FOUND', `--root ${this.#root.text} is not in the document`, hint);
  }
}
