/**
 * different: how many different values one group of everything has. Nothing in the record: a set of short texts
 * (src/kernel/assembly/different.ts), and beside it the long ones.
 */
import type { Kernel } from '../kernel.ts';
import { DistinctState } from './distinct.ts';
import { PlainCells } from './plain-cells.ts';
import type { CellRows, CellState, KernelRange, StoredState } from './state.ts';

/** Rows that the kernel takes at a time. */
const CHUNK_ROWS = 256;
const ENTRY_BYTES = 16;
const FIRST_SLOTS = 4096;
/** Of its slots at most this part is taken: more, and looking for one takes long. */
const FULL = 0.6;
const DESCRIPTION_BYTES = 12;
/** What is saved begins with how many short texts there are (u32). */
const SAVED_HEAD_BYTES = 64;
export class DifferentState implements CellState, StoredState {
  readonly byteLength = 0;
  readonly #kernel: Kernel;
  readonly #plain: PlainCells;
  /** Address of what the kernel knows the set by. */
  readonly #set: number;
  readonly #entries: number;
  readonly #places: number;
  #slotCount = FIRST_SLOTS;
  readonly #long: DistinctState;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#plain = new PlainCells(kernel);
    this.#long = new DistinctState(kernel);
    this.#entries = kernel.allocate(CHUNK_ROWS * ENTRY_BYTES);
    this.#places = kernel.allocate(CHUNK_ROWS * 4);
    this.#set = kernel.allocate(DESCRIPTION_BYTES);
    this.#useSlots(FIRST_SLOTS);
  }

  #useSlots(count: number): void {
    const address = this.#kernel.allocate(count * ENTRY_BYTES);
    this.#kernel.u32(this.#set, 3).set([address, count, 0]);
    this.#slotCount = count;
  }

  get #shortCount(): number {
    return this.#kernel.words[this.#set / 4 + 2] as number;
  }

  /** How many different values there are. */
  get count(): number {
    return this.#shortCount + this.#long.entryCount;
  }

  addCells(rows: CellRows): void {
    this.#plain.take(rows, 0);
    this.#reserve(rows.rows);
    const { cells } = this.#plain;
    const longCount = this.#kernel.call.differentAdd(cells, rows.rows, this.#set, this.#entries, this.#places);
    if (longCount > 0) this.#long.addCells({ ...rows, rows: longCount, groups: 0, cells });
  }

  /** Makes room for so many more short texts. */
  #reserve(more: number): void {
    const needed = (this.#shortCount + more) / FULL;
    if (needed <= this.#slotCount) return;
    const [from = 0, slotCount = 0] = this.#kernel.u32(this.#set, 2);
    this.#useSlots(2 ** Math.ceil(Math.log2(needed)));
    this.#kernel.call.differentMerge(from, slotCount, this.#set, this.#places);
  }

  get storedBytes(): number {
    return this.#shortCount * ENTRY_BYTES + this.#long.storedBytes;
  }

  saveEntries(): readonly KernelRange[] {
    const count = this.#shortCount;
    const head = this.#kernel.allocate(SAVED_HEAD_BYTES);
    this.#kernel.words[head / 4] = count;
    const address = this.#kernel.allocateAsIs((count + 1) * ENTRY_BYTES);
    this.#kernel.call.differentSave(this.#set, address);
    return [
      { address: head, byteLength: SAVED_HEAD_BYTES },
      { address, byteLength: count * ENTRY_BYTES },
      ...this.#long.saveEntries(undefined),
    ];
  }

  mergeEntries({ address, byteLength }: KernelRange, map: number): void {
    const count = this.#kernel.words[address / 4] as number;
    const start = address + SAVED_HEAD_BYTES;
    // At once: they come in the order of their places, and would crowd the front of a set that is still too small.
    this.#reserve(count);
    this.#kernel.call.differentMerge(start, count, this.#set, this.#places);
    const long = start + count * ENTRY_BYTES;
    this.#long.mergeEntries({ address: long, byteLength: address + byteLength - long }, map);
  }

  clear(): void {
    const { bytes } = this.#kernel;
    const [address = 0] = this.#kernel.u32(this.#set, 1);
    bytes.fill(0, address, address + this.#slotCount * ENTRY_BYTES);
    this.#kernel.words[this.#set / 4 + 2] = 0;
    this.#long.clear();
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
