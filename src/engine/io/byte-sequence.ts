/** Bytes that come once and in order: a pipe, or what is made from other bytes while they are read. */

export interface ByteSource {
  /** Fills `target`; fewer bytes only at the end. Throws ReadError. */
  read(target: Uint8Array): number;
  close(): void;
}

/** A source that makes its bytes piece by piece. */
export abstract class PieceSource implements ByteSource {
  #piece: Uint8Array = new Uint8Array(0);

  /** The next piece, which may be empty; undefined at the end. */
  protected abstract nextPiece(): Uint8Array | undefined;
  abstract close(): void;

  read(target: Uint8Array): number {
    let done = 0;
    while (done < target.length && this.#hasPiece()) {
      const part = this.#piece.subarray(0, target.length - done);
      target.set(part, done);
      done += part.length;
      this.#piece = this.#piece.subarray(part.length);
    }
    return done;
  }

  #hasPiece(): boolean {
    while (this.#piece.length === 0) {
      const piece = this.nextPiece();
      if (piece === undefined) return false;
      this.#piece = piece;
    }
    return true;
  }
}

/** A source whose next bytes can be looked at before they are read. */
export class ByteSequence implements ByteSource {
  readonly #source: ByteSource;
  #ahead: Buffer = Buffer.alloc(0);
  /** Bytes that have been read. */
  position = 0;
  /** Somebody has read it to its end. */
  isReadUp = false;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  read(target: Uint8Array): number {
    const known = Math.min(this.#ahead.length, target.length);
    target.set(this.#ahead.subarray(0, known));
    this.#ahead = this.#ahead.subarray(known);
    const count = known + (known < target.length ? this.#source.read(target.subarray(known)) : 0);
    this.position += count;
    this.isReadUp ||= count < target.length;
    return count;
  }

  /** Reads on to a position that has not been passed. */
  skipTo(position: number): void {
    const block = Buffer.allocUnsafe(Math.min(Math.max(0, position - this.position), SKIP_BYTES));
    while (this.position < position) {
      const wanted = Math.min(block.length, position - this.position);
      if (this.read(block.subarray(0, wanted)) < wanted) return;
    }
  }

  /** The next bytes, up to `length`. */
  peek(length: number): Buffer {
    if (this.#ahead.length < length) {
      const more = Buffer.alloc(length);
      this.#ahead.copy(more);
      const known = this.#ahead.length;
      this.#ahead = more.subarray(0, known + this.#source.read(more.subarray(known)));
    }
    return this.#ahead.subarray(0, length);
  }

  close(): void {
    this.#source.close();
  }
}

const SKIP_BYTES = 64 * 1024;
