/** Input files: opening, reading by position or as a stream, and the check that nobody changed them meanwhile. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { reason } from '../../core/errors.ts';
import { waitMs } from '../../core/wait.ts';
import type { DataError, InputSource } from '../../protocol/stage.ts';

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
  /** Somebody has read it to its end. */
  isReadUp: boolean;
}

/** Streams can be opened once only: looking at the head and reading share the descriptor. */
const openStreams = new Map<string | number, OpenStream>();

/** A head up to this size is kept until the next one, in one place for all files: a small file is read once. */
const KEPT_HEAD_BYTES = 64 * 1024;
let keptRoom: Buffer | undefined;
let kept: { readonly owner: OpenFile; readonly bytes: Buffer; readonly startByte: number } | undefined;

export class OpenFile {
  readonly #file: InputSource;
  readonly #descriptor: number;
  readonly #stream: OpenStream | undefined;

  constructor(file: InputSource) {
    this.#file = file;
    this.#stream = file.size === undefined ? openStream(file) : undefined;
    this.#descriptor = this.#stream?.descriptor ?? descriptorOf(file);
  }

  /**
   * Reads into `target` until it is full or the input ends; returns how many bytes. In a stream `position` is never
   * before what was read last.
   */
  read(target: Uint8Array, position: number): number {
    if (!this.#stream) return this.#copyKept(target, position) ?? this.#readFile(target, position);
    this.#skipTo(this.#stream, position);
    return this.#readStream(this.#stream, target);
  }

  /** Undefined where not all that is wanted is in the head that was kept. */
  #copyKept(target: Uint8Array, position: number): number | undefined {
    if (kept?.owner !== this) return undefined;
    const from = position - kept.startByte;
    const end = Math.min(position + target.length, this.#file.size ?? 0) - kept.startByte;
    if (from < 0 || end < from || end > kept.bytes.length) return undefined;
    return kept.bytes.copy(target, 0, from, end);
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
    stream.isReadUp ||= count < target.length;
    stream.position += count;
    return count;
  }

  /** Passes over a header. */
  #skipTo(stream: OpenStream, position: number): void {
    if (position > stream.position) this.#readStream(stream, new Uint8Array(position - stream.position));
  }

  /** The first `length` bytes of our part of a file, the next ones of a stream; fewer when there are no more. Valid until
   * the next peek into any file. */
  peek(length: number): Buffer {
    return this.#stream ? this.#peekStream(this.#stream, length) : this.#peekFile(length);
  }

  /** Without consuming them. */
  #peekStream(stream: OpenStream, length: number): Buffer {
    if (stream.ahead.length < length) {
      const more = Buffer.alloc(length);
      stream.ahead.copy(more);
      stream.ahead = more.subarray(0, this.#fill(more, stream.ahead.length, length, null));
    }
    return stream.ahead.subarray(0, length);
  }

  #peekFile(length: number): Buffer {
    const { size = 0, startByte = 0 } = this.#file;
    const wanted = Math.min(length, size - startByte);
    const isKept = wanted <= KEPT_HEAD_BYTES;
    if (isKept) keptRoom ??= Buffer.allocUnsafeSlow(KEPT_HEAD_BYTES);
    const room = isKept && keptRoom ? keptRoom.subarray(0, wanted) : Buffer.allocUnsafe(wanted);
    kept = undefined;
    this.#readFile(room, startByte);
    if (isKept) kept = { owner: this, bytes: room, startByte };
    return room;
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
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EOF') return 0;
        if (code !== 'EAGAIN') throw new ReadError('PQ_FILE_UNREADABLE', `cannot be read: ${reason(error)}`);
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

  /** A stream stays open until it has been read: there is no second time. */
  close(): void {
    if (kept?.owner === this) kept = undefined;
    if (this.#stream?.isReadUp === false) return;
    openStreams.delete(this.#file.path);
    if (typeof this.#file.path === 'string') closeSync(this.#descriptor);
  }
}

function openStream(file: InputSource): OpenStream {
  const known = openStreams.get(file.path);
  if (known) return known;
  const stream = { descriptor: descriptorOf(file), position: 0, ahead: Buffer.alloc(0), isReadUp: false };
  openStreams.set(file.path, stream);
  return stream;
}

function descriptorOf(file: InputSource): number {
  if (typeof file.path === 'number') return file.path;
  try {
    return openSync(file.path, 'r');
  } catch (error) {
    throw new ReadError('PQ_FILE_UNREADABLE', `cannot be opened: ${reason(error)}`);
  }
}
