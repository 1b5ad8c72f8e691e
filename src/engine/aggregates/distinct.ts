/**
 * distinct: the different values, told apart by their text, and how often each occurs. Nothing in the record: a table of
 * groups of its own (src/kernel/assembly/distinct.ts), whose entries are the values.
 */
import { BATCH_ROWS } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { GroupTable } from '../operators/group-table.ts';
import { PlainCells } from './plain-cells.ts';
import type { CellRows, CellState, GroupSelection, GroupShares, KernelRange, StoredState } from './state.ts';

/** Of an entry's record: a count, a kind, and the group. */
const RECORD_BYTES = 16;
/** Of a saved entry, beside its key. */
const SAVED_ENTRY_BYTES = 12;
const GROUP_BYTES = 4;
/** What is saved begins with how many entries there are and how many bytes of keys (u32 each). */
const SAVED_HEAD_BYTES = 64;

/** Numbers of entries (u32) at `order`; at `starts` (u32) from which on those of each class stand, and where all end. */
interface SortedEntries {
  readonly order: number;
  readonly starts: number;
}

export class DistinctState implements CellState, StoredState {
  readonly byteLength = 0;
  readonly #kernel: Kernel;
  readonly #table: GroupTable;
  readonly #plain: PlainCells;
  readonly #found: number;
  readonly #hashes: number;
  #byShare: SortedEntries = { order: 0, starts: 0 };

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#table = new GroupTable(kernel, 1, RECORD_BYTES);
    this.#plain = new PlainCells(kernel);
    this.#found = kernel.allocate(BATCH_ROWS * 4);
    this.#hashes = kernel.allocate(BATCH_ROWS * 8);
  }

  addCells(rows: CellRows): void {
    const scratch = this.#plain.take(rows, GROUP_BYTES);
    const { cells } = this.#plain;
    this.#table.during(() => {
      this.#table.reserve(rows.rows, rows.textBytes + rows.rows * GROUP_BYTES);
      this.#kernel.call.distinctAdd(cells, rows.groups, rows.rows, scratch, this.#found, this.#hashes);
    });
  }

  /** How many values of all groups. */
  get entryCount(): number {
    return this.#table.during(() => this.#table.parts.count);
  }

  get storedBytes(): number {
    return this.#table.during(() => this.#table.parts.count * SAVED_ENTRY_BYTES + this.#table.keyBytes);
  }

  saveEntries(selection: GroupSelection | undefined): readonly KernelRange[] {
    return this.#table.during(() => {
      if (selection === undefined) return this.#save(0, this.#table.parts.count, 0);
      const { share, placeOf } = selection;
      const { order, starts } = this.#byShare;
      const [from = 0, to = 0] = this.#kernel.u32(starts + share * 4, 2);
      return this.#save(order + from * 4, to - from, placeOf);
    });
  }

  #save(order: number, count: number, placeOf: number): readonly KernelRange[] {
    const byteLength = this.#kernel.call.distinctSavedBytes(order, count);
    const head = this.#kernel.allocate(SAVED_HEAD_BYTES);
    this.#kernel.u32(head, 2).set([count, byteLength - count * SAVED_ENTRY_BYTES]);
    const address = this.#kernel.allocateAsIs(byteLength);
    this.#kernel.call.distinctSave(order, count, placeOf, address);
    return [
      { address: head, byteLength: SAVED_HEAD_BYTES },
      { address, byteLength },
    ];
  }

  beginShares({ shareOf, shareCount }: GroupShares): void {
    this.#byShare = this.#sort(shareOf, shareCount);
  }

  /** By class of their groups, as distinctByClass has it. */
  #sort(classOf: number, classCount: number): SortedEntries {
    return this.#table.during(() => {
      const starts = this.#kernel.allocateAsIs((classCount + 1) * 4);
      const order = this.#kernel.allocateAsIs(this.#table.parts.count * 4);
      this.#kernel.call.distinctByClass(classOf, classCount, starts, order);
      return { order, starts };
    });
  }

  mergeEntries({ address }: KernelRange, map: number): void {
    const [count = 0, keyBytes = 0] = this.#kernel.u32(address, 2);
    const saved = address + SAVED_HEAD_BYTES;
    this.#table.during(() => {
      this.#table.reserve(count, keyBytes);
      this.#kernel.call.distinctMerge(saved, count, map, this.#plain.cells, this.#hashes, this.#found);
    });
  }

  clear(): void {
    this.#table.during(() => this.#table.clear());
  }

  /** The entries by group, in memory that the caller releases. */
  byGroup(groupCount: number): SortedEntries {
    return this.#sort(0, groupCount);
  }

  /** Writes the cells of `count` entries (u32 at `entries`) to `cells`, and how often each occurs (f64) to `counts`. */
  readCells(entries: number, count: number, cells: number, counts: number): void {
    this.#table.during(() => this.#kernel.call.distinctCells(entries, count, cells, counts));
  }

  merge(): void {}
  mergeSlow(): void {}
  saveSlow(): [] {
    return [];
  }
  hasSlow(): boolean {
    return false;
  }
}
