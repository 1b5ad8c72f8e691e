/**
 * Input files: opening, reading by position or in order, and the check that nobody changed them meanwhile. A file whose
 * text has to be made from its bytes is read in order, as a pipe is; positions are of the text.
 */
import { closeSync, fstatSync } from 'node:fs';
import { storedBytes } from '../../core/sizes.ts';
import type { Decoding, InputFile } from '../../protocol/stage.ts';
import type { ByteSource } from './byte-sequence.ts';
import { descriptorOf, fill } from './descriptor.ts';
import { InputText } from './input-text.ts';
import { closePipe, openPipe } from './pipes.ts';
import { ReadError } from './read-error.ts';

/** What is looked at first. A head up to this size is kept until the next one, in one place for all files: a small file
 * is read once. */
export const HEAD_BYTES = 64 * 1024;
let keptRoom: Buffer | undefined;
let kept: { readonly owner: OpenFile; readonly bytes: Buffer; readonly startByte: number } | undefined;

export class OpenFile {
  readonly #file: InputFile;
  /** Of the file as it is stored; undefined for a pipe, as its descriptor is. */
  readonly #size: number | undefined;
  readonly #descriptor: number | undefined;
  /** Undefined for what is read by position. */
  #text: InputText | undefined;
  #decoding: Decoding | undefined;
  /** The bytes from which the text of a file is made, and how many of them have been told of. */
  #stored: StoredBytes | undefined;
  #toldBytes = 0;

  /** Throws ReadError. */
  constructor(file: InputFile) {
    this.#file = file;
    this.#size = storedBytes(file);
    if (this.#size === undefined) this.#text = openPipe(file);
    else this.#descriptor = descriptorOf(file);
    if (file.decoding !== undefined) this.decode(file.decoding);
  }

  /** From now on it is the text that is read, from its first byte. More can be found to be decoded, but nothing else.
   * Throws ReadError. */
  decode(decoding: Decoding): void {
    this.#text ??= this.#storedText();
    this.#text.decode(decoding);
    this.#decoding = decoding;
  }

  #storedText(): InputText {
    const read = (target: Uint8Array, position: number): number => this.#readStored(target, position);
    this.#stored = new StoredBytes(read, this.#file.startByte ?? 0);
    this.#toldBytes = 0;
    return new InputText(this.#stored);
  }

  /** Reads into `target` until it is full or the input ends; returns how many bytes. Of a pipe nothing that was read. */
  read(target: Uint8Array, position: number): number {
    if (this.#text === undefined) return this.#readStored(target, position);
    const { sequence } = position < this.#text.sequence.position ? this.#restart() : this.#text;
    sequence.skipTo(position);
    return sequence.read(target);
  }

  #restart(): InputText {
    this.#text = this.#textAnew();
    if (this.#decoding !== undefined) this.#text.decode(this.#decoding);
    return this.#text;
  }

  #textAnew(): InputText {
    if (this.#text?.isKept === true) return openPipe(this.#file);
    if (this.#stored === undefined) throw new Error(`${this.#file.name} can be read only once`);
    this.#text?.sequence.close();
    return this.#storedText();
  }

  /** Bytes of the file that were read for the last `count` bytes, ahead of which decoding may be. Of a pipe, whose size
   * nobody knows, those of its text. */
  bytesFor(count: number): number {
    if (this.#stored === undefined) return count;
    const newBytes = this.#stored.count - this.#toldBytes;
    this.#toldBytes = this.#stored.count;
    return newBytes;
  }

  #readStored(target: Uint8Array, position: number): number {
    return this.#copyKept(target, position) ?? this.#readFile(target, position);
  }

  /** Undefined where not all that is wanted is in the head that was kept. */
  #copyKept(target: Uint8Array, position: number): number | undefined {
    if (kept?.owner !== this) return undefined;
    const from = position - kept.startByte;
    const end = Math.min(position + target.length, this.#size ?? 0) - kept.startByte;
    if (from < 0 || end < from || end > kept.bytes.length) return undefined;
    return kept.bytes.copy(target, 0, from, end);
  }

  #readFile(target: Uint8Array, position: number): number {
    const wanted = Math.min(target.length, Math.max(0, (this.#size ?? 0) - position));
    const got = fill(this.#descriptor as number, target, wanted, position);
    if (got < wanted) throw new ReadError('PQ_FILE_CHANGED', `${this.#file.name} became shorter while it was read`);
    return got;
  }

  /** The first `length` bytes of our part of a file, the next ones of a pipe or a text, which stay unread; fewer when
   * there are no more. Valid until the next peek into any file. */
  peek(length: number): Buffer {
    return this.#text === undefined ? this.#peekFile(length) : this.#text.sequence.peek(length);
  }

  #peekFile(length: number): Buffer {
    const { startByte = 0 } = this.#file;
    const wanted = Math.min(length, (this.#size ?? 0) - startByte);
    if (kept?.owner === this && wanted <= kept.bytes.length) return kept.bytes.subarray(0, wanted);
    const isKept = wanted <= HEAD_BYTES;
    if (isKept) keptRoom ??= Buffer.allocUnsafeSlow(HEAD_BYTES);
    const room = isKept && keptRoom ? keptRoom.subarray(0, wanted) : Buffer.allocUnsafe(wanted);
    kept = undefined;
    this.#readFile(room, startByte);
    if (isKept) kept = { owner: this, bytes: room, startByte };
    return room;
  }

  /** Throws when the file's size or time of change is not what it was when the plan was made. */
  checkUnchanged(): void {
    if (this.#descriptor === undefined) return;
    const { size, mtimeMs } = fstatSync(this.#descriptor);
    if (size !== this.#size || mtimeMs !== (this.#file.mtimeMs ?? mtimeMs)) {
      throw new ReadError('PQ_FILE_CHANGED', `${this.#file.name} changed while it was read`);
    }
  }

  close(): void {
    if (kept?.owner === this) kept = undefined;
    if (this.#descriptor === undefined) closePipe(this.#file);
    else this.#closeFile(this.#descriptor);
  }

  #closeFile(descriptor: number): void {
    this.#text?.sequence.close();
    if (typeof this.#file.path === 'string') closeSync(descriptor);
  }
}

export function isPipe(file: InputFile): boolean {
  return storedBytes(file) === undefined;
}

/** Opens an input for a look at it. Throws ReadError. */
export function withOpen<Result>(input: InputFile, look: (open: OpenFile) => Result): Result {
  const open = new OpenFile(input);
  try {
    return look(open);
  } finally {
    open.close();
  }
}

/** Our part of a file, in order. */
class StoredBytes implements ByteSource {
  readonly #read: (target: Uint8Array, position: number) => number;
  readonly #startByte: number;
  /** How many have been read. */
  count = 0;

  constructor(read: (target: Uint8Array, position: number) => number, startByte: number) {
    this.#read = read;
    this.#startByte = startByte;
  }

  read(target: Uint8Array): number {
    const got = this.#read(target, this.#startByte + this.count);
    this.count += got;
    return got;
  }

  /** The file is closed by whoever opened it. */
  close(): void {}
}
