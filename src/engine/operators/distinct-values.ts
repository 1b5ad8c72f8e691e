/** The different values of a group, read from its entries. */
import type { DistinctState } from '../aggregates/distinct.ts';
import type { Kernel } from '../kernel.ts';
import { cellKind, cellText } from '../values/cells.ts';
import type { Frequency } from '../values/frequency.ts';
import { Scratch } from './scratch.ts';

/** A value, its kind as that of a cell, and how often it occurs. */
export interface CountedValue extends Frequency {
  readonly kind: number;
}

const CELL_BYTES = 8;
const COUNT_BYTES = 8;

export class DistinctValues {
  readonly #kernel: Kernel;
  readonly #state: DistinctState;
  readonly #order: number;
  readonly #starts: number;
  readonly #scratch: Scratch;

  /** Takes memory that the caller releases, and is valid until the state changes. */
  constructor(kernel: Kernel, state: DistinctState, groupCount: number) {
    this.#kernel = kernel;
    this.#state = state;
    const { order, starts } = state.byGroup(groupCount);
    this.#order = order;
    this.#starts = starts;
    this.#scratch = new Scratch(kernel);
  }

  /** How many different values a group has. */
  countOf(group: number): number {
    return this.#startOf(group + 1) - this.#startOf(group);
  }

  #startOf(group: number): number {
    return this.#kernel.words[this.#starts / 4 + group] as number;
  }

  /** Address of the cells of a group's values, in no particular order; behind them how often each occurs (f64). */
  cellsOf(group: number): number {
    const count = this.countOf(group);
    const cells = this.#scratch.reserve(count * (CELL_BYTES + COUNT_BYTES));
    this.#state.readCells(this.#order + this.#startOf(group) * 4, count, cells, cells + count * CELL_BYTES);
    return cells;
  }

  /** The values of a group, in no particular order; those that occur at least, and at most, so often if that is said. */
  *of(group: number, bounds?: (counts: Float64Array) => Bounds): Generator<CountedValue> {
    const cells = this.cellsOf(group);
    const count = this.countOf(group);
    const counts = this.#kernel.f64(cells + count * CELL_BYTES, count).slice();
    const { least = 0, most = Infinity } = bounds?.(counts) ?? {};
    for (const [at, times] of counts.entries()) {
      if (times < least || times > most) continue;
      const cell = cells + at * CELL_BYTES;
      yield { text: cellText(this.#kernel, cell), kind: cellKind(this.#kernel, cell), count: times };
    }
  }
}

interface Bounds {
  readonly least?: number;
  readonly most?: number;
}

/** What the k most frequent values occur at least. */
export function ofMostFrequent(k: number): (counts: Float64Array) => Bounds {
  return (counts) => ({ least: counts.toSorted().at(-k) ?? 0 });
}

/** What the least frequent values occur. */
export function ofLeastFrequent(counts: Float64Array): Bounds {
  return { most: counts.reduce((least, count) => Math.min(least, count), Infinity) };
}
