/** Input files: opening, reading by position or as a stream, and the check that nobody changed them meanwhile. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { DataError, InputFile } from '../../protocol/stage.ts';

/** What it takes to open an input. */
export type Openable = Pick<InputFile, 'path' | 'name' | 'size' | 'mtimeMs'>;

/** A failure to read, with its meaning for the user. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
  readonly code: DataError['code'];

  constructor(code: DataError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** A stream's descriptor, and what was read of it ahead of its turn. */
interface OpenStream {
  readonly descriptor: number;
  /** Where in the stream the next byte that is read stands. */
  position: number;
  ahead: Buffer;
}

/** Streams can be opened once only: looking at the head and reading share the descriptor. */
const openStreams = new Map<string | number, OpenStream>();

export class OpenFile {
  readonly #file: Openable;
  readonly #descriptor: number;
  readonly #stream: OpenStream | undefined;

  constructor(file: Openable) {
    this.#file = file;
    this.#stream = file.size === undefined ? openStream(file) : undefined;
    this.#descriptor = this.#stream?.descriptor ?? descriptorOf(file);
  }

  /**
   * Reads into `target` until it is full or the input ends; returns how many bytes. In a stream `position` is never
   * before what was read last.
   */
  read(target: Uint8Array, position: number): number {
    if (!this.#stream) return this.#readFile(target, position);
    this.#skipTo(this.#stream, position);
    return this.#readStream(this.#stream, target);
  }

  #readFile(target: Uint8Array, position: number): number {
    const wanted = Math.min(target.length, Math.max(0, (this.#file.size ?? 0) - position));
    const got = this.#fill(target, 0, wanted, position);
    if (got < wanted) throw new ReadError('PQ_FILE_CHANGED', `${this.#file.name} became shorter while it was read`);
    return got;
  }

  #readStream(stream: OpenStream, target: Uint8Array): number {
    const known = Math.min(stream.ahead.length, target.length);
    target.set(stream.ahead.subarray(0, known));
    stream.ahead = stream.ahead.subarray(known);
    const count = this.#fill(target, known, target.length, null);
    stream.position += count;
    return count;
  }

  /** Passes over a header. */
  #skipTo(stream: OpenStream, position: number): void {
    if (position > stream.position) this.#readStream(stream, new Uint8Array(position - stream.position));
  }

  /** Of a stream: its next bytes, up to `length`, without consuming them. */
  peek(length: number): Buffer {
    const stream = this.#stream as OpenStream;
    if (stream.ahead.length < length) {
      const more = Buffer.alloc(length);
      stream.ahead.copy(more);
      stream.ahead = more.subarray(0, this.#fill(more, stream.ahead.length, length, null));
    }
    return stream.ahead.subarray(0, length);
  }

  /** Fills target from `done` to `wanted`; returns how far it came. */
  #fill(target: Uint8Array, done: number, wanted: number, position: number | null): number {
    let got = done;
    while (got < wanted) {
      const count = this.#readOnce(target, got, wanted - got, position === null ? null : position + got);
      if (count === 0) break;
      got += count;
    }
    return got;
  }

  #readOnce(target: Uint8Array, offset: number, length: number, position: number | null): number {
    for (;;) {
      try {
        return readSync(this.#descriptor, target, offset, length, position);
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === 'EOF') return 0;
        if (code !== 'EAGAIN') throw new ReadError('PQ_FILE_UNREADABLE', `cannot read ${this.#file.name}: ${message}`);
        waitMs(1); // somebody made the pipe non-blocking, and it is empty
      }
    }
  }

  /** Throws when the file's size or time of change is not what it was when the plan was made. */
  checkUnchanged(): void {
    if (this.#stream) return;
    const now = fstatSync(this.#descriptor);
    if (now.size !== this.#file.size || now.mtimeMs !== this.#file.mtimeMs) {
      throw new ReadError('PQ_FILE_CHANGED', `${this.#file.name} changed while it was read`);
    }
  }

  close(): void {
    if (typeof this.#file.path === 'string' && !this.#stream) closeSync(this.#descriptor);
  }
}

function openStream(file: Openable): OpenStream {
  const stream = openStreams.get(file.path) ?? { descriptor: descriptorOf(file), position: 0, ahead: Buffer.alloc(0) };
  openStreams.set(file.path, stream);
  return stream;
}

function descriptorOf(file: Openable): number {
  if (typeof file.path === 'number') return file.path;
  try {
    return openSync(file.path, 'r');
  } catch (error) {
    throw new ReadError('PQ_FILE_UNREADABLE', `cannot open ${file.name}: ${(error as Error).message}`);
  }
}

function waitMs(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
