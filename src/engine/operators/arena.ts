/** Kernel memory that is filled from its start to its end, piece by piece, and then again. */
import type { Kernel } from '../kernel.ts';
import { MemoryPool } from './memory-pool.ts';

/** Room is asked for twice what is used of it: pieces are many times as large. */
const PIECE_BYTES = 1 << 22;

export class Arena {
  readonly #pool: MemoryPool;
  #free = 0;
  #end = 0;

  constructor(kernel: Kernel) {
    this.#pool = new MemoryPool(kernel);
  }

  clear(): void {
    [this.#free, this.#end] = [0, 0];
    this.#pool.renew(() => {});
  }

  /** Address of at least so many bytes; the next ones come there, too, unless they are used. */
  reserve(byteLength: number): number {
    if (this.#free + byteLength > this.#end) {
      const piece = this.#pool.take(Math.max(PIECE_BYTES, byteLength));
      this.#free = piece.address;
      this.#end = piece.address + piece.byteLength;
    }
    return this.#free;
  }

  use(byteLength: number): void {
    this.#free += byteLength;
  }
}
