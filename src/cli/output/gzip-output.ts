/**
 * gzip, a block of the answer at a time: each is a member of its own, as the format allows. The bytes depend on the answer
 * only, and not on how its rows come.
 */
import { gzipSync } from 'node:zlib';
import type { Destination } from './answer-writer.ts';
import { writeAll } from './descriptor.ts';
import type { Output } from './output.ts';

const BLOCK_BYTES = 1 << 20;

export class GzipOutput implements Output {
  readonly path = undefined;
  readonly name: string;
  readonly #descriptor: number;
  readonly #block = Buffer.alloc(BLOCK_BYTES);
  #length = 0;
  #isEmpty = true;

  constructor({ descriptor, name }: Pick<Destination, 'descriptor' | 'name'>) {
    this.#descriptor = descriptor;
    this.name = name;
  }

  write(text: string | Uint8Array): void {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    for (let from = 0; from < bytes.length; ) {
      const count = Math.min(bytes.length - from, BLOCK_BYTES - this.#length);
      this.#block.set(bytes.subarray(from, from + count), this.#length);
      this.#length += count;
      from += count;
      if (this.#length === BLOCK_BYTES) this.#writeBlock();
    }
  }

  /** An answer without a byte is an empty member, too. */
  end(): void {
    if (this.#length > 0 || this.#isEmpty) this.#writeBlock();
  }

  #writeBlock(): void {
    writeAll(this.#descriptor, gzipSync(this.#block.subarray(0, this.#length)));
    this.#length = 0;
    this.#isEmpty = false;
  }
}
