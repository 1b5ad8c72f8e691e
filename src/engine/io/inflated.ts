/**
 * The content of a gzip file, as a source that is read like any other: the kernel decompresses a piece (its inflate.ts)
 * whenever one is wanted. Members follow each other; lengths and checksums are held against what came out.
 */
import { type Kernel, loadKernel, returnKernel } from '../kernel.ts';
import { type ByteSource, PieceSource } from './byte-sequence.ts';
import { compressionError } from './compression-error.ts';
import { crc32 } from './crc32.ts';
import { skipGzipHeader } from './gzip-header.ts';
import { GzipInput } from './gzip-input.ts';

/** What a match can go back to. */
const WINDOW_BYTES = 32 * 1024;
/** Small enough for the cache, large beside the window that is moved for each. */
const PIECE_BYTES = 128 * 1024;
/** A piece can be so much longer. */
const SLACK_BYTES = 512;

/** What inflate() returns, beside problems. */
const RESULTS = { hungry: 2, done: 5, cut: 6 };
const PROBLEMS: Readonly<Record<number, string>> = {
  3: 'there is no such code',
  4: 'there is nothing so far back',
  7: 'there is no such kind of block',
  8: 'the length of a block is wrong',
  9: 'the codes of a block are wrong',
};

export interface InflatedSizes {
  readonly inputBytes?: number;
  readonly pieceBytes?: number;
}

export class Inflated extends PieceSource {
  readonly #source: ByteSource;
  readonly #kernel: Kernel = loadKernel();
  readonly #input: GzipInput;
  readonly #start: number;
  /** Where a piece may still begin to be longer. */
  readonly #outEnd: number;
  #out: number;
  /** The first byte that a match can go back to. */
  #floor = 0;
  #state: 'first' | 'between' | 'member' | 'over' = 'first';
  #length = 0;
  #sum = 0;
  #isClosed = false;

  constructor(source: ByteSource, { inputBytes, pieceBytes = PIECE_BYTES }: InflatedSizes = {}) {
    super();
    this.#source = source;
    this.#input = new GzipInput(this.#kernel, source, inputBytes);
    this.#start = this.#kernel.allocateAsIs(WINDOW_BYTES + pieceBytes + SLACK_BYTES);
    this.#out = this.#start;
    this.#outEnd = this.#start + WINDOW_BYTES + pieceBytes;
  }

  protected override nextPiece(): Uint8Array | undefined {
    if (this.#state === 'first' || this.#state === 'between') this.#beginMember();
    return this.#state === 'member' ? this.#inflate() : undefined;
  }

  #beginMember(): void {
    const input = this.#input;
    const isFirst = this.#state === 'first';
    this.#state = 'over';
    if (!isFirst && input.isAtEnd()) return;
    // gzip(1) pads with zeros on tapes.
    if (!isFirst && this.#kernel.bytes[input.from] === 0) {
      if (!input.isPadding()) throw compressionError('gzip', { problem: 'more' });
      return;
    }
    skipGzipHeader(input);
    this.#kernel.call.inflateBegin();
    this.#state = 'member';
    this.#floor = this.#out;
    this.#length = 0;
    this.#sum = 0;
  }

  #inflate(): Uint8Array {
    if (this.#out >= this.#outEnd) this.#slide();
    const { call } = this.#kernel;
    const input = this.#input;
    const result = call.inflate(input.from, input.end, Number(input.isAll), this.#floor, this.#out, this.#outEnd);
    input.from = call.inflateRead();
    const piece = this.#kernel.bytes.subarray(this.#out, call.inflateWritten());
    this.#out = call.inflateWritten();
    this.#length += piece.length;
    this.#sum = crc32(piece, this.#sum);
    this.#handle(result);
    return piece;
  }

  /** Keeps the window only. */
  #slide(): void {
    const dropped = this.#out - WINDOW_BYTES - this.#start;
    this.#kernel.bytes.copyWithin(this.#start, this.#start + dropped, this.#out);
    this.#out -= dropped;
    this.#floor = Math.max(this.#start, this.#floor - dropped);
  }

  #handle(result: number): void {
    if (result === RESULTS.hungry) this.#input.fill();
    else if (result === RESULTS.done) this.#endMember();
    else if (result === RESULTS.cut) throw compressionError('gzip', { problem: 'cut' });
    else if (result in PROBLEMS) throw corrupt(PROBLEMS[result] as string);
  }

  #endMember(): void {
    if (this.#input.number(4) !== this.#sum) throw corrupt('the checksum is wrong');
    if (this.#input.number(4) !== this.#length % 2 ** 32) throw corrupt('the length is wrong');
    this.#state = 'between';
  }

  override close(): void {
    if (!this.#isClosed) returnKernel(this.#kernel);
    this.#isClosed = true;
    this.#source.close();
  }
}

function corrupt(message: string): Error {
  return compressionError('gzip', { problem: 'corrupt', message });
}
