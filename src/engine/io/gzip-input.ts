/** The bytes of a gzip file in the kernel's memory: a window that is filled up from the front of what has been read. */
import type { Kernel } from '../kernel.ts';
import type { ByteSource } from './byte-sequence.ts';
import { compressionError } from './compression-error.ts';

/** As much as is kept of a file that was looked at (files.ts). */
const INPUT_BYTES = 64 * 1024;
/** What the kernel may look at behind the end: zero bytes, and behind them whatever stands there. */
const ZERO_BYTES = 64;
const SLACK_BYTES = 2048;

export class GzipInput {
  readonly #kernel: Kernel;
  readonly #source: ByteSource;
  readonly #start: number;
  readonly #capacity: number;
  /** Addresses: the next byte, and behind the last that is here. */
  from: number;
  end: number;
  /** Nothing comes behind `end`. */
  isAll = false;

  /** Tests make windows so small that everything lies across their seams. */
  constructor(kernel: Kernel, source: ByteSource, capacity = INPUT_BYTES) {
    this.#kernel = kernel;
    this.#source = source;
    this.#capacity = capacity;
    this.#start = kernel.allocateAsIs(capacity + SLACK_BYTES);
    this.from = this.#start;
    this.end = this.#start;
  }

  /** Reads on. */
  fill(): void {
    const bytes = this.#kernel.bytes;
    const rest = this.end - this.from;
    bytes.copyWithin(this.#start, this.from, this.end);
    const wanted = this.#capacity - rest;
    const count = this.#source.read(bytes.subarray(this.#start + rest, this.#start + this.#capacity));
    this.from = this.#start;
    this.end = this.#start + rest + count;
    this.isAll = count < wanted;
    bytes.fill(0, this.end, this.end + ZERO_BYTES);
  }

  /** Whether all has been read. */
  isAtEnd(): boolean {
    while (this.from === this.end && !this.isAll) this.fill();
    return this.from === this.end;
  }

  byte(): number {
    if (this.isAtEnd()) throw compressionError('gzip', { problem: 'cut' });
    return this.#kernel.bytes[this.from++] as number;
  }

  /** A number of so many bytes, the lowest first. */
  number(byteCount: number): number {
    let number = 0;
    for (let at = 0; at < byteCount; at++) number += this.byte() * 256 ** at;
    return number;
  }

  /** Whether nothing but zeros is left. */
  isPadding(): boolean {
    for (; !this.isAtEnd(); this.from = this.end) {
      if (this.#kernel.bytes.subarray(this.from, this.end).some((byte) => byte !== 0)) return false;
    }
    return true;
  }
}
