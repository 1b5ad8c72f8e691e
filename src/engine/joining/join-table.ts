/**
 * The right side of a join in kernel memory: its rows as they come, as cells, and a hash table over their keys
 * (kernel/assembly/join.ts, join-build.ts). Rows of the left side are looked up in it.
 */
import { PqError } from '../../core/errors.ts';
import { formatBytes } from '../../core/sizes.ts';
import type { JoinRows } from '../../protocol/stage.ts';
import type { CollectedState } from '../io/state-file.ts';
import { type Kernel, KernelMemoryError } from '../kernel.ts';
import { MemoryPool } from '../operators/memory-pool.ts';
import { Region } from './region.ts';

/** Read at once, so that it is in the cache when its rows are noted. */
const PIECE_BYTES = 1 << 20;
const BUCKET_BYTES = 64;
/** Rows a bucket, on average: of its 8 places some have to stay free. */
const BUCKET_ROWS = 5;
const DESCRIPTION_BYTES = 84;
/** Words of the description that we write or read behind those that say what is joined. */
const Word = {
  ...{ buckets: 0, bucketCount: 1, rows: 2, rowCount: 3, firsts: 8, counts: 9, keys: 10, keyless: 11, someRow: 12 },
  ...{ repeats: 13, repeatCount: 14, repeatCapacity: 15, lists: 16, parts: 18, blocks: 19, blocksEnd: 20 },
} as const;
/** Of rows that are referred to by address at most one in so many has a key that is there already. */
const ROWS_A_REPEAT = 16;
const REPEAT_BYTES = 12;
/** Of as many rows as there are in a block. */
const WAITING_BYTES = 128 * 4;
const PARTS_BYTES = 256 * 8;
const BLOCK_BYTES = 1024;
const FIRST_BLOCKS_BYTES = 1 << 18;
const MOST_BLOCKS_BYTES = 1 << 24;

/** Room for rows that are not known to be more. */
const FIRST_TEXT_BYTES = 1 << 20;

/** Has rows written to where they stay; the last one need not be whole. */
export type Append = (byteLength: number, write: (target: Uint8Array) => void) => void;

type Join = Pick<JoinRows, 'how' | 'rightKeys' | 'nullsEqual' | 'rightColumnCount'>;

