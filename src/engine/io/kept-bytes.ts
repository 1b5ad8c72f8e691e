/** Bytes that are gone through several times: put aside in blocks, in which what was added together stays together. */
import { SpillFile } from './spill-file.ts';

const BLOCK_BYTES = 256 * 1024;

export class KeptBytes {
  readonly #spill: SpillFile;
  readonly #block = new Uint8Array(BLOCK_BYTES);
  #blockLength = 0;
  /** Of the blocks that have been put aside. */
  #lengths: number[] = [];

  /** More than `heldBytes` go to a file in the directory, which nobody else sees. */
  constructor(directory: string, heldBytes: number) {
    this.#spill = new SpillFile({ directory, isPrivate: true }, heldBytes);
  }

  get byteLength(): number {
    return this.#spill.byteLength + this.#blockLength;
  }

  /** Throws PQ_SCRATCH. */
  add(bytes: Uint8Array): void {
    if (this.#blockLength + bytes.length > BLOCK_BYTES) this.#closeBlock();
    if (bytes.length > BLOCK_BYTES) this.#putAside(bytes);
    else {
      this.#block.set(bytes, this.#blockLength);
      this.#blockLength += bytes.length;
    }
  }

  /** All of it, each block valid until the next. Throws PQ_SCRATCH. */
  *blocks(): Generator<Uint8Array> {
    this.#closeBlock();
    const room = new Uint8Array(Math.max(0, ...this.#lengths));
    let from = 0;
    for (const length of this.#lengths) {
      const block = room.subarray(0, length);
      this.#spill.read(block, from);
      yield block;
      from += length;
    }
  }

  clear(): void {
    this.#spill.clear();
    [this.#lengths, this.#blockLength] = [[], 0];
  }

  close(): void {
    this.#spill.close();
  }

  #closeBlock(): void {
    if (this.#blockLength > 0) this.#putAside(this.#block.subarray(0, this.#blockLength));
    this.#blockLength = 0;
  }

  #putAside(bytes: Uint8Array): void {
    this.#spill.append(bytes);
    this.#lengths.push(bytes.length);
  }
}
