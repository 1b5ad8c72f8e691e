/** Text in another encoding as UTF-8, a block at a time. */
import type { Encoding } from '../../protocol/stage.ts';
import { type ByteSource, PieceSource } from './byte-sequence.ts';
import { ReadError } from './read-error.ts';

const BLOCK_BYTES = 64 * 1024;

/** What Windows-1252 has where Latin-1 has control characters; five of them are undefined and stay what they are. */
const WINDOWS_1252 =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

/** Takes from the front of the bytes what makes whole characters. */
type Decode = (bytes: Buffer) => { readonly text: string; readonly byteCount: number };

const DECODERS: Readonly<Record<Encoding, Decode>> = {
  latin1: (bytes) => ({ text: bytes.toString('latin1'), byteCount: bytes.length }),
  'windows-1252': (bytes) => ({ text: windows1252(bytes.toString('latin1')), byteCount: bytes.length }),
  'utf-16le': decodeUtf16,
  'utf-16be': (bytes) => decodeUtf16(Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16()),
};

export class Transcoded extends PieceSource {
  readonly #source: ByteSource;
  readonly #encoding: Encoding;
  #block = Buffer.alloc(0);
  /** Bytes of the source before the block. */
  #blockStart = 0;
  #isSourceAtEnd = false;

  constructor(source: ByteSource, encoding: Encoding) {
    super();
    this.#source = source;
    this.#encoding = encoding;
  }

  protected override nextPiece(): Uint8Array | undefined {
    if (this.#isSourceAtEnd) return undefined;
    const bytes = Buffer.allocUnsafe(this.#block.length + BLOCK_BYTES);
    this.#block.copy(bytes);
    const count = this.#source.read(bytes.subarray(this.#block.length));
    this.#isSourceAtEnd = count < BLOCK_BYTES;
    const block = bytes.subarray(0, this.#block.length + count);
    const { text, byteCount } = DECODERS[this.#encoding](block);
    if (!text.isWellFormed()) throw this.#halfPair(text);
    if (this.#isSourceAtEnd && byteCount < block.length) throw this.#notText(this.#blockStart + byteCount);
    this.#block = block.subarray(byteCount);
    this.#blockStart += byteCount;
    return Buffer.from(text);
  }

  #halfPair(text: string): ReadError {
    return this.#notText(this.#blockStart + text.search(/[\ud800-\udfff]/u) * 2);
  }

  #notText(byte: number): ReadError {
    const hint = 'name its encoding with --encoding, or convert it with iconv';
    return new ReadError('PQ_ENCODING', `the text is not ${this.#encoding.toUpperCase()} at byte ${byte}`, hint);
  }

  override close(): void {
    this.#source.close();
  }
}

/** Half a character at the end is left for later, be it half of its bytes or the first of two units. */
function decodeUtf16(bytes: Buffer): { text: string; byteCount: number } {
  const text = bytes.toString('utf16le', 0, bytes.length & ~1);
  const isHalf = /[\ud800-\udbff]$/.test(text);
  const whole = isHalf ? text.slice(0, -1) : text;
  return { text: whole, byteCount: whole.length * 2 };
}

function windows1252(text: string): string {
  return text.replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80] as string);
}
