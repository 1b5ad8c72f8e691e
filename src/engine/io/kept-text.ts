/** What comes once, and is wanted again: it is put aside while it is read, and read from there after rewind(). */
import { type ByteSource, PieceSource } from './byte-sequence.ts';
import type { KeptBytes } from './kept-bytes.ts';

export class KeptText implements ByteSource {
  /** Undefined when nothing more comes of it. */
  #source: ByteSource | undefined;
  readonly #kept: KeptBytes;
  /** What is read first. */
  #blocks: ByteSource | undefined;

  constructor(source: ByteSource, kept: KeptBytes) {
    this.#source = source;
    this.#kept = kept;
  }

  /** Throws PQ_SCRATCH, and what the source throws. */
  read(target: Uint8Array): number {
    const known = this.#blocks?.read(target) ?? 0;
    if (known === target.length) return known;
    this.#blocks = undefined;
    return known + this.#readOn(target.subarray(known));
  }

  #readOn(target: Uint8Array): number {
    const count = this.#source?.read(target) ?? 0;
    this.#kept.add(target.subarray(0, count));
    if (count < target.length) this.end();
    return count;
  }

  /** What is read next is the first byte. */
  rewind(): void {
    this.#blocks = new Blocks(this.#kept);
  }

  /** Nothing more is read of the source. */
  end(): void {
    this.#source?.close();
    this.#source = undefined;
  }

  close(): void {
    this.end();
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
