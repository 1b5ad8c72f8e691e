/**
 * The right side of a join in kernel memory: its rows as they come, as cells, and a hash table over their keys
 * (kernel/assembly/join.ts). Rows of the left side are looked up in it.
 */
import { PqError } from '../../core/errors.ts';
import { formatBytes } from '../../core/sizes.ts';
import type { JoinRows } from '../../protocol/stage.ts';
import type { CollectedState } from '../io/state-file.ts';
import { type Kernel, KernelMemoryError } from '../kernel.ts';
import { Region } from './region.ts';

/** Read at once, so that it is in the cache when its rows are counted. */
const PIECE_BYTES = 1 << 20;
const BUCKET_BYTES = 64;
/** Rows a bucket, on average: of its 8 places some have to stay free. */
const BUCKET_ROWS = 5;
const DESCRIPTION_BYTES = 76;
/** Words of the description that we write or read behind those that say what is joined. */
const Word = {
  ...{ rows: 2, capacity: 4, firsts: 9, counts: 10, keys: 11, keyless: 12, someRow: 13 },
  ...{ repeats: 14, repeatCount: 15, repeatCapacity: 16, lists: 17 },
} as const;
/** Of rows that are referred to by address at most one in so many has a key that is there already. */
const ROWS_A_REPEAT = 16;
const REPEAT_BYTES = 12;
const SCRATCH_BYTES = 256 * 16;

type Join = Pick<JoinRows, 'how' | 'rightKeys' | 'nullsEqual' | 'rightColumnCount'>;

/** Rows of the right side are asked for that nothing matched. */
export function keepsRight(how: JoinRows['how']): boolean {
  return how === 'right' || how === 'full';
}

export class JoinTable {
  /** What the kernel knows the table by. */
  readonly description: number;
  rowCount = 0;
  /** How many different keys there are. */
  keyCount = 0;
  /** Rows beyond the first of their key. */
  repeatCount = 0;
  readonly #kernel: Kernel;
  readonly #join: Join;
  readonly #keyColumns: number;
  readonly #scratch: number;
  readonly #text: Region;
  readonly #buckets: Region;
  readonly #repeats: Region;
  readonly #lists: Region;
  /** Of four bytes a row each: where rows are; the first ones of their keys, or places; and both again where keys repeat. */
  readonly #rows: Region;
  readonly #firsts: Region;
  readonly #places: Region;
  readonly #counts: Region;

