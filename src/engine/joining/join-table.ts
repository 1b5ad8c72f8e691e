/**
 * The right side of a join in kernel memory: its rows as they come, as cells, and a hash table over their keys
 * (kernel/assembly/join.ts). Rows of the left side are looked up in it.
 */
import { PqError } from '../../core/errors.ts';
import type { JoinRows } from '../../protocol/stage.ts';
import type { CollectedState } from '../io/state-file.ts';
import { type Kernel, KernelMemoryError } from '../kernel.ts';
import { Region } from './region.ts';

/** Read at once, so that it is in the cache when its rows are counted. */
const PIECE_BYTES = 1 << 20;
const BUCKET_BYTES = 64;
/** Rows a bucket, on average: of its 8 places some have to stay free. */
const BUCKET_ROWS = 5;
const DESCRIPTION_BYTES = 56;
/** Words of the description that change: rows that have been counted, different keys, rows that can match nothing; and
 * where rows and counts are. */
const Word = { rows: 2, capacity: 4, counts: 10, keys: 11, keyless: 12 } as const;
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
    [this.#rows, this.#firsts] = [new Region(kernel), new Region(kernel)];
    [this.#places, this.#counts] = [new Region(kernel), new Region(kernel)];
    this.#describe(0, 1);
  }

  /** No key is there twice. */
  get isUnique(): boolean {
    return this.repeatCount === 0;
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
    this.#describe(0, 1);
    this.#read(sources, text);
    this.rowCount = this.#words[Word.capacity] as number;
    this.#add(text, text + byteLength);
    this.keyCount = this.#words[Word.keys] as number;
    this.repeatCount = this.rowCount - this.keyCount - (this.#words[Word.keyless] as number);
    if (!this.isUnique) this.#group();
  }

  /** Most tables have no key twice: others are found out soon, as a rule, and made once more. */
  #add(text: number, end: number): void {
    const { call } = this.#kernel;
    const bucketCount = 2 ** Math.ceil(Math.log2(Math.max(1, this.rowCount / BUCKET_ROWS)));
    const refill = (isNumbered: boolean): boolean => {
      this.#buckets.reserveZeros(bucketCount * BUCKET_BYTES);
      this.#describe(this.rowCount, bucketCount, isNumbered ? undefined : text);
      return call.joinAdd(this.description, text, end, this.#scratch) >>> 0 === end;
    };
    if (!keepsRight(this.#join.how) && refill(false)) return;
    for (const region of [this.#rows, this.#firsts]) region.reserve(this.rowCount * 4);
    refill(true);
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

  /** Rows are referred to by number; or by address, such as `someRow`. */
  #describe(capacity: number, bucketCount: number, someRow?: number): void {
    const rows = someRow === undefined ? this.#rows.address : 0;
    const { rightKeys, rightColumnCount, nullsEqual } = this.#join;
    const fields = [
      ...[this.#buckets.address, bucketCount, rows, 0, capacity],
      ...[
        this.#keyColumns,
        rightKeys.length,
        rightColumnCount,
        Number(nullsEqual),
        this.#firsts.address,
        0,
        0,
        0,
        someRow ?? 0,
      ],
    ];
    this.#kernel.u32(this.description, fields.length).set(fields);
  }
}

function tooLarge(byteLength: number): PqError {
  return new PqError('PQ_OUT_OF_MEMORY', `out of memory: a join cannot hold a right side of ${byteLength} bytes`, {
    hint: 'put the smaller side on the right, or cut both into buckets with --strategy shuffle',
  });
}
