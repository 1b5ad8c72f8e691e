/**
 * Input files: opening, reading by position or in order, and the check that nobody changed them meanwhile. A file whose
 * text has to be made from its bytes is read in order, as a pipe is; positions are of the text.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Decoding, InputFile } from '../../protocol/stage.ts';
import { ByteSequence, type ByteSource } from './byte-sequence.ts';
import { decoded } from './decoded.ts';
import { ReadError } from './read-error.ts';

/** What it takes to open an input. */
export type Openable = Pick<InputFile, 'path' | 'name' | 'size' | 'mtimeMs' | 'decoding'>;

interface OpenPipe {
  sequence: ByteSequence;
  decoding: Decoding | undefined;
}

/** Pipes can be opened once only: looking at the head and reading share what has been read. */
const openPipes = new Map<string | number, OpenPipe>();

export class OpenFile {
  readonly #file: Openable;
  /** Undefined for a pipe. */
  readonly #descriptor: number | undefined;
  /** Undefined for what is read by position. */
  #sequence: ByteSequence | undefined;

  /** Throws ReadError. */
  constructor(file: Openable) {
    this.#file = file;
    if (isPipe(file)) {
      this.#sequence = openPipe(file);
      return;
    }
    this.#descriptor = descriptorOf(file);
    if (file.decoding !== undefined) this.#sequence = this.#decode(file.decoding, this.#descriptor);
  }

  #decode(decoding: Decoding, descriptor: number): ByteSequence {
    return decoded(new ByteSequence(new StoredBytes(this.#file, descriptor)), decoding);
  }

  /** Reads into `target` until it is full or the input ends; returns how many bytes. Of a pipe nothing that was read. */
  read(target: Uint8Array, position: number): number {
    if (this.#sequence === undefined) return readFile(this.#file, this.#descriptor as number, target, position);
    if (position < this.#sequence.position) this.#restart();
    this.#sequence.skipTo(position);
    return this.#sequence.read(target);
  }

  #restart(): void {
    const { decoding, name } = this.#file;
    if (this.#descriptor === undefined || decoding === undefined) throw new Error(`${name} can be read only once`);
    this.#sequence?.close();
    this.#sequence = this.#decode(decoding, this.#descriptor);
  }

  /** Its first bytes, up to `length`; of a pipe its next ones, which stay unread. */
  peek(length: number): Buffer {
    if (this.#sequence !== undefined) return this.#sequence.peek(length);
    const head = Buffer.allocUnsafe(Math.min(length, this.#file.size ?? 0));
    this.read(head, 0);
    return head;
  }

  /** Throws when the file's size or time of change is not what it was when the plan was made. */
  checkUnchanged(): void {
    if (this.#descriptor === undefined) return;
    const now = fstatSync(this.#descriptor);
    if (now.size !== storedBytes(this.#file) || now.mtimeMs !== this.#file.mtimeMs) {
      throw new ReadError('PQ_FILE_CHANGED', `${this.#file.name} changed while it was read`);
    }
  }

  close(): void {
    if (this.#descriptor === undefined) return;
    this.#sequence?.close();
    if (typeof this.#file.path === 'string') closeSync(this.#descriptor);
  }
}

/** Bytes of the file as it is stored; undefined for a pipe. */
function storedBytes({ size, decoding }: Openable): number | undefined {
  return decoding === undefined ? size : decoding.storedBytes;
}

export function isPipe(file: Openable): boolean {
  return storedBytes(file) === undefined;
}

/** What has been decoded stays decoded: a later opening may only know more about the pipe. */
function openPipe(file: Openable): ByteSequence {
  const { path, decoding } = file;
  const pipe: OpenPipe = openPipes.get(path) ?? {
    sequence: new ByteSequence(new PipeBytes(file, descriptorOf(file))),
    decoding: undefined,
  };
  openPipes.set(path, pipe);
  if (decoding !== undefined) pipe.sequence = decoded(pipe.sequence, decoding, pipe.decoding);
  pipe.decoding = decoding ?? pipe.decoding;
  return pipe.sequence;
}

/** The bytes of a file as they are stored, in order. */
class StoredBytes implements ByteSource {
  readonly #file: Openable;
  readonly #descriptor: number;
  #position = 0;

  constructor(file: Openable, descriptor: number) {
    this.#file = file;
    this.#descriptor = descriptor;
  }

  read(target: Uint8Array): number {
    const count = readFile(this.#file, this.#descriptor, target, this.#position);
    this.#position += count;
    return count;
  }

  close(): void {}
}

/** The bytes of a pipe, which is never closed: it cannot be opened again. */
class PipeBytes implements ByteSource {
  readonly #file: Openable;
  readonly #descriptor: number;

  constructor(file: Openable, descriptor: number) {
    this.#file = file;
    this.#descriptor = descriptor;
  }

  read(target: Uint8Array): number {
    return fill(this.#file, this.#descriptor, target, target.length, null);
  }

  close(): void {}
}

function readFile(file: Openable, descriptor: number, target: Uint8Array, position: number): number {
  const wanted = Math.min(target.length, Math.max(0, (storedBytes(file) ?? 0) - position));
  const got = fill(file, descriptor, target, wanted, position);
  if (got < wanted) throw new ReadError('PQ_FILE_CHANGED', `${file.name} became shorter while it was read`);
  return got;
}

/** Fills the first `wanted` bytes of target; returns how far it came. */
function fill(file: Openable, descriptor: number, target: Uint8Array, wanted: number, position: number | null): number {
  let got = 0;
  while (got < wanted) {
    const count = readOnce(file, descriptor, target.subarray(got, wanted), position === null ? null : position + got);
    if (count === 0) break;
    got += count;
  }
  return got;
}

function readOnce({ name }: Openable, descriptor: number, target: Uint8Array, position: number | null): number {
  for (;;) {
    try {
      return readSync(descriptor, target, 0, target.length, position);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw new ReadError('PQ_FILE_UNREADABLE', `cannot read ${name}: ${message}`);
      waitMs(1); // somebody made the pipe non-blocking, and it is empty
    }
  }
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
