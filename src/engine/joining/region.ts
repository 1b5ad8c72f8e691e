/** A piece of kernel memory that is filled anew each time. */
import type { Kernel } from '../kernel.ts';

/** More than is asked for, so that it seldom has to move: what it leaves behind then is lost. */
const SPARE = 1 / 2;
const MOST_OF_ROOM = 1 / 16;

export class Region {
  address = 0;
  readonly #kernel: Kernel;
  #capacity = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Its address, with room for so many bytes; what was left there is still there. */
  reserve(byteLength: number): number {
    if (this.#isTooSmall(byteLength)) this.address = this.#kernel.allocateAsIs(this.#grown(byteLength));
    return this.address;
  }

  /** The same, of zeros. New memory is zero already, and is not touched. */
  reserveZeros(byteLength: number): number {
    if (this.#isTooSmall(byteLength)) this.address = this.#kernel.allocate(this.#grown(byteLength));
    else this.#kernel.bytes.fill(0, this.address, this.address + byteLength);
    return this.address;
  }

  /** The same, with the `used` bytes that are there. */
  extend(byteLength: number, used: number): number {
    const before = this.address;
    if (this.reserve(byteLength) !== before) this.#kernel.bytes.copyWithin(this.address, before, before + used);
    return this.address;
  }

  #isTooSmall(byteLength: number): boolean {
    return byteLength > this.#capacity || this.address === 0;
  }

  #grown(byteLength: number): number {
    const spare = this.address === 0 ? 0 : Math.min(byteLength * SPARE, this.#kernel.room * MOST_OF_ROOM);
    this.#capacity = byteLength + Math.floor(spare);
    return this.#capacity;
  }
}
