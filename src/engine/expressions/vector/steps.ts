/**
 * What is computed of a batch, a step at a time: columns of truths, numbers or cells in kernel memory. A step that several
 * others need is computed once a batch.
 */
import type { NumberColumn } from '../../kernel-expressions.ts';
import type { Context } from './context.ts';

/** All rows. */
export const ALL = 0;

export class Step {
  /** Whether it takes the scalar evaluator, or needs a step that does: it is then computed for the wanted rows only. */
  readonly isCostly: boolean;
  readonly #context: Context;
  readonly #compute: (active: number) => void;
  #batch = 0;
  #active = ALL;

  constructor(context: Context, isCostly: boolean, compute: (active: number) => void) {
    this.#context = context;
    this.isCostly = isCostly;
    this.#compute = compute;
  }

  /** Computes it, unless that is done; `active` is the address of a byte a row: 1 for rows that matter. */
  evaluate(active: number): void {
    const { batch } = this.#context;
    const isSame = !this.isCostly || this.#active === active || this.#active === ALL;
    if (this.#batch === batch && isSame) return;
    this.#batch = batch;
    this.#active = active;
    this.#compute(active);
  }
}

/** A byte a row: 0 false, 1 true, 2 null, 3 slow. Slow rows are left to the scalar evaluator. */
export interface Truths {
  readonly form: 'truths';
  readonly step: Step;
  readonly at: number;
}

/** As the kernel parses them; the scale says what is slow. */
export interface Numbers {
  readonly form: 'numbers';
  readonly step: Step;
  readonly place: NumberColumn;
}

/** Plain cells: none is quoted or escaped. Slow ones have a kind of their own. */
export interface Cells {
  readonly form: 'cells';
  readonly step: Step;
  /** Once it is computed; it may be the batch's own. */
  readonly at: number;
}

/** A column as it was read. */
export interface Column {
  readonly form: 'column';
  readonly column: number;
  readonly step: Step;
  readonly at: number;
}

export type Vector = Truths | Numbers | Cells | Column;

export const Truth = { false: 0, true: 1, null: 2, slow: 3 } as const;
/** The kind of a slow cell, beside those of values/cells.ts. */
export const SLOW_KIND = 15;
