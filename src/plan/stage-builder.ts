/**
 * A stage while it is being planned: what columns its rows have, and what is done with them. Columns get their numbers
 * at the end, when it is known which ones the rows begin with.
 */

import type { Expression } from '../protocol/expression.ts';
import type { ColumnPath, Computation, Step } from '../protocol/stage.ts';
import { columnNumbers } from './bind-expression.ts';

/** A column of the rows that a stage works on. */
export interface Slot {
  /** Where it is in a record; undefined for what is computed. */
  readonly path: ColumnPath | undefined;
}

export type NumberOf = (slot: Slot) => number;

type StepMaker =
  | { readonly kind: 'step'; readonly make: (numberOf: NumberOf) => Step }
  | JoinMaker
  | { readonly kind: 'compute'; readonly slot: Slot; readonly make: (numberOf: NumberOf) => Computation };

interface JoinMaker {
  readonly kind: 'join';
  /** Columns that it could add. */
  readonly slots: readonly Slot[];
  /** Is told which of them something uses, and answers what it adds. */
  readonly make: (
    numberOf: NumberOf,
    used: readonly Slot[],
  ) => { readonly step: Step; readonly added: readonly Slot[] };
}

export interface BuiltSteps {
  readonly columns: readonly ColumnPath[];
  readonly steps: readonly Step[];
  readonly numberOf: NumberOf;
}

export class StageBuilder {
  /** What the rows could begin with, and what of it they do. */
  readonly #candidates = new Map<string, Slot>();
  readonly #sources: Slot[] = [];
  readonly #makers: StepMaker[] = [];
  /** Of those that joins could add. */
  readonly #used = new Set<Slot>();

  /** The column that the rows begin with at a path. */
  source(path: ColumnPath): Slot {
    return this.use(this.candidate(path));
  }

  /** The same, but it is only read when something uses it. */
  candidate(path: ColumnPath): Slot {
    const steps = JSON.stringify(path.steps);
    const slot = this.#candidates.get(steps) ?? { path };
    this.#candidates.set(steps, slot);
    return slot;
  }

  use(slot: Slot): Slot {
    this.#used.add(slot);
    if (slot.path !== undefined && !this.#sources.includes(slot)) this.#sources.push(slot);
    return slot;
  }

  add(make: (numberOf: NumberOf) => Step): void {
    this.#makers.push({ kind: 'step', make });
  }

  compute(make: (numberOf: NumberOf) => Computation): Slot {
    const slot = { path: undefined };
    this.#makers.push({ kind: 'compute', slot, make });
    return slot;
  }

  expression(bind: (numberOf: NumberOf) => Expression): Slot {
    return this.compute((numberOf) => ({ kind: 'expression', expression: bind(numberOf) }));
  }

  /** Adds columns, of which those have to be there that are used. */
  join(slots: readonly Slot[], make: JoinMaker['make']): void {
    this.#makers.push({ kind: 'join', slots, make });
  }

  get hasSteps(): boolean {
    return this.#makers.length > 0;
  }

  build(): BuiltSteps {
    const numbering = new Numbering(this.#sources);
    const steps: Step[] = [];
    for (const maker of this.#makers) {
      if (maker.kind === 'compute') numbering.compute(maker, steps);
      else if (maker.kind === 'join') numbering.join(maker, this.#used, steps);
      else steps.push(maker.make(numbering.numberOf));
    }
    return { columns: this.#sources.map(({ path }) => path as ColumnPath), steps, numberOf: numbering.numberOf };
  }
}

/** Which number each column has, while steps are made one after the other. */
class Numbering {
  readonly #slots: Slot[];
  /** How many columns there were before the compute step that was made last. */
  #countBefore = 0;

  constructor(sources: readonly Slot[]) {
    this.#slots = [...sources];
  }

  readonly numberOf: NumberOf = (slot) => {
    const number = this.#slots.indexOf(slot);
    if (number < 0) throw new Error(`the column ${slot.path?.text ?? 'that was computed'} is not there any more`);
    return number;
  };

  join({ slots, make }: JoinMaker, wanted: ReadonlySet<Slot>, steps: Step[]): void {
    const used = slots.filter((slot) => wanted.has(slot));
    const { step, added } = make(this.numberOf, used);
    steps.push(step);
    this.#countBefore = this.#slots.length + added.length;
    this.#slots.push(...added);
  }

  /** Columns that are computed one after the other are one step, as far as none needs another. */
  compute({ slot, make }: Extract<StepMaker, { readonly kind: 'compute' }>, steps: Step[]): void {
    const computation = make(this.numberOf);
    const last = steps.at(-1);
    const isJoined = last?.kind === 'compute' && mostOf(computation) < this.#countBefore;
    if (isJoined) steps[steps.length - 1] = { kind: 'compute', expressions: [...last.expressions, computation] };
    else {
      this.#countBefore = this.#slots.length;
      steps.push({ kind: 'compute', expressions: [computation] });
    }
    this.#slots.push(slot);
  }
}

/** The highest column that a computation needs to be there. An edit sees what is computed beside it. */
function mostOf(computation: Computation): number {
  return computation.kind === 'expression' ? Math.max(-1, ...columnNumbers(computation.expression)) : -1;
}
