/** The different values of a group as numbers: spellings of one number are one. */

import { compareDecimals, type Decimal } from '../../core/decimal.ts';
import { SquaresState } from '../aggregates/squares.ts';
import { SumState } from '../aggregates/sum.ts';
import type { Kernel } from '../kernel.ts';
import { differentNumbers, momentsOf } from '../values/different-numbers.ts';
import { inOrder, type NumbersInOrder } from '../values/order-statistics.ts';
import type { Moments } from '../values/variance.ts';
import type { DistinctValues } from './distinct-values.ts';
import { Scratch } from './scratch.ts';

const NUMBER_BYTES = 8;
const SCALE_MASK = 255;
const HAS_SLOW = 256;
const SUM_BYTES = 24;

/** Numbers as integers at one scale, in order. */
interface Integers {
  readonly address: number;
  readonly count: number;
  readonly scale: number;
  /** The scale (u8) for each. */
  readonly scales: number;
}

export class DifferentNumbers {
  readonly #kernel: Kernel;
  readonly #values: DistinctValues;
  readonly #scratch: Scratch;
  readonly #states: number;

  constructor(kernel: Kernel, values: DistinctValues) {
    this.#kernel = kernel;
    this.#values = values;
    this.#scratch = new Scratch(kernel);
    this.#states = kernel.allocate(2 * SUM_BYTES);
  }

  /** Valid until another group is asked for. */
  inOrder(group: number): NumbersInOrder {
    const integers = this.#integersOf(group);
    if (integers === undefined) return inOrder([...this.#inFull(group)].sort(compareDecimals));
    const { address, count, scale } = integers;
    const numbers = this.#kernel.i64(address, count);
    const at = (rank: number): Decimal => ({ mantissa: numbers[rank] as bigint, scale });
    return {
      count,
      at,
      pairAt: (rank) => [at(rank), at(Math.min(rank + 1, count - 1))],
      range: (from, to) => Array.from({ length: to - from }, (_, place) => at(from + place)),
    };
  }

  moments(group: number): Moments {
    const integers = this.#integersOf(group);
    return integers === undefined ? momentsOf(this.#inFull(group)) : this.#add(integers);
  }

  #inFull(group: number): readonly Decimal[] {
    return differentNumbers(Array.from(this.#values.of(group), ({ text }) => text));
  }

  /** Undefined where one of them does not fit: then all are taken in full. */
  #integersOf(group: number): Integers | undefined {
    const { call } = this.#kernel;
    const count = this.#values.countOf(group);
    const cells = this.#values.cellsOf(group);
    const address = this.#scratch.reserve(count * (2 * NUMBER_BYTES + 1));
    const scales = address + count * NUMBER_BYTES;
    const parsed = call.parseNumbers(cells, count, address, scales);
    const scale = parsed & SCALE_MASK;
    if ((parsed & HAS_SLOW) !== 0 || call.rescaleNumbers(address, scales, count, scale) === 0) return undefined;
    this.#kernel.i64(address, count).sort();
    return { address, count: call.dropRepeats(address, count), scale, scales };
  }

  /** By the states that add up numbers, in a record of their own. All numbers are at the states' scale: none is declined. */
  #add({ address, count, scale, scales }: Integers): Moments {
    const [sum, squares] = [new SumState(), new SquaresState()];
    const [sumAt, squaresAt] = [this.#states, this.#states + SUM_BYTES];
    this.#kernel.bytes.fill(0, sumAt, sumAt + 2 * SUM_BYTES);
    const rows = { rows: count, groups: 0, cells: 0, mantissas: address, scales, scale, declined: scales + count };
    sum.add(this.#kernel, rows, { base: sumAt, stride: 0, groupCount: 1 });
    squares.add(this.#kernel, rows, { base: squaresAt, stride: 0, groupCount: 1 });
    return {
      ...sum.read(this.#kernel, sumAt, 0, scale),
      squares: squares.read(this.#kernel, squaresAt, 0, scale),
    };
  }
}