const NONE = 0xffffffff;

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
  readonly #waiting: number;
  readonly #parts: number;
  readonly #blocks: MemoryPool;
  /** Of the piece for them that was given last. */
  #blocksBytes = 0;
  readonly #text: Region;
  /** Of the rows that have come, and of those that were noted. */
  #textBytes = 0;
  #notedBytes = 0;
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
    this.#waiting = kernel.allocate(WAITING_BYTES);
    this.#parts = kernel.allocate(PARTS_BYTES);
    this.#blocks = new MemoryPool(kernel);
    [this.#text, this.#buckets] = [new Region(kernel), new Region(kernel)];
    [this.#repeats, this.#lists] = [new Region(kernel), new Region(kernel)];
    [this.#rows, this.#firsts] = [new Region(kernel), new Region(kernel)];
    [this.#places, this.#counts] = [new Region(kernel), new Region(kernel)];
    this.#describe({});
  }

  /** Holds these rows from now on, in this order. Throws PQ_OUT_OF_MEMORY. */
  load(sources: readonly CollectedState[]): void {
    const byteLength = sources.reduce((sum, source) => sum + source.byteLength, 0);
    this.fill((append) => {
      for (const source of sources) appendAll(source, append);
    }, byteLength);
  }

  /** Holds the rows that it is given meanwhile, of about as many bytes. Throws PQ_OUT_OF_MEMORY. */
  fill(give: (append: Append) => void, byteLength = FIRST_TEXT_BYTES): void {
    try {
      this.#begin(this.#text.reserve(Math.max(byteLength, this.#textBytes)));
      give((rowBytes, write) => this.#append(rowBytes, write));
      this.#end();
    } catch (error) {
      throw error instanceof KernelMemoryError ? tooLarge(Math.max(byteLength, this.#textBytes)) : error;
    }
  }

  #begin(text: number): void {
    this.#describe({ [Word.someRow]: text });
    this.#textBytes = 0;
    this.#notedBytes = 0;
  }

  #append(byteLength: number, write: (target: Uint8Array) => void): void {
    const start = this.#textBytes;
    this.#textBytes += byteLength;
    const before = this.#text.address;
    const text = this.#text.extend(this.#textBytes, start);
    write(this.#kernel.bytes.subarray(text + start, text + this.#textBytes));
    if (text !== before) this.#noteAgain(text);
    this.#notedBytes = this.#note(text + this.#notedBytes, text + this.#textBytes) - text;
  }

  /** Rows were noted by their addresses. */
  #noteAgain(text: number): void {
    this.#describe({ [Word.someRow]: text });
    this.#notedBytes = 0;
  }

  #end(): void {
    const { address: text } = this.#text;
    const rest = this.#textBytes - this.#notedBytes;
    if (rest > 0) throw new Error(`the right side of a join ends with ${rest} bytes that are no row`);
    this.rowCount = this.#words[Word.rowCount] as number;
    this.#add(text, text + this.#textBytes);
    this.keyCount = this.#words[Word.keys] as number;
    this.repeatCount = this.rowCount - this.keyCount - (this.#words[Word.keyless] as number);
  }

  /** Notes whole rows; answers where the first one begins that is not whole. */
  #note(from: number, end: number): number {
    for (let at = from; ; ) {
      at = this.#kernel.call.joinRead(this.description, at, end) >>> 0;
      const words = this.#words;
      if (words[Word.blocks] !== words[Word.blocksEnd]) return at;
      this.#addBlocks();
    }
  }

  /** Gives room for blocks in which rows are noted, more each time. */
  #addBlocks(): void {
    this.#blocksBytes = Math.min(Math.max(this.#blocksBytes * 2, FIRST_BLOCKS_BYTES), MOST_BLOCKS_BYTES);
    const { address } = this.#blocks.take(this.#blocksBytes + BLOCK_BYTES);
    const first = Math.ceil(address / BLOCK_BYTES) * BLOCK_BYTES;
    this.#words.set([first, first + this.#blocksBytes], Word.blocks);
  }

  /** Most keys are there once: that many are not is found out soon, as a rule. */
  #add(text: number, end: number): void {
    const isAdded = !keepsRight(this.#join.how) && this.#addByAddress();
    if (!isAdded) this.#addByNumber(text, end);
  }

  /** False when too many rows have a key that is there already. */
  #addByAddress(): boolean {
    const mostRepeats = Math.ceil(this.rowCount / ROWS_A_REPEAT);
    const repeats = this.#repeats.reserve(mostRepeats * 2 * REPEAT_BYTES);
    this.#words[Word.repeats] = repeats;
    this.#words[Word.repeatCapacity] = mostRepeats;
    if (!this.#insert()) return false;
    const count = this.#words[Word.repeatCount] as number;
    if (count === 0) return true;
    const lists = this.#lists.reserve(count * REPEAT_BYTES);
    this.#words[Word.lists] = lists;
    this.#kernel.call.joinLists(this.description, repeats + mostRepeats * REPEAT_BYTES);
    return true;
  }

  #addByNumber(text: number, end: number): void {
    const [rows, firsts] = [this.#rows.reserve(this.rowCount * 4), this.#firsts.reserve(this.rowCount * 4)];
    this.#kernel.u32(firsts, this.rowCount).fill(NONE);
    this.#describe({ [Word.rows]: rows, [Word.firsts]: firsts });
    this.#note(text, end);
    this.#insert();
    const { [Word.keys]: keys = 0, [Word.keyless]: keyless = 0 } = this.#words;
    if (this.rowCount > keys + keyless) this.#group();
  }

  /** Puts the rows that were noted into buckets. */
  #insert(): boolean {
    const bucketCount = 2 ** Math.ceil(Math.log2(Math.max(2, this.rowCount / BUCKET_ROWS)));
    const buckets = this.#buckets.reserveZeros(bucketCount * BUCKET_BYTES);
    this.#words[Word.buckets] = buckets;
    this.#words[Word.bucketCount] = bucketCount;
    return this.#kernel.call.joinInsert(this.description, this.#waiting) !== 0;
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

  /** No rows have been noted. */
  #describe(others: Readonly<Record<number, number>>): void {
    const { rightKeys, rightColumnCount, nullsEqual } = this.#join;
    this.#kernel.u32(this.#parts, PARTS_BYTES / 4).fill(0);
    const words = this.#words.fill(0);
    words.set([this.#keyColumns, rightKeys.length, rightColumnCount, Number(nullsEqual)], Word.rowCount + 1);
    words[Word.parts] = this.#parts;
    for (const [word, value] of Object.entries(others)) words[Number(word)] = value;
    this.#blocks.renew(() => {});
    this.#blocksBytes = 0;
    this.#addBlocks();
  }
}

function appendAll(source: CollectedState, append: Append): void {
  for (let at = 0; at < source.byteLength; at += PIECE_BYTES) {
    append(Math.min(PIECE_BYTES, source.byteLength - at), (target) => source.read(target, at));
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
