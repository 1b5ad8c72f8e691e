/** The rows that a task wrote, until it is their turn. */
import type { Delivery, OutputPlace } from '../protocol/stage.ts';
import { writeAt } from './io/placed-file.ts';
import { writeState } from './io/state-file.ts';

const PIECE_BYTES = 1 << 20;
/** More are given to the system. */
const MOST_PIECES = 64;

/** Pieces that nobody needs any more, for other rows: to get new memory takes longer than to fill it. */
export class PiecePool {
  readonly #pieces: Uint8Array<ArrayBuffer>[] = [];

  take(byteLength: number): Uint8Array<ArrayBuffer> {
    if (byteLength > PIECE_BYTES) return new Uint8Array(byteLength);
    return this.#pieces.pop() ?? new Uint8Array(PIECE_BYTES);
  }

  /** Takes pieces back, and what is part of one. */
  add(pieces: readonly Uint8Array<ArrayBuffer>[]): void {
    for (const { buffer } of pieces) {
      if (buffer.byteLength === PIECE_BYTES && this.#pieces.length < MOST_PIECES)
        this.#pieces.push(new Uint8Array(buffer));
    }
  }
}

export class HeldRows {
  byteLength = 0;
  readonly #pool: PiecePool;
  readonly #pieces: Uint8Array<ArrayBuffer>[] = [];
  #last = new Uint8Array(0);
  #lastLength = 0;

  constructor(pool: PiecePool) {
    this.#pool = pool;
  }

  /** Whole rows; they stay together in one piece. */
  append(text: Uint8Array): void {
    if (this.#lastLength + text.length > this.#last.length) {
      this.#closePiece();
      this.#last = this.#pool.take(text.length);
    }
    this.#last.set(text, this.#lastLength);
    this.#lastLength += text.length;
    this.byteLength += text.length;
  }

  /** To the place, to a file or a message, or as they are to this process. */
  deliver(place: OutputPlace | undefined, scratchPath: string | undefined): Delivery {
    const { pieces, release } = this.give();
    if (place === undefined && scratchPath === undefined) return { kind: 'here', pieces, release };
    const delivery = write(pieces, place, scratchPath ?? '');
    release();
    return delivery;
  }

  /** All of them as they are, for who says when they are not needed any more. */
  give(): { readonly pieces: readonly Uint8Array[]; readonly release: () => void } {
    this.#closePiece();
    const pieces = this.#pieces;
    return { pieces, release: () => this.#pool.add(pieces) };
  }

  #closePiece(): void {
    if (this.#lastLength > 0) this.#pieces.push(this.#last.subarray(0, this.#lastLength));
    this.#last = new Uint8Array(0);
    this.#lastLength = 0;
  }
}

function write(pieces: readonly Uint8Array[], place: OutputPlace | undefined, scratchPath: string): Delivery {
  if (place === undefined) return writeState(pieces, scratchPath);
  writeAt(place, pieces);
  return { kind: 'placed' };
}
