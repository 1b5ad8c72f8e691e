/**
 * The records at one place of a JSON document as lines of JSON, through stream-json: what is not at that place is checked
 * and dropped. Numbers keep their digits, strings what they stand for; white space goes.
 */
import type { ColumnPath } from '../../protocol/stage.ts';
import type { JsonToken } from '../libraries.ts';
import { type ByteSource, PieceSource } from './byte-sequence.ts';
import { loadLibraries } from './companion.ts';
import { ReadError } from './read-error.ts';
import { RootLines } from './root-lines.ts';

const BLOCK_BYTES = 64 * 1024;
/** How much is parsed at once: stream-json does not say where an error is, so the lines of a piece are named. */
const PIECE_CHARACTERS = 1024;
/** stream-json puts off what it cannot read until it has seen so much more. */
const LOOK_AHEAD = ' '.repeat(32);

export class RootRecords extends PieceSource {
  readonly #source: ByteSource;
  readonly #lines: RootLines;
  readonly #parse = loadLibraries().jsonParser({ streamValues: false });
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #line = 1;
  #isSourceAtEnd = false;

  constructor(source: ByteSource, root: ColumnPath) {
    super();
    this.#source = source;
    this.#lines = new RootLines(root);
  }

  protected override nextPiece(): Uint8Array | undefined {
    if (this.#isSourceAtEnd) return undefined;
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    const count = this.#source.read(block);
    this.#isSourceAtEnd = count < BLOCK_BYTES;
    const text = this.#decode(block.subarray(0, count));
    for (let from = 0; from < text.length; ) {
      const newline = text.indexOf('\n', from + PIECE_CHARACTERS);
      const to = newline < 0 ? text.length : newline + 1;
      this.#parsePiece(text.slice(from, to));
      from = to;
    }
    if (this.#isSourceAtEnd) this.#finish();
    return Buffer.from(this.#lines.take());
  }

  #finish(): void {
    this.#parsePiece(LOOK_AHEAD);
    this.#lines.checkEnd();
  }

  #decode(block: Buffer): string {
    try {
      return this.#decoder.decode(block, { stream: !this.#isSourceAtEnd });
    } catch {
      throw malformed('text that is not UTF-8', `behind line ${this.#line}`, 'name its encoding with --encoding');
    }
  }

  #parsePiece(piece: string): void {
    const lastLine = this.#line + countNewlines(piece);
    const tokens = this.#tokens(piece, lastLine);
    for (const token of tokens) this.#lines.add(token);
    this.#line = lastLine;
  }

  #tokens(piece: string, lastLine: number): readonly JsonToken[] {
    try {
      const tokens = this.#parse(piece);
      return typeof tokens === 'symbol' ? [] : tokens.values;
    } catch (error) {
      const what = (error as Error).message.replace(/^Parser (cannot parse input: |has )?/, '');
      const isOneLine = lastLine === this.#line;
      const where = isOneLine ? `in line ${lastLine}` : `in one of the lines ${this.#line} to ${lastLine}`;
      throw malformed(`not valid JSON: ${what}`, where, 'check the document with another JSON tool');
    }
  }

  override close(): void {
    this.#source.close();
  }
}

function malformed(what: string, where: string, hint: string): ReadError {
  return new ReadError('PQ_JSON_MALFORMED', `${what}, ${where}`, hint);
}

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
