/** Pieces of kernel memory that are used again: the kernel itself takes nothing back. What was there before stays there. */
import type { Kernel } from '../kernel.ts';

interface Piece {
  readonly address: number;
  readonly byteLength: number;
}

export class MemoryPool {
  readonly #kernel: Kernel;
  #used: Piece[] = [];
  #spare: Piece[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** A piece of at least so many bytes. */
  take(byteLength: number): Piece {
    const at = this.#spare.findIndex((piece) => piece.byteLength >= byteLength);
    const [piece = { address: this.#kernel.allocateAsIs(byteLength), byteLength }] =
      at < 0 ? [] : this.#spare.splice(at, 1);
    this.#used.push(piece);
    return piece;
  }

  /** What has been taken so far can be taken again, once the work is done. */
  renew(work: () => void): void {
    const before = this.#used;
    this.#used = [];
    work();
    this.#spare = [...this.#spare, ...before];
  }
}
