/** Finds the group of every row of a batch by its key cells, in a group table. */
import { BATCH_ROWS, type Batch } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import type { GroupTable } from './group-table.ts';
import { KeyTexts } from './key-texts.ts';

export class GroupFinder {
  readonly #kernel: Kernel;
  readonly #table: GroupTable;
  readonly #keys: KeyTexts;
  /** Group number a row, hashes. */
  readonly #groups: number;
  readonly #hashes: number;

  /** `keys` are the columns that make the key, at least one. */
  constructor(kernel: Kernel, table: GroupTable, keys: readonly number[]) {
    this.#kernel = kernel;
    this.#table = table;
    this.#keys = new KeyTexts(kernel, keys);
    this.#groups = kernel.allocate(BATCH_ROWS * 4);
    this.#hashes = kernel.allocate(BATCH_ROWS * 8);
  }

  /** Writes each row's group (u32) and returns the address; groups that are new are added. */
  find(batch: Batch, quote: number): number {
    const { address, cells, count, mostBytes } = this.#keys.of(batch, quote);
    this.#table.reserve(batch.rows, mostBytes);
    this.#kernel.call.groupsFind(address, batch.rows, this.#groups, cells, count, this.#hashes);
    return this.#groups;
  }
}
