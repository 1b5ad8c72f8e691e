/** What comes once, and is wanted again: it is put aside while it is read, and read from there after rewind(). */
import { type ByteSource, PieceSource } from './byte-sequence.ts';
import type { KeptBytes } from './kept-bytes.ts';

const PIECE_BYTES = 1 << 20;

export class KeptText implements ByteSource {
  /** Undefined once all of it has been put aside. */
  #source: ByteSource | undefined;
  readonly #kept: KeptBytes;
  #blocks: ByteSource | undefined;

  constructor(source: ByteSource, kept: KeptBytes) {
    this.#source = source;
    this.#kept = kept;
  }

  /** Throws PQ_SCRATCH, and what the source throws. */
  read(target: Uint8Array): number {
    if (this.#source === undefined) return this.#blocks?.read(target) ?? 0;
    const count = this.#source.read(target);
    this.#kept.add(target.subarray(0, count));
    return count;
  }

  /** What is read next is the first byte; what nobody has read is put aside before. */
  rewind(): void {
    const piece = new Uint8Array(this.#source === undefined ? 0 : PIECE_BYTES);
    while (this.#source !== undefined && this.read(piece) === piece.length);
    this.#source?.close();
    this.#source = undefined;
    this.#blocks = new Blocks(this.#kept);
  }

  close(): void {
    this.#source?.close();
    this.#kept.close();
  }
}

class Blocks extends PieceSource {
  readonly #blocks: Generator<Uint8Array>;

  constructor(kept: KeptBytes) {
    super();
    this.#blocks = kept.blocks();
  }

  protected nextPiece(): Uint8Array | undefined {
    const { done, value } = this.#blocks.next();
    return done === true ? undefined : value;
  }

  close(): void {}
}
