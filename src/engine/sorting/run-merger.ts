/**
 * Merges sorted runs range by range: a range is what lies between two bounds, in every run a piece of it. The pieces are
 * read one behind the other, in the order of the runs, and sorted once more, which keeps rows with equal keys in the
 * order of the input.
 *
 * A bound is the first key of a block of some run, and that place: of the rows with this key, those of earlier runs, and
 * those before it in its own, lie below. So a value that nearly all rows have is shared out like any other.
 */
import type { RangeBound, SortedRun } from '../../protocol/stage.ts';
import type { Kernel } from '../kernel.ts';
import { Scratch } from '../operators/scratch.ts';
import { type Entries, EntrySorter, SORTING_BYTES } from './keyed-rows.ts';

const SLACK_BYTES = 64;
const ENTRY_BYTES = 16;
const OUT_BYTES = 1 << 20;

/** A run, and how its bytes are read. */
export interface RunSource {
  readonly run: SortedRun;
  read(target: Uint8Array, from: number): void;
}

/** Of a run: its index in kernel memory, and which one it is. */
interface Indexed extends RunSource {
  readonly number: number;
  readonly index: number;
  readonly indexEnd: number;
}

/** Addresses of records. */
interface Loaded {
  readonly from: number;
  readonly to: number;
}

/** Bytes of a run that a range has, and addresses of what is left out of them at both ends once they are read. */
interface Piece {
  readonly source: Indexed;
  readonly from: number;
  readonly to: number;
  /** Where the last block starts. */
  readonly lastBlock: number;
}

export class RunMerger {
  readonly #kernel: Kernel;
  readonly #runs: readonly Indexed[];
  readonly #isUnique: boolean;
  readonly #sorter: EntrySorter;
  readonly #records: Scratch;
  readonly #entries: Scratch;
  readonly #out: Scratch;
  readonly #bound: Scratch;

  /** In the order of the input: rows with equal keys come in that order. */
  constructor(kernel: Kernel, sources: readonly RunSource[], isUnique: boolean) {
    this.#kernel = kernel;
    this.#isUnique = isUnique;
    this.#runs = sources.filter(({ run }) => run.rows > 0).map((source, number) => this.#withIndex(source, number));
    this.#sorter = new EntrySorter(kernel);
    this.#records = new Scratch(kernel);
    this.#entries = new Scratch(kernel);
    this.#out = new Scratch(kernel);
    this.#bound = new Scratch(kernel);
  }

  #withIndex(source: RunSource, number: number): Indexed {
    const { rowsEnd, endByte } = source.run;
    const index = this.#kernel.allocateAsIs(endByte - rowsEnd);
    source.read(this.#kernel.bytes.subarray(index, index + endByte - rowsEnd), rowsEnd);
    return { ...source, number, index, indexEnd: index + endByte - rowsEnd };
  }

  // ---- bounds -----------------------------------------------------------------------------------------------------

  /** Bounds between ranges that take about so many bytes each while they are sorted. */
  bounds(rangeBytes: number): readonly RangeBound[] {
    const totalBytes = this.#runs.reduce((sum, { run }) => sum + bytesToSort(run), 0);
    const rangeCount = Math.ceil(totalBytes / rangeBytes);
    if (rangeCount <= 1) return [];
    const { address, count } = this.#sortedIndexes();
    const chosen = new Set<number>();
    for (let range = 1; range < rangeCount; range++) chosen.add(Math.floor((range * count) / rangeCount));
    return [...chosen].filter((at) => at > 0).map((at) => this.#boundAt(address + at * ENTRY_BYTES));
  }

  /** The blocks of all runs in the order of their first keys. */
  #sortedIndexes(): Entries {
    const { call } = this.#kernel;
    const counts = this.#runs.map(({ index, indexEnd }) => call.countRecords(index, indexEnd));
    const count = counts.reduce((sum, one) => sum + one, 0);
    const address = this.#entries.reserve(count * ENTRY_BYTES);
    let at = address;
    for (const [r, { index, indexEnd }] of this.#runs.entries()) {
      call.loadRecords(index, indexEnd, at);
      at += (counts[r] as number) * ENTRY_BYTES;
    }
    return this.#sorter.sort({ address, count }, false);
  }

  #boundAt(entry: number): RangeBound {
    const [record = 0] = this.#kernel.u32(entry + 8, 1);
    const run = this.#runs.find(({ index, indexEnd }) => record >= index && record < indexEnd) as Indexed;
    const keyLength = this.#kernel.view(record, 4).getUint32(0, true);
    const key = Buffer.from(this.#kernel.bytes.subarray(record + 8, record + 8 + keyLength)).toString('base64');
    return { key, run: run.number, startByte: this.#kernel.view(record + 8 + keyLength, 8).getFloat64(0, true) };
  }

  // ---- ranges -----------------------------------------------------------------------------------------------------

  /** The rows from one bound to the next, in order; good until the next call. */
  range(lower: RangeBound | undefined, upper: RangeBound | undefined): Entries {
    const [low, high] = this.#placeBounds(lower, upper);
    const pieces = this.#runsBetween(lower, upper).map((source) => this.#pieceOf(source, low, high));
    const byteLength = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
    let at = this.#records.reserve(byteLength + SLACK_BYTES);
    const loaded = pieces.map((piece) => {
      const records = this.#load(piece, at, low, high);
      at = records.to;
      return records;
    });
    return this.#sorter.sort(this.#entriesOf(loaded), this.#isUnique);
  }

  /** Of a value that fills ranges alone only some runs have rows in each: from the one bound's run to the other's. */
  #runsBetween(lower: RangeBound | undefined, upper: RangeBound | undefined): readonly Indexed[] {
    if (lower === undefined || upper === undefined || lower.key !== upper.key) return this.#runs;
    return this.#isUnique ? [] : this.#runs.slice(lower.run, upper.run + 1);
  }

