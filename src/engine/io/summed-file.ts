/** A file that is written from its start to its end, with the checksum of what it has. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { crc32 } from './crc32.ts';

export class SummedFile {
  byteLength = 0;
  sum = 0;
  readonly #descriptor: number;

  /** What was begun before, by a process that died, is begun anew. */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'w', 0o666);
  }

  write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.sum = crc32(bytes, this.sum);
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done);
    this.byteLength += bytes.length;
  }

  sync(): void {
    fsyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
