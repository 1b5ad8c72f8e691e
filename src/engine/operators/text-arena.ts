/** Texts in kernel memory for cells to point at, until they are cleared all at once. */
import type { Kernel } from '../kernel.ts';
import { Kind } from '../values/cells.ts';

const FIRST_BYTES = 1 << 16;
const KIND_SHIFT = 28;

export class TextArena {
  readonly #kernel: Kernel;
  #address = 0;
  #free = 0;
  #end = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  clear(): void {
    this.#free = this.#address;
  }

  /** Address of room for so many bytes; take() says how far it was used. Texts that are there stay where they are. */
  reserve(byteLength: number): number {
    if (this.#free + byteLength > this.#end) {
      const capacity = Math.max(byteLength, FIRST_BYTES, (this.#end - this.#address) * 2);
      this.#address = this.#kernel.allocate(capacity);
      this.#free = this.#address;
      this.#end = this.#address + capacity;
    }
    return this.#free;
  }

  take(end: number): void {
    this.#free = end;
  }

  /** Writes a cell of this text (ASCII); undefined is null. */
  put(text: string | undefined, kind: number, cell: number): void {
    const length = text?.length ?? 0;
    const address = this.reserve(length);
    const { bytes } = this.#kernel;
    for (let at = 0; at < length; at++) bytes[address + at] = (text as string).charCodeAt(at);
    this.#free = address + length;
    const { words } = this.#kernel;
    words[cell / 4] = address;
    words[cell / 4 + 1] = text === undefined ? Kind.null : ((kind << KIND_SHIFT) | length) >>> 0;
  }
}
