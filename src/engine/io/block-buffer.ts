/**
 * A window of a file in kernel memory. Blocks are read straight into it; what a reader has not consumed stays and moves
 * to the front. It grows only for a record longer than itself. Zero bytes follow its content: kernels may read past it.
 */
import { now } from '../../core/clock.ts';
import { type Kernel, KernelMemoryError } from '../kernel.ts';
import type { OpenFile } from './files.ts';

/** As fast as larger ones (the kernel's cache, measured), and small beside Node itself. */
const BLOCK_BYTES = 512 * 1024;
/** Past the stop only the rest of one record is wanted. */
const TAIL_BYTES = 32 * 1024;
const PADDING_BYTES = 128;
/** Cells hold lengths of 28 bits. */
const MAX_BYTES = 256 * 1024 * 1024;

export class BlockBuffer {
  readonly #kernel: Kernel;
  address: number;
  #capacity: number;
  /** Content: bytes from address on, and where in the file they start. */
  length = 0;
  startByte = 0;
  /** All of the input is in the buffer or consumed. */
  atEnd = false;
  /** Read so far, of all inputs: bytes as they are stored, where text is made from them. */
  byteCount = 0;
  readMs = 0;

  /** Tests make blocks so small that records lie across their seams. */
  constructor(kernel: Kernel, blockBytes = BLOCK_BYTES) {
    this.#kernel = kernel;
    this.#capacity = blockBytes;
    this.address = kernel.allocate(blockBytes + PADDING_BYTES);
  }

  get capacity(): number {
    return this.#capacity;
  }

  begin(startByte: number): void {
    this.length = 0;
    this.startByte = startByte;
    this.atEnd = false;
  }

  /**
   * Drops `consumed` bytes and reads the next block; up to stopByte as much as there is room, behind it a little.
   * `endByte` is the file's size, or undefined where only reading tells.
   */
  advance(file: OpenFile, consumed: number, stopByte: number, endByte: number | undefined): void {
    const rest = this.length - consumed;
    const bytes = this.#kernel.bytes;
    if (consumed > 0) bytes.copyWithin(this.address, this.address + consumed, this.address + this.length);
    this.startByte += consumed;
    this.length = rest;
    if (this.#capacity - rest < this.#capacity / 4) this.#grow();
    const position = this.startByte + rest;
    const room = this.#capacity - rest;
    const wanted =
      position < stopByte ? Math.min(room, stopByte - position) : Math.min(room, Math.max(TAIL_BYTES, rest));
    const started = now();
    const count = file.read(this.#kernel.bytes.subarray(this.address + rest, this.address + rest + wanted), position);
    this.readMs += now() - started;
    this.byteCount += file.bytesFor(count);
    this.length = rest + count;
    this.atEnd = endByte === undefined ? count < wanted : position + count >= endByte;
    this.#pad();
  }

  /** Makes the content end in a newline, once all of it is here. */
  endWithNewline(): void {
    const bytes = this.#kernel.bytes;
    if (this.length === 0 || bytes[this.address + this.length - 1] === 10) return;
    bytes[this.address + this.length] = 10;
    this.length++;
    this.#pad();
  }

  #pad(): void {
    this.#kernel.bytes.fill(0, this.address + this.length, this.address + this.length + PADDING_BYTES);
  }

  #grow(): void {
    if (this.#capacity >= MAX_BYTES) throw new KernelMemoryError(this.#capacity * 2);
    const old = this.address;
    this.#capacity *= 2;
    this.address = this.#kernel.allocate(this.#capacity + PADDING_BYTES);
    this.#kernel.bytes.copyWithin(this.address, old, old + this.length);
  }
}
