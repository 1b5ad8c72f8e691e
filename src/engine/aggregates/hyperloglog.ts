/**
 * hyperloglog: about how many different values there are. A u64 in the record that leads to the group's registers (layouts:
 * src/kernel/assembly/hyperloglog.ts), which grow with what they hold, up to 16 KiB.
 */
import { BATCH_ROWS } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { estimateCount, RUN_COUNTS } from '../values/hyperloglog.ts';
import { PlainCells } from './plain-cells.ts';
import type { CellRows, CellState, GroupSelection, KernelRange, StatePlace, StoredState } from './state.ts';

/** Where free memory starts and ends, and a list of blocks for each of their 5 sizes. */
const STORE_WORDS = 7;
/** The first piece of memory that registers are given; each further one is as large as all before together. */
const FIRST_BYTES = 1 << 17;
const MOST_BYTES = 1 << 26;

export class HyperLogLogState implements CellState, StoredState {
  readonly byteLength = 8;
  readonly #kernel: Kernel;
  readonly #plain: PlainCells;
  /** Address of what the kernel takes memory from. */
  readonly #blocks: number;
  readonly #hashes: number;
  readonly #counts: number;
  /** Memory that was given, all together and what comes next of it: given again after a discard. */
  #givenBytes = 0;
  readonly #pieces: KernelRange[] = [];
  #piecesUsed = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#plain = new PlainCells(kernel);
    this.#blocks = kernel.allocate(STORE_WORDS * 4);
    this.#hashes = kernel.allocate(BATCH_ROWS * 8);
    this.#counts = kernel.allocate(RUN_COUNTS * 4);
  }

  addCells(rows: CellRows, { base, stride }: StatePlace): void {
    this.#plain.take(rows, 0);
    const { call } = this.#kernel;
    for (let row = 0; ; this.#giveMemory()) {
      row = call.hllAdd(this.#plain.cells, row, rows.rows, rows.groups, base, stride, this.#blocks, this.#hashes);
      if (row === rows.rows) return;
    }
  }

  /** What is left of the memory before is lost: less than what one group may need. */
  #giveMemory(): void {
    const { address, byteLength } = this.#pieces[this.#piecesUsed] ?? this.#makePiece();
    this.#piecesUsed += 1;
    this.#kernel.u32(this.#blocks, 2).set([address, address + byteLength]);
  }

  #makePiece(): KernelRange {
    const byteLength = Math.min(Math.max(this.#givenBytes, FIRST_BYTES), MOST_BYTES);
    const piece = { address: this.#kernel.allocateAsIs(byteLength), byteLength };
    this.#givenBytes += byteLength;
    this.#pieces.push(piece);
    return piece;
  }

  get storedBytes(): number {
    const used = this.#pieces.slice(0, this.#piecesUsed).reduce((sum, { byteLength }) => sum + byteLength, 0);
    const [free = 0, end = 0] = this.#kernel.u32(this.#blocks, 2);
    return used - (end - free);
  }

  saveEntries(_: GroupSelection | undefined, { base, stride, groupCount }: StatePlace): readonly KernelRange[] {
    const byteLength = this.#kernel.call.hllSavedBytes(base, stride, groupCount);
    const address = this.#kernel.allocateAsIs(byteLength);
    this.#kernel.call.hllSave(base, stride, groupCount, address);
    return [{ address, byteLength }];
  }

  mergeEntries({ address, byteLength }: KernelRange, map: number, { base, stride }: StatePlace): void {
    const end = address + byteLength;
    for (let at = address; ; this.#giveMemory()) {
      at = this.#kernel.call.hllMerge(at, end, map, base, stride, this.#blocks) >>> 0;
      if (at === end) return;
    }
  }

  clear(): void {
    this.#piecesUsed = 0;
    this.#kernel.u32(this.#blocks, STORE_WORDS).fill(0);
  }

  /** Address of a group's state to about how many different values it has seen. */
  read(address: number): number {
    this.#kernel.call.hllCounts(address, this.#counts);
    return estimateCount(this.#kernel.u32(this.#counts, RUN_COUNTS));
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
