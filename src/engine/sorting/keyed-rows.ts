/** Rows of text that are held with their keys, to be sorted: in kernel memory, which is used again for the next ones. */
import type { SortKey } from '../../protocol/stage.ts';
import type { Kernel } from '../kernel.ts';
import { Arena } from '../operators/arena.ts';
import { SLACK_BYTES } from '../operators/plain-cells.ts';
import type { RenderedRows, RowRoom } from '../operators/row-writer.ts';
import { Scratch } from '../operators/scratch.ts';
import type { Rows } from '../steps/step.ts';
import { KeyColumns } from './key-columns.ts';

const ENTRY_BYTES = 16;
/** Of a stack for groups of entries that are alike, an entry's share. */
const GROUP_BYTES = 6;
/** What sorting takes beside each record: its entry, another one to move it to, its share of the stack. */
export const SORTING_BYTES = 2 * ENTRY_BYTES + GROUP_BYTES;
const FIRST_CAPACITY = 16384;
/** Entries of rows, in kernel memory (src/kernel/assembly/sort.ts). */
export interface Entries {
  readonly address: number;
  readonly count: number;
}

export class KeyedRows {
  rowCount = 0;
  /** What rows and keys take, and sorting them. */
  byteLength = 0;
  readonly #kernel: Kernel;
  readonly #columns: KeyColumns;
  readonly #texts: Arena;
  readonly #records: Arena;
  readonly #sorter: EntrySorter;
  #entries = 0;
  #capacity = 0;

  constructor(kernel: Kernel, keys: readonly SortKey[]) {
    this.#kernel = kernel;
    this.#columns = new KeyColumns(kernel, keys);
    [this.#texts, this.#records] = [new Arena(kernel), new Arena(kernel)];
    this.#sorter = new EntrySorter(kernel);
  }

  /** Where their text is written before they are appended. */
  get room(): RowRoom {
    return this.#texts;
  }

  clear(): void {
    this.rowCount = 0;
    this.byteLength = 0;
    this.#texts.clear();
    this.#records.clear();
  }

  /** What was written to our room last are these rows. */
  append(rows: Rows, { address, byteLength, lengths }: RenderedRows): void {
    const mostBytes = this.#columns.take(rows);
    this.#texts.use(byteLength);
    const records = this.#records.reserve(mostBytes);
    const count = rows.batch.rows;
    this.#reserveEntries(count);
    const entries = this.#entries + this.rowCount * ENTRY_BYTES;
    const recordBytes = this.#columns.write({ text: address, lengths, entries, records }) - records;
    this.#records.use(recordBytes);
    this.rowCount += count;
    this.byteLength += byteLength + recordBytes + count * SORTING_BYTES;
  }

  /** In order; `isUnique`: the first of those with equal keys. Good until more rows come. */
  sorted(isUnique: boolean): Entries {
    return this.#sorter.sort({ address: this.#entries, count: this.rowCount }, isUnique);
  }

  /** The first row that does not come behind the one before it, or, unless they are to be unique, is not equal to it. */
  firstUnsorted(isUnique: boolean): number | undefined {
    const at = this.#kernel.call.firstUnsorted(this.#entries, this.rowCount, isUnique ? 1 : 0);
    return at === this.rowCount ? undefined : at;
  }

  #reserveEntries(rows: number): void {
    if (this.rowCount + rows <= this.#capacity) return;
    this.#capacity = Math.max(2 * this.#capacity, this.rowCount + rows, FIRST_CAPACITY);
    const entries = this.#kernel.allocateAsIs(this.#capacity * ENTRY_BYTES);
    this.#kernel.bytes.copyWithin(entries, this.#entries, this.#entries + this.rowCount * ENTRY_BYTES);
    this.#entries = entries;
  }
}

export class EntrySorter {
  readonly #kernel: Kernel;
  readonly #scratch: Scratch;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#scratch = new Scratch(kernel);
  }

  sort({ address, count }: Entries, isUnique: boolean): Entries {
    const { call } = this.#kernel;
    if (call.firstUnsorted(address, count, 0) < count) this.#sort({ address, count });
    return { address, count: isUnique ? call.dropEqualKeys(address, count) : count };
  }

  #sort({ address, count }: Entries): void {
    const scratch = this.#scratch.reserve(count * (ENTRY_BYTES + GROUP_BYTES) + SLACK_BYTES);
    this.#kernel.call.sortEntries(address, count, scratch, scratch + count * ENTRY_BYTES);
  }
}
