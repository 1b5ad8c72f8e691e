/**
 * Writes sorted rows as a run: their records one behind the other, and behind them an index, which has the key of the
 * first record of each block and where it starts.
 */
import type { SortedRun } from '../../protocol/stage.ts';
import type { SpillFile } from '../io/spill-file.ts';
import type { Kernel } from '../kernel.ts';
import { Scratch } from '../operators/scratch.ts';
import type { Entries } from './keyed-rows.ts';

/** What is read too much where a range begins or ends within a block. */
const BLOCK_BYTES = 16 * 1024;
const STAGING_BYTES = 1 << 20;
const SLACK_BYTES = 64;
/** Of a record of the index, beside its key: two lengths, and where its block starts (f64). */
const INDEX_BYTES = 16;

export class RunWriter {
  readonly #kernel: Kernel;
  readonly #spill: SpillFile;
  readonly #staging: Scratch;
  #index: Uint8Array[] = [];

  constructor(kernel: Kernel, spill: SpillFile) {
    this.#kernel = kernel;
    this.#spill = spill;
    this.#staging = new Scratch(kernel);
  }

  /** Throws PQ_SCRATCH. */
  write(partition: number, { address, count }: Entries): SortedRun {
    const startByte = this.#spill.byteLength;
    this.#index = [];
    for (let first = 0; first < count; ) first = this.#writeBlocks(address, first, count);
    const rowsEnd = this.#spill.byteLength;
    this.#spill.append(Buffer.concat(this.#index));
    return { partition, rows: count, startByte, rowsEnd, endByte: this.#spill.byteLength };
  }

  /** As many blocks as the staging memory takes, one at least; returns the next entry. */
  #writeBlocks(entries: number, from: number, count: number): number {
    const { call } = this.#kernel;
    const room = Math.max(STAGING_BYTES, this.#recordBytes(entries, from));
    const staging = this.#staging.reserve(room + SLACK_BYTES);
    let [first, end] = [from, staging];
    while (first < count) {
      const left = staging + room - end;
      const next = call.gatherRecords(entries, first, count, end, Math.min(left, BLOCK_BYTES));
      const isLong = next === first && this.#recordBytes(entries, first) <= left;
      const after = isLong ? call.gatherRecords(entries, first, first + 1, end, left) : next;
      if (after === first) break;
      this.#addToIndex(end, this.#spill.byteLength + end - staging);
      end = call.gatherEnd() >>> 0;
      first = after;
    }
    this.#spill.append(this.#kernel.bytes.subarray(staging, end));
    return first;
  }

  #recordBytes(entries: number, at: number): number {
    const record = this.#kernel.u32(entries + at * 16 + 8, 1)[0] as number;
    const view = this.#kernel.view(record, 8);
    return 8 + view.getUint32(0, true) + view.getUint32(4, true);
  }

  #addToIndex(record: number, startByte: number): void {
    const keyLength = this.#kernel.view(record, 4).getUint32(0, true);
    const entry = Buffer.alloc(INDEX_BYTES + keyLength);
    entry.writeUInt32LE(keyLength, 0);
    entry.writeUInt32LE(8, 4);
    entry.set(this.#kernel.bytes.subarray(record + 8, record + 8 + keyLength), 8);
    entry.writeDoubleLE(startByte, 8 + keyLength);
    this.#index.push(entry);
  }
}
