/**
 * The work queue: the partitions that wait for a worker, lowest first. Those whose start is known are kept apart from
 * those whose start must be guessed, because a cautious scheduler deals only the former.
 */
import { IndexSet } from './index-set.ts';

export class ReadyQueue {
  readonly #certain: IndexSet;
  readonly #guessed: IndexSet;

  constructor(capacity: number) {
    this.#certain = new IndexSet(capacity);
    this.#guessed = new IndexSet(capacity);
  }

  add(partition: number, startIsKnown: boolean): void {
    (startIsKnown ? this.#certain : this.#guessed).add(partition);
  }

  /** The partition before this one has been proved. */
  startBecameKnown(partition: number): void {
    if (!this.#guessed.has(partition)) return;
    this.#guessed.delete(partition);
    this.#certain.add(partition);
  }

  /** The lowest partition that may be dealt; Infinity when there is none. */
  first(guessing: boolean): number {
    return guessing ? Math.min(this.#certain.first(), this.#guessed.first()) : this.#certain.first();
  }

  delete(partition: number): void {
    this.#certain.delete(partition);
    this.#guessed.delete(partition);
  }

  size(guessing: boolean): number {
    return guessing ? this.#certain.size + this.#guessed.size : this.#certain.size;
  }

  /** For validate(): in which half a partition waits. */
  whereIs(partition: number): 'certain' | 'guessed' | undefined {
    if (this.#certain.has(partition)) return this.#guessed.has(partition) ? undefined : 'certain';
    return this.#guessed.has(partition) ? 'guessed' : undefined;
  }
}
