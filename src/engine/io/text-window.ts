/**
 * A window of a file for readers outside the kernel: what they have not consumed, and the next block behind it. Every
 * window is a buffer of its own, because a library may keep what it was given. A last line that does not end is ended.
 */
import { now } from '../../core/clock.ts';
import { KernelMemoryError } from '../kernel.ts';
import type { OpenFile } from './files.ts';

const BLOCK_BYTES = 256 * 1024;
/** Past the stop only the rest of one record is wanted. */
const TAIL_BYTES = 16 * 1024;
/** As large as a record can be for the kernel. */
const MAX_BYTES = 256 * 1024 * 1024;
const NEWLINE = 10;

/** Where reading is measured. */
interface ReadMeter {
  byteCount: number;
  readMs: number;
}

export class TextWindow {
  readonly #file: OpenFile;
  readonly #size: number | undefined;
  readonly #meter: ReadMeter;
  readonly #blockBytes: number;
  bytes: Buffer = Buffer.alloc(0);
  /** Where in the file the window starts. */
  startByte = 0;
  /** All of the file is in the window or consumed. */
  atEnd = false;

  constructor(file: OpenFile, size: number | undefined, meter: ReadMeter, blockBytes = BLOCK_BYTES) {
    this.#file = file;
    this.#size = size;
    this.#meter = meter;
    this.#blockBytes = Math.min(blockBytes, BLOCK_BYTES);
  }

  begin(startByte: number): void {
    this.bytes = Buffer.alloc(0);
    this.startByte = startByte;
    this.atEnd = false;
  }

  /** Drops what stands before `from` and reads on; up to stopByte whole blocks, behind it a little. Returns the bytes
   * that are new. */
  advance(from: number, stopByte: number): Buffer {
    const rest = this.bytes.subarray(from - this.startByte);
    const position = from + rest.length;
    const least = position < stopByte ? Math.min(this.#blockBytes, stopByte - position) : TAIL_BYTES;
    const wanted = Math.max(least, rest.length);
    if (rest.length + wanted > MAX_BYTES) throw new KernelMemoryError(rest.length + wanted);
    const room = Buffer.allocUnsafe(rest.length + wanted + 1);
    rest.copy(room);
    const length = rest.length + this.#read(room.subarray(rest.length, rest.length + wanted), position);
    this.bytes = this.atEnd ? withLastNewline(room, length) : room.subarray(0, length);
    this.startByte = from;
    return this.bytes.subarray(rest.length);
  }

  #read(target: Uint8Array, position: number): number {
    const started = now();
    const count = this.#file.read(target, position);
    this.#meter.readMs += now() - started;
    this.#meter.byteCount += this.#file.bytesFor(count);
    this.atEnd = this.#size === undefined ? count < target.length : position + count >= this.#size;
    return count;
  }
}

function withLastNewline(room: Buffer, length: number): Buffer {
  if (length === 0 || room[length - 1] === NEWLINE) return room.subarray(0, length);
  room[length] = NEWLINE;
  return room.subarray(0, length + 1);
}
