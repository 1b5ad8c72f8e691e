/**
 * A file of rows that a later stage looks among (RowsTable): made by this process or, where others run tasks, partly by
 * them. In a directory that is shared it has a name, and stays for its owner to remove; a private one has none.
 */
import { closeSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputPlace, RowsTable } from '../../protocol/stage.ts';
import { openScratch, writeScratch } from './scratch-file.ts';
import type { SpillPlace } from './spill-file.ts';

let fileCount = 0;

export class TableFile {
  readonly #path: string;
  readonly #isPrivate: boolean;
  readonly #descriptor: number;
  #byteLength = 0;

  /** Throws PQ_SCRATCH. */
  constructor({ directory, isPrivate }: SpillPlace) {
    this.#path = join(directory, `pq-${process.pid}-${++fileCount}.table`);
    this.#isPrivate = isPrivate;
    this.#descriptor = openScratch(this.#path);
    if (isPrivate) rmSync(this.#path, { force: true });
  }

  /** Throws PQ_SCRATCH, of a full disk for example. */
  write(rows: Uint8Array): void {
    writeScratch(this.#descriptor, rows, this.#byteLength);
    this.#byteLength += rows.length;
  }

  /** Where another process writes the next rows. */
  place(byteLength: number): OutputPlace | undefined {
    if (this.#isPrivate) return undefined;
    const startByte = this.#byteLength;
    this.#byteLength += byteLength;
    return { path: this.#path, name: 'a temporary file', startByte };
  }

  async end(): Promise<void> {}

  /** What was written; of a private file the descriptor, which stays open as long as this process lives. */
  get table(): RowsTable {
    const byteLength = this.#byteLength;
    if (this.#isPrivate) return { path: this.#descriptor, byteLength };
    closeSync(this.#descriptor);
    return { path: this.#path, byteLength };
  }
}