  /**
   * Reads a piece, and moves what lies between the bounds to its front: of many runs the ends of blocks that do not
   * belong to a range are more than the range.
   */
  #load(piece: Piece, address: number, low: PlacedBound | undefined, high: PlacedBound | undefined): Loaded {
    const { source, from, to } = piece;
    source.read(this.#kernel.bytes.subarray(address, address + to - from), from);
    const wanted = this.#trimmed(piece, address, low, high);
    if (wanted.from > address) this.#kernel.bytes.copyWithin(address, wanted.from, wanted.to);
    return { from: address, to: address + wanted.to - wanted.from };
  }

  /** Rows of text, some at a time, each valid until the next. */
  *rows({ address, count }: Entries): Generator<Uint8Array> {
    const { call } = this.#kernel;
    for (let first = 0; first < count; ) {
      const room = Math.max(OUT_BYTES, this.#rowBytes(address, first));
      const out = this.#out.reserve(room + SLACK_BYTES);
      first = call.gatherRows(address, first, count, out, room);
      yield this.#kernel.bytes.subarray(out, call.gatherEnd() >>> 0);
    }
  }

  #rowBytes(entries: number, at: number): number {
    const [record = 0] = this.#kernel.u32(entries + at * ENTRY_BYTES + 8, 1);
    return this.#kernel.view(record, 8).getUint32(4, true);
  }

  #entriesOf(pieces: readonly Loaded[]): Entries {
    const { call } = this.#kernel;
    const counts = pieces.map(({ from, to }) => call.countRecords(from, to));
    const count = counts.reduce((sum, one) => sum + one, 0);
    const address = this.#entries.reserve(count * ENTRY_BYTES);
    let at = address;
    for (const [p, { from, to }] of pieces.entries()) {
      call.loadRecords(from, to, at);
      at += (counts[p] as number) * ENTRY_BYTES;
    }
    return { address, count };
  }

  /** Copies keys of bounds to kernel memory. */
  #placeBounds(...bounds: readonly (RangeBound | undefined)[]): readonly (PlacedBound | undefined)[] {
    const keys = bounds.map((bound) => Buffer.from(bound?.key ?? '', 'base64'));
    let at = this.#bound.reserve(keys.reduce((sum, { length }) => sum + length + 8 + SLACK_BYTES, 0));
    return bounds.map((bound, b) => {
      const [key, record] = [keys[b] as Buffer, at];
      this.#kernel.view(record, 8).setUint32(0, key.length, true);
      this.#kernel.bytes.set(key, record + 8);
      at += key.length + 8 + SLACK_BYTES;
      return bound && { ...bound, record };
    });
  }

  /** Whole blocks: the one in which the lower bound lies, and all before the first that begins behind the upper one. */
  #pieceOf(source: Indexed, low: PlacedBound | undefined, high: PlacedBound | undefined): Piece {
    const { startByte, rowsEnd } = source.run;
    const from = low === undefined ? startByte : this.#blockOf(source, low).block;
    if (high === undefined) return { source, from, to: rowsEnd, lastBlock: rowsEnd };
    const { block, next } = this.#blockOf(source, high);
    return { source, from, to: Math.max(from, next), lastBlock: Math.max(from, block) };
  }

  /** Where the block starts in which a bound lies, and the one behind it. */
  #blockOf(
    { index, indexEnd, run, number }: Indexed,
    bound: PlacedBound,
  ): { readonly block: number; readonly next: number } {
    const { call } = this.#kernel;
    if (number === bound.run && !this.#isUnique) return { block: bound.startByte, next: bound.startByte };
    const behind = call.firstBehind(index, indexEnd, bound.record, this.#takesEqual(number, bound)) >>> 0;
    if (behind === index) return { block: run.startByte, next: run.startByte };
    const block = this.#startOf(call.lastBefore(index, behind) >>> 0);
    return { block, next: behind === indexEnd ? run.rowsEnd : this.#startOf(behind) };
  }

  #startOf(indexRecord: number): number {
    const keyLength = this.#kernel.view(indexRecord, 4).getUint32(0, true);
    return this.#kernel.view(indexRecord + 8 + keyLength, 8).getFloat64(0, true);
  }

  /** Whether rows of this run with the bound's key lie behind it. */
  #takesEqual(run: number, bound: PlacedBound): number {
    return this.#isUnique || run > bound.run ? 1 : 0;
  }

  /** Addresses of the records between the bounds. */
  #trimmed(piece: Piece, address: number, low: PlacedBound | undefined, high: PlacedBound | undefined): Loaded {
    const { source, from, to, lastBlock } = piece;
    const end = address + to - from;
    const start = low === undefined ? address : this.#firstBehind(source, address, end, low);
    if (high === undefined) return { from: start, to: end };
    return { from: start, to: this.#firstBehind(source, Math.max(start, address + lastBlock - from), end, high) };
  }

  #firstBehind({ number }: Indexed, from: number, end: number, bound: PlacedBound): number {
    if (number === bound.run && !this.#isUnique) return from;
    return this.#kernel.call.firstBehind(from, end, bound.record, this.#takesEqual(number, bound)) >>> 0;
  }
}

function bytesToSort({ startByte, rowsEnd, rows }: SortedRun): number {
  return rowsEnd - startByte + rows * SORTING_BYTES;
}

interface PlacedBound extends RangeBound {
  /** Address of a record with its key. */
  readonly record: number;
}
