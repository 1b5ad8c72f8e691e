/**
 * The numbers of each group side by side, as integers at one scale, of which the kernel finds those that are wanted.
 * A number that is none at that scale is rounded down there, or is the greatest or least integer of 64 bits; what it is
 * in full is kept beside, and decides among numbers that have become equal.
 */

import { compareDecimals, type Decimal } from '../../core/decimal.ts';
import type { Kernel } from '../kernel.ts';
import type { NumbersInOrder } from '../values/order-statistics.ts';
import { BITS, LOG_SCALES, type LogPiece } from './number-log.ts';

/** A number in full, and the integer that stands for it. */
interface Inexact {
  readonly value: Decimal;
  readonly stand: bigint;
}

const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;

export class GroupedNumbers {
  readonly #kernel: Kernel;
  /** Where each group's numbers end (u32), counted in numbers. */
  readonly #ends: number;
  readonly #numbers: number;
  readonly #scale: number;
  readonly #inexact = new Map<number, Inexact[]>();

  /** `beside` are numbers of groups that no piece could hold. */
  constructor(
    kernel: Kernel,
    pieces: readonly LogPiece[],
    beside: ReadonlyMap<number, readonly Decimal[]>,
    groupCount: number,
  ) {
    this.#kernel = kernel;
    this.#ends = kernel.allocate(groupCount * 4);
    this.#scale = this.#count(pieces);
    for (const [group, values] of beside) kernel.words[this.#ends / 4 + group] = this.#endOf(group) + values.length;
    this.#numbers = kernel.allocate(kernel.call.countsToStarts(this.#ends, groupCount) * 8);
    this.#place(pieces);
    for (const [group, values] of beside) for (const value of values) this.#placeInexact(group, value);
  }

  /** Counts the numbers of each group; returns the scale at which most of them are exact. */
  #count(pieces: readonly LogPiece[]): number {
    const bitCounts = this.#kernel.allocate(LOG_SCALES * BITS * 4);
    for (const { address, capacity, count } of pieces) {
      this.#kernel.call.countNumbers(address, capacity, count, 0, 0, this.#ends, bitCounts);
    }
    const scale = bestScale(this.#kernel.u32(bitCounts, LOG_SCALES * BITS));
    this.#kernel.release(bitCounts);
    return scale;
  }

  /** From here on, starts become ends. */
  #place(pieces: readonly LogPiece[]): void {
    const most = Math.max(0, ...pieces.map(({ count }) => count));
    const list = this.#kernel.allocate((most + 1) * 4);
    for (const piece of pieces) {
      const { address, capacity, count } = piece;
      const { call } = this.#kernel;
      const found = call.placeNumbers(address, capacity, count, this.#scale, this.#ends, this.#numbers, list);
      for (const entry of this.#kernel.u32(list, found)) this.#noteInexact(piece, entry);
    }
    this.#kernel.release(list);
  }

  #noteInexact({ address, capacity }: LogPiece, entry: number): void {
    const group = this.#kernel.words[(address + capacity * 8) / 4 + entry] as number;
    const mantissa = this.#kernel.view(address + entry * 8, 8).getBigInt64(0, true);
    const scale = this.#kernel.bytes[address + capacity * 12 + entry] as number;
    this.#note(group, { mantissa, scale });
  }

  #placeInexact(group: number, value: Decimal): void {
    const stand = this.#note(group, value);
    const end = this.#endOf(group);
    this.#kernel.view(this.#numbers + end * 8, 8).setBigInt64(0, stand, true);
    this.#kernel.words[this.#ends / 4 + group] = end + 1;
  }

  #note(group: number, value: Decimal): bigint {
    const stand = standIn(value, this.#scale);
    const held = this.#inexact.get(group);
    if (held) held.push({ value, stand });
    else this.#inexact.set(group, [{ value, stand }]);
    return stand;
  }

