/**
 * distinct: the different values, told apart by their text, and how often each occurs. Nothing in the record: a table of
 * groups of its own (src/kernel/assembly/distinct.ts), whose entries are the values.
 */
import { BATCH_ROWS } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { type GroupParts, GroupTable } from '../operators/group-table.ts';
import { PlainCells } from './plain-cells.ts';
import type { CellRows, CellState, GroupSelection, KernelRange, StoredState } from './state.ts';

/** Of an entry's record: a count and a kind. */
const RECORD_BYTES = 16;
const GROUP_BYTES = 4;
/** What is saved begins with how many entries there are and how many bytes of keys (u32 each). */
const SAVED_HEAD_BYTES = 64;

type SavedTable = GroupParts & { readonly keyBytes: number };

export class DistinctState implements CellState, StoredState {
  readonly byteLength = 0;
  readonly #kernel: Kernel;
  readonly #table: GroupTable;
  readonly #plain: PlainCells;
  readonly #found: number;
  readonly #hashes: number;

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

  get storedBytes(): number {
    const { headerBytes, recordBytes } = this.#table;
    return this.#table.during(() => this.#table.parts.count * (headerBytes + recordBytes) + this.#table.keyBytes);
  }

  saveEntries(selection: GroupSelection | undefined): readonly KernelRange[] {
    return this.#table.during(() => {
      const { parts, keyBytes } = this.#table;
      return this.#rangesOf(selection ? this.#entriesOf(selection) : { ...parts, keyBytes });
    });
  }

  #rangesOf({ count, headers, records, keys, keyBytes }: SavedTable): readonly KernelRange[] {
    const head = this.#kernel.allocate(SAVED_HEAD_BYTES);
    this.#kernel.u32(head, 2).set([count, keyBytes]);
    return [
      { address: head, byteLength: SAVED_HEAD_BYTES },
      { address: headers, byteLength: count * this.#table.headerBytes },
      { address: records, byteLength: count * this.#table.recordBytes },
      { address: keys, byteLength: keyBytes },
    ];
  }

  /** A copy of the groups' entries as a table of their own. */
  #entriesOf({ share, shareOf, placeOf }: GroupSelection): SavedTable {
    const { call } = this.#kernel;
    const order = this.#kernel.allocate((this.#table.parts.count + 1) * 4);
    const count = call.distinctOfShare(shareOf, share, order);
    const gathered = this.#table.gather(order, count);
    call.distinctRenumber(gathered.headers, count, gathered.keys, placeOf);
    return gathered;
  }

  mergeEntries({ address }: KernelRange, map: number): void {
    const [count = 0, keyBytes = 0] = this.#kernel.u32(address, 2);
    const headers = address + SAVED_HEAD_BYTES;
    const records = headers + count * this.#table.headerBytes;
    const keys = records + count * this.#table.recordBytes;
    this.#table.during(() => {
      this.#table.reserve(count, keyBytes);
      this.#kernel.call.distinctMerge(headers, count, records, keys, map, this.#found);
    });
  }

  clear(): void {
    this.#table.during(() => this.#table.clear());
  }

  /**
   * The entries by group: numbers of entries (u32) at `order`, from which of them on those of each group stand and where all
   * end (u32) at `starts`; in memory that the caller releases.
   */
  byGroup(groupCount: number): { readonly order: number; readonly starts: number } {
    return this.#table.during(() => {
      const starts = this.#kernel.allocate((groupCount + 1) * 4);
      const order = this.#kernel.allocate(this.#table.parts.count * 4);
      this.#kernel.call.distinctByGroup(groupCount, starts, order);
      return { order, starts };
    });
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
