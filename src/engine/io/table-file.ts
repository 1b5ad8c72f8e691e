/**
 * A file of rows that a later stage looks among (RowsTable): made by this process or, where others run tasks, partly by
 * them. In a directory that is shared it has a name, and stays for its owner to remove; a private one has none.
 */
import { closeSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FileFormat, InspectedFile, OutputPlace, RowsTable } from '../../protocol/stage.ts';
import { openScratch, writeScratch } from './scratch-file.ts';
import type { SpillPlace } from './spill-file.ts';

/** How far starts of rows are apart, at least. */
const START_BYTES = 256 * 1024;

let fileCount = 0;

export class TableFile {
  readonly #path: string;
  readonly #isPrivate: boolean;
  readonly #descriptor: number;
  readonly #starts = [0];
  #byteLength = 0;

  /** Throws PQ_SCRATCH. */
  constructor({ directory, isPrivate }: SpillPlace) {
    this.#path = join(directory, `pq-${process.pid}-${++fileCount}.table`);
    this.#isPrivate = isPrivate;
    this.#descriptor = openScratch(this.#path);
    if (isPrivate) rmSync(this.#path, { force: true });
  }

  /** Takes whole rows. Throws PQ_SCRATCH, of a full disk for example. */
  write(rows: Uint8Array): void {
    writeScratch(this.#descriptor, rows, this.#byteLength);
    this.#add(rows.length);
  }

  /** Where another process writes the next rows. */
  place(byteLength: number): OutputPlace | undefined {
    if (this.#isPrivate) return undefined;
    const startByte = this.#byteLength;
    this.#add(byteLength);
    return { path: this.#path, name: undefined, startByte };
  }

  #add(byteLength: number): void {
    const isFar = this.#byteLength - (this.#starts.at(-1) ?? 0) >= START_BYTES;
    if (byteLength > 0 && isFar) this.#starts.push(this.#byteLength);
    this.#byteLength += byteLength;
  }

  async end(): Promise<void> {}

  /** What was written; of a private file the descriptor, which stays open as long as this process lives. */
  get table(): RowsTable {
    const [byteLength, starts] = [this.#byteLength, this.#starts];
    if (this.#isPrivate) return { path: this.#descriptor, byteLength, starts };
    closeSync(this.#descriptor);
    return { path: this.#path, byteLength, starts };
  }
}

/** A table as what a scan reads; one that is a descriptor can be read by this process only. */
export function inputOfTable(
  { path, byteLength, starts }: RowsTable,
  { name, columns, like }: { readonly name: string; readonly columns: readonly string[]; readonly like?: FileFormat },
): InspectedFile {
  const format = { kind: 'cells', columns, dataStart: 0, starts, ...(like && { like }) } as const;
  return { path, name, size: byteLength, mtimeMs: undefined, format };
}