  constructor(kernel: Kernel, join: Join) {
    if (join.rightColumnCount === 0) throw new Error('rows of the right side of a join have no columns');
    this.#kernel = kernel;
    this.#join = join;
    this.description = kernel.allocate(DESCRIPTION_BYTES);
    this.#keyColumns = kernel.allocate(Math.max(1, join.rightKeys.length) * 4);
    kernel.u32(this.#keyColumns, join.rightKeys.length).set(join.rightKeys);
    this.#scratch = kernel.allocate(SCRATCH_BYTES);
    [this.#text, this.#buckets] = [new Region(kernel), new Region(kernel)];
    [this.#repeats, this.#lists] = [new Region(kernel), new Region(kernel)];
    [this.#rows, this.#firsts] = [new Region(kernel), new Region(kernel)];
    [this.#places, this.#counts] = [new Region(kernel), new Region(kernel)];
    this.#describe(0, 1, {});
  }

  /** Holds these rows from now on, in this order. Throws PQ_OUT_OF_MEMORY. */
  load(sources: readonly CollectedState[]): void {
    const byteLength = sources.reduce((sum, source) => sum + source.byteLength, 0);
    try {
      this.#load(sources, byteLength);
    } catch (error) {
      throw error instanceof KernelMemoryError ? tooLarge(byteLength) : error;
    }
  }

  #load(sources: readonly CollectedState[], byteLength: number): void {
    const text = this.#text.reserve(byteLength);
    this.#describe(0, 1, {});
    this.#read(sources, text);
    this.rowCount = this.#words[Word.capacity] as number;
    this.#add(text, text + byteLength);
    this.keyCount = this.#words[Word.keys] as number;
    this.repeatCount = this.rowCount - this.keyCount - (this.#words[Word.keyless] as number);
  }

  /** Most keys are there once: that many are not is found out soon, as a rule. */
  #add(text: number, end: number): void {
    if (!keepsRight(this.#join.how) && this.#addByAddress(text, end)) return;
    for (const region of [this.#rows, this.#firsts]) region.reserve(this.rowCount * 4);
    this.#fill(text, end, { [Word.rows]: this.#rows.address, [Word.firsts]: this.#firsts.address });
    if (this.rowCount > (this.#words[Word.keys] as number)) this.#group();
  }

  /** False when too many rows have a key that is there already. */
  #addByAddress(text: number, end: number): boolean {
    const mostRepeats = Math.ceil(this.rowCount / ROWS_A_REPEAT);
    const repeats = this.#repeats.reserve(mostRepeats * 2 * REPEAT_BYTES);
    const room = { [Word.repeats]: repeats, [Word.repeatCapacity]: mostRepeats };
    if (!this.#fill(text, end, { ...room, [Word.someRow]: text })) return false;
    const words = this.#words;
    const count = words[Word.repeatCount] as number;
    if (count === 0) return true;
    words[Word.lists] = this.#lists.reserve(count * REPEAT_BYTES);
    this.#kernel.call.joinLists(this.description, repeats + mostRepeats * REPEAT_BYTES);
    return true;
  }

  /** Adds all rows to buckets that are empty; false when there was no room for something. */
  #fill(text: number, end: number, words: Readonly<Record<number, number>>): boolean {
    const bucketCount = 2 ** Math.ceil(Math.log2(Math.max(1, this.rowCount / BUCKET_ROWS)));
    this.#buckets.reserveZeros(bucketCount * BUCKET_BYTES);
    this.#describe(this.rowCount, bucketCount, words);
    return this.#kernel.call.joinAdd(this.description, text, end, this.#scratch) >>> 0 === end;
  }

  /** Reads and counts the rows. */
  #read(sources: readonly CollectedState[], text: number): void {
    let [from, end] = [text, text];
    for (const source of sources) {
      for (let at = 0; at < source.byteLength; at += PIECE_BYTES) {
        const pieceBytes = Math.min(PIECE_BYTES, source.byteLength - at);
        source.read(this.#kernel.bytes.subarray(end, end + pieceBytes), at);
        end += pieceBytes;
        from = this.#kernel.call.joinCount(this.description, from, end) >>> 0;
      }
    }
    if (from !== end) throw new Error(`the right side of a join ends with ${end - from} bytes that are no row`);
  }

  get #words(): Uint32Array {
    return this.#kernel.u32(this.description, DESCRIPTION_BYTES / 4);
  }

  /** Rows of a key come to stand together. */
  #group(): void {
    const [places, counts] = [this.#places.reserveZeros(this.rowCount * 4), this.#counts.reserve(this.rowCount * 4)];
    this.#kernel.call.joinGroup(this.description, places, counts);
    this.#words[Word.rows] = places;
    this.#words[Word.counts] = counts;
  }

  #describe(capacity: number, bucketCount: number, others: Readonly<Record<number, number>>): void {
    const { rightKeys, rightColumnCount, nullsEqual } = this.#join;
    const [buckets, keys] = [this.#buckets.address, this.#keyColumns];
    const words = this.#words.fill(0);
    words.set([buckets, bucketCount, 0, 0, capacity, keys, rightKeys.length, rightColumnCount, Number(nullsEqual)]);
    for (const [word, value] of Object.entries(others)) words[Number(word)] = value;
  }
}

function tooLarge(byteLength: number): PqError {
  return new PqError(
    'PQ_OUT_OF_MEMORY',
    `out of memory: a join cannot hold a right side of ${formatBytes(byteLength)}`,
    {
      hint: 'put the smaller side on the right, or cut both into buckets with --strategy shuffle',
    },
  );
}
