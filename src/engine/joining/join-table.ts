/**
 * The right side of a join in kernel memory: its rows as they come, as cells, and a hash table over their keys
 * (kernel/assembly/join.ts). Rows of the left side are looked up in it.
 */
import { PqError } from '../../core/errors.ts';
import type { JoinRows } from '../../protocol/stage.ts';
import { type Kernel, KernelMemoryError } from '../kernel.ts';
import { Region } from './region.ts';

/** Read at once, so that it is in the cache when its rows are added. */
const PIECE_BYTES = 1 << 20;
const BUCKET_BYTES = 64;
/** Rows a bucket, on average: of its 8 places some have to stay free. */
const BUCKET_ROWS = 5;
const DESCRIPTION_BYTES = 56;
/** Where the kernel counts, in words: rows, different keys, rows that can match nothing. */
const Count = { rows: 3, keys: 11, keyless: 12 } as const;
/** And addresses that change when keys repeat. */
const Word = { rows: 2, counts: 10 } as const;
const HASHED_ROWS = 256;

/** Whole rows as cells (RowFormat 'cells'). */
export interface RowsSource {
  readonly byteLength: number;
  /** Counted, where nobody knows. */
  readonly rowCount: number | undefined;
  read(target: Uint8Array, from: number): void;
}

type Join = Pick<JoinRows, 'how' | 'rightKeys' | 'nullsEqual' | 'rightColumnCount'>;

/** Rows of the right side are asked for that nothing matched. */
export function keepsRight({ how }: Pick<JoinRows, 'how'>): boolean {
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
  /** What it takes of memory. */
  byteLength = 0;
  readonly #kernel: Kernel;
  readonly #join: Join;
  readonly #keyColumns: number;
  readonly #hashes: number;
  readonly #text: Region;
  readonly #buckets: Region;
  /** Of four bytes a row each: where rows are; the first ones of their keys, or places; and both again where keys repeat. */
  readonly #rows: Region;
  readonly #firsts: Region;
  readonly #places: Region;
  readonly #counts: Region;

  constructor(kernel: Kernel, join: Join) {
    this.#kernel = kernel;
    this.#join = join;
    this.description = kernel.allocate(DESCRIPTION_BYTES);
    this.#keyColumns = kernel.allocate(Math.max(1, join.rightKeys.length) * 4);
    kernel.u32(this.#keyColumns, join.rightKeys.length).set(join.rightKeys);
    this.#hashes = kernel.allocate(HASHED_ROWS * 8);
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
  load(sources: readonly RowsSource[]): void {
    const byteLength = sources.reduce((sum, source) => sum + source.byteLength, 0);
    try {
      this.#load(sources, byteLength);
    } catch (error) {
      throw error instanceof KernelMemoryError ? tooLarge(byteLength) : error;
    }
  }

  #load(sources: readonly RowsSource[], byteLength: number): void {
    const text = this.#text.reserve(byteLength);
    const rowCount = sources.reduce((sum, source) => sum + (source.rowCount ?? this.#countRows(source, text)), 0);
    const bucketCount = 2 ** Math.ceil(Math.log2(Math.max(1, rowCount / BUCKET_ROWS)));
    this.#buckets.reserveZeros(bucketCount * BUCKET_BYTES);
    for (const region of [this.#rows, this.#firsts]) region.reserve(rowCount * 4);
    this.#describe(rowCount, bucketCount);
    this.#add(sources, text);
    const [rows, keys, keyless] = this.#counted();
    if (rows !== rowCount) throw new Error(`a side of a join has ${rows} rows instead of ${rowCount}`);
    this.rowCount = rows;
    this.keyCount = keys;
    this.repeatCount = rows - keyless - keys;
    this.byteLength = byteLength + bucketCount * BUCKET_BYTES + rowCount * (this.isUnique ? 8 : 16);
    if (!this.isUnique) this.#group();
    else if (!keepsRight(this.#join) && rows > 0) this.#kernel.call.joinAim(this.description);
  }

  /** `room` has as many bytes. */
  #countRows({ byteLength, read }: RowsSource, room: number): number {
    read(this.#kernel.bytes.subarray(room, room + byteLength), 0);
    return this.#kernel.call.joinCount(room, room + byteLength, this.#join.rightColumnCount) >>> 0;
  }

  #add(sources: readonly RowsSource[], text: number): void {
    const { call } = this.#kernel;
    let [from, end] = [text, text];
    const addRows = (): void => {
      from = call.joinAdd(this.description, from, end, this.#hashes) >>> 0;
    };
    for (const source of sources) {
      for (let at = 0; at < source.byteLength; at += PIECE_BYTES) {
        const pieceBytes = Math.min(PIECE_BYTES, source.byteLength - at);
        source.read(this.#kernel.bytes.subarray(end, end + pieceBytes), at);
        end += pieceBytes;
        addRows();
      }
    }
    // Rows without columns take no bytes.
    addRows();
    if (from !== end) throw new Error(`a side of a join has ${end - from} bytes that are no rows`);
  }

  #counted(): readonly [rows: number, keys: number, keyless: number] {
    const words = this.#kernel.u32(this.description, DESCRIPTION_BYTES / 4);
    return [words[Count.rows] as number, words[Count.keys] as number, words[Count.keyless] as number];
  }

  /** Rows of a key come to stand together. */
  #group(): void {
    const [places, counts] = [this.#places.reserveZeros(this.rowCount * 4), this.#counts.reserve(this.rowCount * 4)];
    this.#kernel.call.joinGroup(this.description, places, counts);
    const words = this.#kernel.u32(this.description, DESCRIPTION_BYTES / 4);
    words[Word.rows] = places;
    words[Word.counts] = counts;
  }

  #describe(capacity: number, bucketCount: number): void {
    const { rightKeys, rightColumnCount, nullsEqual } = this.#join;
    const fields = [
      ...[this.#buckets.address, bucketCount, this.#rows.address, 0, capacity],
      ...[this.#keyColumns, rightKeys.length, rightColumnCount, Number(nullsEqual), this.#firsts.address, 0, 0, 0, 0],
    ];
    this.#kernel.u32(this.description, fields.length).set(fields);
  }
}

function tooLarge(byteLength: number): PqError {
  return new PqError('PQ_OUT_OF_MEMORY', `out of memory: a join cannot hold a right side of ${byteLength} bytes`, {
    hint: 'put the smaller side on the right, or cut both into buckets with --strategy shuffle',
  });
}
