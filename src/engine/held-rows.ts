/** The rows that a task wrote, until it is their turn. */
import type { DeliveredRows, OutputPlace } from '../protocol/stage.ts';
import { writeAt } from './io/placed-file.ts';
import { writeState } from './io/state-file.ts';

const PIECE_BYTES = 1 << 20;

export class HeldRows {
  byteLength = 0;
  readonly #pieces: Uint8Array[] = [];
  #last = new Uint8Array(0);
  #lastLength = 0;

  /** Whole rows; they stay together in one piece. */
  append(text: Uint8Array): void {
    if (this.#lastLength + text.length > this.#last.length) {
      this.#closePiece();
      this.#last = new Uint8Array(Math.max(PIECE_BYTES, text.length));
    }
    this.#last.set(text, this.#lastLength);
    this.#lastLength += text.length;
    this.byteLength += text.length;
  }

  /** To the place, to a file or a message, or as they are to this process. */
  deliver(place: OutputPlace | undefined, scratchPath: string | undefined): DeliveredRows {
    this.#closePiece();
    const pieces = this.#pieces;
    if (place !== undefined) {
      writeAt(place, pieces);
      return { kind: 'placed' };
    }
    return scratchPath === undefined ? { kind: 'here', pieces } : writeState(pieces, scratchPath);
  }

  #closePiece(): void {
    if (this.#lastLength > 0) this.#pieces.push(this.#last.subarray(0, this.#lastLength));
    this.#last = new Uint8Array(0);
    this.#lastLength = 0;
  }
}
