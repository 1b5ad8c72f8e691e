/**
 * Bytes that are put aside and read again: in this process's memory up to a size, in a file from there on. A file in a
 * directory that other processes read stays for its owner to remove; a private one has no name from the start, so that
 * nothing is left of it whatever becomes of this process.
 */
import { closeSync, ftruncateSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openScratch, readScratch, writeScratch } from './scratch-file.ts';

let fileCount = 0;

export interface SpillPlace {
  readonly directory: string;
  /** Nobody else reads it. */
  readonly isPrivate: boolean;
}

export class SpillFile {
  byteLength = 0;
  readonly #place: SpillPlace;
  readonly #heldBytes: number;
  /** What is not in the file; where each piece starts. */
  #held: { readonly start: number; readonly bytes: Uint8Array }[] = [];
  #descriptor: number | undefined;
  #path: string | undefined;

  /** More than `heldBytes` go to the file. */
  constructor(place: SpillPlace, heldBytes: number) {
    this.#place = place;
    this.#heldBytes = heldBytes;
  }

  /** Throws PQ_SCRATCH, of a full disk for example. */
  append(bytes: Uint8Array): void {
    const start = this.byteLength;
    if (this.#descriptor === undefined && start + bytes.length <= this.#heldBytes) {
      this.#held.push({ start, bytes: bytes.slice() });
    } else {
      this.#flush();
      this.#write(bytes, start);
    }
    this.byteLength = start + bytes.length;
  }

  read(target: Uint8Array, from: number): void {
    if (this.#descriptor !== undefined) readScratch(this.#descriptor, target, from);
    for (const { start, bytes } of this.#held) {
      const [first, end] = [Math.max(start, from), Math.min(start + bytes.length, from + target.length)];
      if (first < end) target.set(bytes.subarray(first - start, end - start), first - from);
    }
  }

  /** Puts all of it into the file, answers where that is, for other processes, and begins another one. */
  handOver(): string {
    this.#flush();
    const path = this.#path as string;
    this.close();
    this.byteLength = 0;
    return path;
  }

  /** The same for whoever comes next: a private file has no name, and is given as a descriptor, which they close. */
  passOn(): string | number {
    if (!this.#place.isPrivate) return this.handOver();
    this.#flush();
    const descriptor = this.#descriptor as number;
    this.#descriptor = undefined;
    this.byteLength = 0;
    return descriptor;
  }

  clear(): void {
    this.#held = [];
    this.byteLength = 0;
    if (this.#descriptor !== undefined) ftruncateSync(this.#descriptor, 0);
  }

  close(): void {
    this.#held = [];
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #flush(): void {
    if (this.#descriptor !== undefined) return;
    this.#open();
    for (const { start, bytes } of this.#held.splice(0)) this.#write(bytes, start);
  }

  #open(): void {
    const { directory, isPrivate } = this.#place;
    const name = `${isPrivate ? 'pq-' : ''}${process.pid}-${++fileCount}.rows`;
    this.#path = join(directory, name);
    this.#descriptor = openScratch(this.#path);
    if (isPrivate) rmSync(this.#path, { force: true });
  }

  #write(bytes: Uint8Array, start: number): void {
    writeScratch(this.#descriptor as number, bytes, start);
  }
}

/** What was handed over: by another process at a path, by this one as a descriptor. */
export class SharedSpill {
  readonly #path: string | number;
  #descriptor: number | undefined;

  constructor(path: string | number) {
    this.#path = path;
    if (typeof path === 'number') this.#descriptor = path;
  }

  read(target: Uint8Array, from: number): void {
    this.#descriptor ??= openSync(this.#path as string, 'r');
    readScratch(this.#descriptor, target, from);
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
