/** Numbers of groups, one behind another, in pieces of kernel memory (layout: src/kernel/assembly/number-log.ts). */

import type { Decimal } from '../../core/decimal.ts';
import type { Kernel } from '../kernel.ts';
import type { GroupShares, KernelRange, StateRows } from './state.ts';

/** A mantissa, a group, a scale. */
export const ENTRY_BYTES = 13;
/** Scales that an entry may have are below this. */
export const LOG_SCALES = 19;
/** Mantissas may have fewer bits than this. */
export const BITS = 64;
/** In place of a scale, in what is saved: each number has its own. */
const OWN_SCALES = 255;
/** What is saved begins with the number of entries and their form (u32 each). */
const HEAD_BYTES = 64;
const FIRST_CAPACITY = 4096;
const MOST_CAPACITY = 1 << 18;

export interface LogPiece {
  readonly address: number;
  /** Entries it has room for, and has. */
  readonly capacity: number;
  count: number;
}

/** How entries are saved: all at one scale, or each at its own; bytes of a group. */
interface Form {
  readonly scale: number;
  readonly groupBytes: number;
}

export class NumberLog {
  readonly #kernel: Kernel;
  #pieces: LogPiece[] = [];
  /** From before it was cleared. */
  #spare: LogPiece[] = [];
  #shares: readonly (readonly KernelRange[])[] = [];
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

  /** All entries, in memory that the caller releases. */
  save(): readonly KernelRange[] {
    const sizes = [this.count];
    const { scale, mostGroup } = this.#measure({ shareOf: 0, placeOf: 0, counts: 0 });
    return this.#sections({ shareOf: 0, placeOf: 0 }, sizes, formOf(scale, mostGroup))[0] as readonly KernelRange[];
  }

  /** Puts copies of the entries in order by share, for saveShare(), in memory that the caller releases. */
  beginShares({ shareOf, placeOf, shareCount }: GroupShares): void {
    const counts = this.#kernel.allocate(shareCount * 4);
    const { scale, mostGroup } = this.#measure({ shareOf, placeOf, counts });
    const sizes = [...this.#kernel.u32(counts, shareCount)];
    this.#shares = this.#sections({ shareOf, placeOf }, sizes, formOf(scale, mostGroup));
  }

  /** The entries of the groups of a share, under their numbers there. */
  saveShare(share: number): readonly KernelRange[] {
    return this.#shares[share] as readonly KernelRange[];
  }

  /** Counts the entries of each share; returns the scale they can all be saved at, if any, and the largest group. */
  #measure({ shareOf, placeOf, counts }: Record<'shareOf' | 'placeOf' | 'counts', number>) {
    const bitCounts = this.#kernel.allocate(LOG_SCALES * BITS * 4);
    const groups = this.#pieces.map(({ address, capacity, count }) =>
      this.#kernel.call.countNumbers(address, capacity, count, shareOf, placeOf, counts, bitCounts),
    );
    const scale = narrowScale(this.#kernel.u32(bitCounts, LOG_SCALES * BITS));
    return { scale, mostGroup: Math.max(0, ...groups) };
  }

  /** The entries of each share in a form: a head, mantissas, groups, scales. */
  #sections(
    { shareOf, placeOf }: Pick<GroupShares, 'shareOf' | 'placeOf'>,
    sizes: readonly number[],
    form: Form,
  ): readonly (readonly KernelRange[])[] {
    const { call } = this.#kernel;
    const sections = sizes.map((count) => this.#section(count, form));
    const cursors = this.#kernel.allocate(sizes.length * 12);
    const starts = sections.flatMap((ranges) => ranges.slice(1).map(({ address }) => address));
    this.#kernel.u32(cursors, starts.length).set(starts);
    for (const { address, capacity, count } of this.#pieces) {
      call.saveNumbers(
        ...([address, capacity, count, shareOf, placeOf, cursors, form.scale, form.groupBytes] as const),
      );
    }
    return sections;
  }

  #section(count: number, form: Form): readonly KernelRange[] {
    const sizes = [HEAD_BYTES, ...partBytes(count, form)];
    const ranges = sizes.map((byteLength) => ({ address: this.#kernel.allocate(byteLength), byteLength }));
    this.#kernel.u32((ranges[0] as KernelRange).address, 3).set([count, form.scale, form.groupBytes]);
    return ranges;
  }

  /** Adds what save() or saveShare() gave; `map` has our groups (u32) for theirs. */
  merge({ address: saved }: KernelRange, map: number): void {
    const [count = 0, scale = 0, groupBytes = 0] = this.#kernel.u32(saved, 3);
    const [mantissaBytes, allGroupBytes] = partBytes(count, { scale, groupBytes });
    const mantissas = saved + HEAD_BYTES;
    const groups = mantissas + mantissaBytes;
    const scales = groups + allGroupBytes;
    const piece = this.#pieceFor(count);
    this.#kernel.call.mergeNumbers(
      ...([mantissas, groups, scales, count, scale, groupBytes, map] as const),
      ...([piece.address, piece.capacity, piece.count] as const),
    );
    piece.count += count;
  }
}

/** Bytes of the mantissas, the groups, and the scales of so many saved entries. */
function partBytes(count: number, { scale, groupBytes }: Form): readonly [number, number, number] {
  const hasOwnScales = scale === OWN_SCALES;
  return [count * (hasOwnScales ? 8 : 4), count * groupBytes, hasOwnScales ? count : 0];
}

function formOf(scale: number | undefined, mostGroup: number): Form {
  return { scale: scale ?? OWN_SCALES, groupBytes: mostGroup < 2 ** 16 ? 2 : 4 };
}

/** A scale at which every mantissa has at most 31 bits and a sign; `bitCounts` are by scale and bits. */
function narrowScale(bitCounts: Uint32Array): number | undefined {
  const present = [...bitCounts.keys()].filter((at) => (bitCounts[at] as number) > 0);
  const scale = Math.max(0, ...present.map((at) => Math.floor(at / BITS)));
  const fits = present.every((at) => (at % BITS) + Math.ceil((scale - Math.floor(at / BITS)) * Math.log2(10)) <= 31);
  return fits ? scale : undefined;
}
