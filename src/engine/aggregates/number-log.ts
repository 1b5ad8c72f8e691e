/** Numbers of groups, one behind another, in pieces of kernel memory (layout: src/kernel/assembly/number-log.ts). */
import type { Kernel } from '../kernel.ts';
import type { Decimal } from '../values/decimal.ts';
import type { GroupShares, KernelRange, StateRows } from './state.ts';

/** A mantissa, a group, a scale. */
export const ENTRY_BYTES = 13;
/** Scales that an entry may have are below this. */
export const LOG_SCALES = 19;
const FIRST_CAPACITY = 4096;
const MOST_CAPACITY = 1 << 18;

export interface LogPiece {
  readonly address: number;
  /** Entries it has room for, and has. */
  readonly capacity: number;
  count: number;
}

export class NumberLog {
  readonly #kernel: Kernel;
  #pieces: LogPiece[] = [];
  /** From before it was cleared. */
  #spare: LogPiece[] = [];
  #shares: readonly LogPiece[] = [];
  #capacity = FIRST_CAPACITY;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  get pieces(): readonly LogPiece[] {
    return this.#pieces;
  }

  get count(): number {
    return this.#pieces.reduce((sum, { count }) => sum + count, 0);
  }

  /** Adds the numbers of rows that the kernel has parsed. */
  add({ rows, groups, mantissas, scales }: StateRows): void {
    const piece = this.#pieceFor(rows);
    const { address, capacity, count } = piece;
    piece.count = this.#kernel.call.logNumbers(mantissas, scales, rows, groups, address, capacity, count);
  }

  /** Adds one number; false when an entry cannot hold it. */
  addOne(group: number, { mantissa, scale }: Decimal): boolean {
    if (scale >= LOG_SCALES || BigInt.asIntN(64, mantissa) !== mantissa) return false;
    const piece = this.#pieceFor(1);
    const { address, capacity, count } = piece;
    const { bytes } = this.#kernel;
    this.#kernel.view(address + count * 8, 8).setBigInt64(0, mantissa, true);
    this.#kernel.view(address + capacity * 8 + count * 4, 4).setUint32(0, group, true);
    bytes[address + capacity * 12 + count] = scale;
    piece.count++;
    return true;
  }

  #pieceFor(entries: number): LogPiece {
    const last = this.#pieces.at(-1);
    if (last !== undefined && last.capacity - last.count >= entries) return last;
    const reused = this.#spare.findIndex(({ capacity }) => capacity >= entries);
    if (reused >= 0) return this.#push({ ...(this.#spare.splice(reused, 1)[0] as LogPiece), count: 0 });
    const capacity = Math.max(entries, this.#capacity);
    this.#capacity = Math.min(capacity * 2, MOST_CAPACITY);
    return this.#push({ address: this.#kernel.allocate(capacity * ENTRY_BYTES), capacity, count: 0 });
  }

  #push(piece: LogPiece): LogPiece {
    this.#pieces.push(piece);
    return piece;
  }

  clear(): void {
    this.#spare = [...this.#spare, ...this.#pieces];
    this.#pieces = [];
  }

  /** All entries: their mantissas, their groups, their scales. */
  save(): readonly KernelRange[] {
    const pieces = this.#pieces.map(rangesOf);
    return [0, 1, 2].flatMap((part) => pieces.map((ranges) => ranges[part] as KernelRange));
  }

  /** Puts copies of the entries in order by share, for saveShare(), in memory that the caller releases. */
  beginShares({ shareOf, placeOf, shareCount }: GroupShares): void {
    const { call } = this.#kernel;
    const counts = this.#kernel.allocate(shareCount * 4);
    for (const { address, capacity, count } of this.#pieces) {
      call.countShares(address + capacity * 8, count, shareOf, counts);
    }
    const sizes = [...this.#kernel.u32(counts, shareCount)];
    this.#shares = sizes.map((capacity) => ({
      address: this.#kernel.allocate(capacity * ENTRY_BYTES),
      capacity,
      count: capacity,
    }));
    const cursors = this.#kernel.allocate(shareCount * 12);
    const starts = this.#shares.flatMap((piece) => rangesOf(piece).map(({ address }) => address));
    this.#kernel.u32(cursors, starts.length).set(starts);
    for (const { address, capacity, count } of this.#pieces) {
      call.cutNumbers(address, capacity, count, shareOf, placeOf, cursors);
    }
  }

  /** The entries of the groups of a share, under their numbers there. */
  saveShare(share: number): readonly KernelRange[] {
    return rangesOf(this.#shares[share] as LogPiece);
  }

  /** Adds what save() or saveShare() gave; `map` has our groups (u32) for theirs. */
  merge({ address: saved, byteLength }: KernelRange, map: number): void {
    const count = byteLength / ENTRY_BYTES;
    if (count === 0) return;
    const kernel = this.#kernel;
    const address = kernel.allocate(byteLength);
    kernel.bytes.copyWithin(address, saved, saved + byteLength);
    kernel.call.mapGroups(address + count * 8, count, map);
    this.#pieces.unshift({ address, capacity: count, count });
  }
}

/** A piece's mantissas, groups, scales. */
function rangesOf({ address, capacity, count }: LogPiece): readonly KernelRange[] {
  return [
    { address, byteLength: count * 8 },
    { address: address + capacity * 8, byteLength: count * 4 },
    { address: address + capacity * 12, byteLength: count },
  ];
}
