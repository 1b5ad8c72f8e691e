/** Where the right side comes in several tables: remembers which rows of the left side have been matched, a byte each. */
import { BATCH_ROWS } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';

export class LeftMarks {
  readonly #kernel: Kernel;
  /** For each batch: they are the same in every round. */
  readonly #pieces: number[] = [];
  #batch = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** The rows come from the first one on. */
  beginRound(): void {
    this.#batch = 0;
  }

  /**
   * Notes what was found for the next rows, and answers for how many of them it is the first. With `onlyFirst` what is
   * found for others does not count.
   */
  note(found: number, rows: number, isFirstRound: boolean, onlyFirst: boolean): number {
    const piece = this.#pieceOf(this.#batch++);
    if (isFirstRound) this.#kernel.bytes.fill(0, piece, piece + rows);
    return this.#kernel.call.joinRemember(found, rows, piece, Number(onlyFirst));
  }

  #pieceOf(batch: number): number {
    const piece = this.#pieces[batch] ?? this.#kernel.allocateAsIs(BATCH_ROWS);
    this.#pieces[batch] = piece;
    return piece;
  }
}
