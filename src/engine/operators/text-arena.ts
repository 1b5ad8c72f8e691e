/** Texts in kernel memory for cells to point at, until they are cleared all at once. */
import type { Kernel } from '../kernel.ts';
import { Kind } from '../values/cells.ts';
import { MemoryPool } from './memory-pool.ts';

const FIRST_BYTES = 1 << 16;
/** Pieces grow, so that there are few. */
const MOST_PIECE_BYTES = 1 << 22;
const KIND_SHIFT = 28;

export class TextArena {
  readonly #kernel: Kernel;
  readonly #pool: MemoryPool;
  #pieceBytes = 0;
  #free = 0;
  #end = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#pool = new MemoryPool(kernel);
  }

  /** The memory of all texts is used again. */
  clear(): void {
    this.#pool.renew(() => {});
    this.#free = 0;
    this.#end = 0;
  }

  /** Address of room for so many bytes; take() says how far it was used. Texts that are there stay where they are. */
  reserve(byteLength: number): number {
    if (this.#free + byteLength > this.#end) {
      const piece = this.#pool.take(
        Math.max(byteLength, FIRST_BYTES, Math.min(this.#pieceBytes * 2, MOST_PIECE_BYTES)),
      );
      this.#pieceBytes = piece.byteLength;
      this.#free = piece.address;
      this.#end = piece.address + piece.byteLength;
    }
    return this.#free;
  }

  take(end: number): void {
    this.#free = end;
  }

  /** Writes a cell of this text; undefined is null. */
  put(text: string | undefined, kind: number, cell: number): void {
    const address = this.reserve(text?.length ?? 0);
    const length = text === undefined ? 0 : this.#write(text, address);
    const { words } = this.#kernel;
    words[cell / 4] = this.#free - length;
    words[cell / 4 + 1] = text === undefined ? Kind.null : ((kind << KIND_SHIFT) | length) >>> 0;
  }

  /** Ends at the first free byte; returns how many bytes it took. */
  #write(text: string, address: number): number {
    const { bytes } = this.#kernel;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit > 127) return this.#writeEncoded(Buffer.from(text));
      bytes[address + at] = unit;
    }
    this.#free = address + text.length;
    return text.length;
  }

  #writeEncoded(encoded: Uint8Array): number {
    const address = this.reserve(encoded.length);
    this.#kernel.bytes.set(encoded, address);
    this.#free = address + encoded.length;
    return encoded.length;
  }
}
