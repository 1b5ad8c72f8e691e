/** Kernel memory for what is needed for a moment, again and again. What was there before stays there: it is not zero. */
import type { Kernel } from '../kernel.ts';

/** More than is asked for, so that it seldom has to grow: what it leaves behind then is lost. */
const MAX_SPARE_BYTES = 1 << 24;

export class Scratch {
  readonly #kernel: Kernel;
  #address = 0;
  #capacity = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Address of at least so many bytes, until the next call. */
  reserve(byteLength: number): number {
    if (byteLength > this.#capacity) {
      this.#capacity = byteLength + Math.min(byteLength, MAX_SPARE_BYTES);
      this.#address = this.#kernel.allocateAsIs(this.#capacity);
    }
    return this.#address;
  }
}