  #endOf(group: number): number {
    return this.#kernel.words[this.#ends / 4 + group] as number;
  }

  /** Of one group. */
  of(group: number): NumbersInOrder {
    const start = group === 0 ? 0 : this.#endOf(group - 1);
    const inexact = this.#inexact.get(group);
    const range = { address: this.#numbers + start * 8, count: this.#endOf(group) - start };
    const exact = new ExactNumbers(this.#kernel, range, this.#scale);
    return inexact === undefined ? exact : new MixedNumbers(exact, inexact);
  }
}

class ExactNumbers implements NumbersInOrder {
  readonly count: number;
  readonly scale: number;
  readonly #kernel: Kernel;
  readonly #address: number;

  constructor(kernel: Kernel, { address, count }: { readonly address: number; readonly count: number }, scale: number) {
    this.#kernel = kernel;
    this.#address = address;
    this.count = count;
    this.scale = scale;
  }

  at(rank: number): Decimal {
    return this.#decimal(this.#kernel.call.selectNumber(this.#address, this.count, rank));
  }

  pairAt(rank: number): readonly [Decimal, Decimal] {
    const value = this.at(rank);
    const behind = this.count - rank - 1;
    if (behind === 0) return [value, value];
    return [value, this.#decimal(this.#kernel.call.leastNumber(this.#address + (rank + 1) * 8, behind))];
  }

  range(from: number, to: number): readonly Decimal[] {
    const { call } = this.#kernel;
    const start = this.#address + from * 8;
    if (from > 0) call.selectNumber(this.#address, this.count, from);
    if (to < this.count) call.selectNumber(start, this.count - from, to - from);
    const numbers = new BigInt64Array(this.#kernel.bytes.buffer, start, to - from).slice().sort();
    return Array.from(numbers, (mantissa) => this.#decimal(mantissa));
  }

  /** How many are less than an integer, at the scale. */
  countBelow(value: bigint): number {
    return value > GREATEST ? this.count : this.#kernel.call.countBelow(this.#address, this.count, value);
  }

  #decimal(mantissa: bigint): Decimal {
    return { mantissa, scale: this.scale };
  }
}

/** Numbers of which some only stand for others. */
class MixedNumbers implements NumbersInOrder {
  readonly #stands: ExactNumbers;
  readonly #inexact: readonly Inexact[];

  constructor(stands: ExactNumbers, inexact: readonly Inexact[]) {
    this.#stands = stands;
    this.#inexact = inexact;
  }

  get count(): number {
    return this.#stands.count;
  }

  at(rank: number): Decimal {
    const number = this.#stands.at(rank);
    const same = this.#inexact.filter(({ stand }) => stand === number.mantissa).map(({ value }) => value);
    if (same.length === 0) return number;
    const below = this.#stands.countBelow(number.mantissa);
    const exactCount = this.#stands.countBelow(number.mantissa + 1n) - below - same.length;
    const less = same.filter((value) => compareDecimals(value, number) < 0).sort(compareDecimals);
    const more = same.filter((value) => compareDecimals(value, number) >= 0).sort(compareDecimals);
    const place = rank - below;
    return less[place] ?? more[place - less.length - exactCount] ?? number;
  }

  pairAt(rank: number): readonly [Decimal, Decimal] {
    return [this.at(rank), this.at(Math.min(rank + 1, this.count - 1))];
  }

  range(from: number, to: number): readonly Decimal[] {
    return Array.from({ length: to - from }, (_, at) => this.at(from + at));
  }
}

/** Rounded down at the scale, and no more than 64 bits. */
function standIn({ mantissa, scale }: Decimal, at: number): bigint {
  const power = 10n ** BigInt(Math.abs(at - scale));
  const integer = at >= scale ? mantissa * power : roundDown(mantissa, power);
  return integer < LEAST ? LEAST : integer > GREATEST ? GREATEST : integer;
}

function roundDown(mantissa: bigint, power: bigint): bigint {
  const quotient = mantissa / power;
  return mantissa < 0n && quotient * power !== mantissa ? quotient - 1n : quotient;
}

/** The scale at which the fewest numbers have more decimals or too many bits; `bitCounts` are by scale and bits. */
function bestScale(bitCounts: Uint32Array): number {
  const counts = Array.from(bitCounts, (count, at) => ({ count, scale: Math.floor(at / BITS), bits: at % BITS }));
  const present = counts.filter(({ count }) => count > 0);
  const scales = [...new Set(present.map(({ scale }) => scale))].sort((a, b) => b - a);
  const misfits = scales.map((candidate) =>
    present.reduce((sum, { count, scale, bits }) => {
      const isExact = scale <= candidate && bits + (candidate - scale) * Math.log2(10) < BITS - 1;
      return sum + (isExact ? 0 : count);
    }, 0),
  );
  return scales[misfits.indexOf(Math.min(...misfits))] ?? 0;
}
