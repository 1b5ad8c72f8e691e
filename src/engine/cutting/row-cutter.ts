/**
 * Holds rows of text with the bucket of each, and writes them to a file, those of each bucket together. Buckets are found
 * and counted as rows come, and copied together when their sizes are known.
 */
import type { BucketPart } from '../../protocol/stage.ts';
import type { SpillFile } from '../io/spill-file.ts';
import type { Kernel } from '../kernel.ts';
import { Arena } from '../operators/arena.ts';
import type { RenderedRows, RowRoom } from '../operators/row-writer.ts';
import { Scratch } from '../operators/scratch.ts';

const SLACK_BYTES = 64;
/** Of a row: its length, its bucket. */
const ROW_BYTES = 8;
/** Of a bucket: bytes and rows; where its next row goes, and where it ends. */
const BUCKET_BYTES = 8;

/** Rows of one batch that are held. */
interface HeldBatch {
  readonly text: number;
  readonly lengths: number;
  readonly buckets: number;
  readonly rows: number;
}

export class RowCutter {
  /** What rows take, and putting them together. */
  byteLength = 0;
  readonly #kernel: Kernel;
  readonly #texts: Arena;
  readonly #numbers: Arena;
  readonly #counts: Scratch;
  readonly #places: Scratch;
  readonly #staging: Scratch;
  #batches: HeldBatch[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    [this.#texts, this.#numbers] = [new Arena(kernel), new Arena(kernel)];
    [this.#counts, this.#places, this.#staging] = [new Scratch(kernel), new Scratch(kernel), new Scratch(kernel)];
  }

  /** Where the text of rows is written before they are added. */
  get room(): RowRoom {
    return this.#texts;
  }

  /** Where the buckets (u32) of rows are written before they are added. */
  roomForBuckets(rows: number): number {
    return this.#numbers.reserve(rows * ROW_BYTES);
  }

  /** What was written to our room last are these rows, and their buckets. */
  add(rows: number, { address, byteLength, lengths }: RenderedRows): void {
    const buckets = this.roomForBuckets(rows);
    const held = { text: address, lengths: buckets + rows * 4, buckets, rows };
    this.#kernel.bytes.copyWithin(held.lengths, lengths, lengths + rows * 4);
    this.#texts.use(byteLength);
    this.#numbers.use(rows * ROW_BYTES);
    this.#batches.push(held);
    this.byteLength += 2 * byteLength + rows * ROW_BYTES;
  }

  clear(): void {
    this.#batches = [];
    this.byteLength = 0;
    this.#texts.clear();
    this.#numbers.clear();
  }

  /** `keepsLengths`: those of the rows come behind them. Throws PQ_SCRATCH. */
  write(spill: SpillFile, bucketCount: number, keepsLengths: boolean): Omit<BucketPart, 'partition' | 'values'> {
    const startByte = spill.byteLength;
    const counts = this.#count(bucketCount);
    const rowCounts = Array.from({ length: bucketCount }, (_, bucket) => counts[bucket * 2 + 1] as number);
    let end = startByte;
    const ends = rowCounts.map((_, bucket) => {
      end += counts[bucket * 2] as number;
      return end;
    });
    this.#writeText(spill, ends);
    const lengths = keepsLengths ? { lengthsByte: spill.byteLength } : {};
    if (keepsLengths) this.#writeLengths(spill);
    this.clear();
    return { startByte, ends, rowCounts, ...lengths };
  }

  #writeText(spill: SpillFile, ends: readonly number[]): void {
    const startByte = spill.byteLength;
    const byteLength = (ends.at(-1) ?? startByte) - startByte;
    const staging = this.#staging.reserve(byteLength + SLACK_BYTES);
    this.#scatter(
      ends.map((end) => staging + end - startByte),
      staging,
    );
    spill.append(this.#kernel.bytes.subarray(staging, staging + byteLength));
  }

  #writeLengths(spill: SpillFile): void {
    for (const { lengths, rows } of this.#batches)
      spill.append(this.#kernel.bytes.subarray(lengths, lengths + rows * 4));
  }

  /** Bytes and rows of each bucket. */
  #count(bucketCount: number): Uint32Array {
    const { call } = this.#kernel;
    const counts = this.#counts.reserve(bucketCount * BUCKET_BYTES);
    this.#kernel.bytes.fill(0, counts, counts + bucketCount * BUCKET_BYTES);
    for (const { lengths, buckets, rows } of this.#batches) call.countBuckets(lengths, buckets, rows, counts);
    return this.#kernel.u32(counts, bucketCount * 2).slice();
  }

  /** Buckets stand one behind the other from `start` on. */
  #scatter(ends: readonly number[], start: number): void {
    const { call } = this.#kernel;
    const places = this.#places.reserve(ends.length * BUCKET_BYTES);
    const starts = ends.map((_, bucket) => ends[bucket - 1] ?? start);
    this.#kernel.u32(places, ends.length * 2).set(ends.flatMap((end, bucket) => [starts[bucket] as number, end]));
    for (const { text, lengths, buckets, rows } of this.#batches)
      call.scatterRows(text, lengths, buckets, rows, places);
  }
}
