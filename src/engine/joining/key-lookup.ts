/** Looks the keys of a batch's rows up in the table of the right side. */
import { BATCH_ROWS } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { cellsOf } from '../operators/number-cells.ts';
import { PlainCells } from '../operators/plain-cells.ts';
import type { Rows } from '../steps/step.ts';
import type { JoinTable } from './join-table.ts';

/** As many as the kernel takes together. */
const HASHED_ROWS = 256;

export class KeyLookup {
  /** For each row what it matches (u32), for other functions of the kernel. */
  readonly found: number;
  readonly #kernel: Kernel;
  readonly #keys: readonly number[];
  readonly #plain: PlainCells;
  /** Addresses of the keys' cells (u32). */
  readonly #list: number;
  readonly #hashes: number;

  /** `keys` are columns of the rows. */
  constructor(kernel: Kernel, keys: readonly number[]) {
    this.#kernel = kernel;
    this.#keys = keys;
    this.#plain = new PlainCells(kernel);
    this.found = kernel.allocate(BATCH_ROWS * 4);
    this.#list = kernel.allocate(Math.max(1, keys.length) * 4);
    this.#hashes = kernel.allocate(HASHED_ROWS * 4);
  }

  /** Answers how many rows match something. */
  find({ batch, quote }: Rows, table: JoinTable): number {
    const came = this.#keys.map((column) => cellsOf(batch, column));
    const cells = this.#plain.ofColumns(came, batch.rows, quote);
    this.#kernel.u32(this.#list, cells.length).set(cells);
    return this.#kernel.call.joinFind(table.description, this.#list, batch.rows, this.found, this.#hashes);
  }
}
