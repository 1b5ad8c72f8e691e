/** Bytes that are gone when they have been read. */
import type { ByteSource } from '../../../src/engine/io/byte-sequence.ts';

export class BytesOnce implements ByteSource {
  #rest: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#rest = bytes;
  }

  read(target: Uint8Array): number {
    const part = this.#rest.subarray(0, target.length);
    target.set(part);
    this.#rest = this.#rest.subarray(part.length);
    return part.length;
  }

  close(): void {}
}
