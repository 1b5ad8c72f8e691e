/** Finds the group of every row of a batch by its key cells, in a group table. */
import { BATCH_ROWS, type Batch } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import type { GroupTable } from './group-table.ts';
import { cellsOf } from './number-cells.ts';
import { SLACK_BYTES } from './plain-cells.ts';
import { Scratch } from './scratch.ts';

export class GroupFinder {
  readonly #kernel: Kernel;
  readonly #table: GroupTable;
  readonly #keys: readonly number[];
  /** Group number a row, packed keys, copies of the key cells and a list of their addresses, hashes. */
  readonly #groups: number;
  readonly #packed: number;
  readonly #keyCells: readonly number[];
  readonly #keyCellAddresses: number;
  readonly #hashes: number;
  readonly #texts: Scratch;

  /** `keys` are the columns that make the key, at least one. */
  constructor(kernel: Kernel, table: GroupTable, keys: readonly number[]) {
    this.#kernel = kernel;
    this.#table = table;
    this.#keys = keys;
    this.#texts = new Scratch(kernel);
    this.#groups = kernel.allocate(BATCH_ROWS * 4);
    this.#packed = kernel.allocate(BATCH_ROWS * 8);
    this.#hashes = kernel.allocate(BATCH_ROWS * 8);
    this.#keyCells = keys.map(() => kernel.allocate(BATCH_ROWS * 8));
    this.#keyCellAddresses = kernel.allocate(keys.length * 4);
    kernel.u32(this.#keyCellAddresses, keys.length).set(this.#keyCells);
  }

  /** Writes each row's group (u32) and returns the address; groups that are new are added. */
  find(batch: Batch, quote: number): number {
    const keyColumns = this.#keys.length;
    const { call } = this.#kernel;
    for (const [k, column] of this.#keys.entries()) {
      const [from, to] = [cellsOf(batch, column), this.#keyCells[k] as number];
      this.#kernel.bytes.copyWithin(to, from, from + batch.rows * 8);
    }
    // Many keys are far shorter than as many times all of the text.
    const textBytes =
      keyColumns === 1 ? batch.textBytes : call.cellBytes(this.#keyCellAddresses, keyColumns, batch.rows);
    const keyBytes = textBytes + keyColumns * batch.rows * 5;
    let free = this.#texts.reserve(keyBytes * 2 + SLACK_BYTES);
    this.#table.reserve(batch.rows, keyBytes);
    for (const cells of this.#keyCells) free = call.plainTexts(cells, batch.rows, free, quote) >>> 0;
    if (keyColumns > 1) call.packKeys(this.#keyCellAddresses, keyColumns, batch.rows, this.#packed, free);
    const keys = keyColumns > 1 ? this.#packed : (this.#keyCells[0] as number);
    call.groupsFind(keys, batch.rows, this.#groups, this.#keyCellAddresses, keyColumns, this.#hashes);
    return this.#groups;
  }
}
