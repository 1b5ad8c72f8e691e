/**
 * An automaton as a table in kernel memory, which is filled as texts need it: the kernel stops where it comes to an entry
 * that is not there yet, and goes on when it is.
 */
import { type Automaton, FIRST_STATE } from '../../automata/automaton.ts';
import type { Kernel } from '../../kernel.ts';

/** Room for states times symbols: what stays in a processor's second cache. */
export const TABLE_ENTRIES = 1 << 16;

/** Words at the beginning, and then the distances of entries by byte: see src/kernel/assembly/expression-automata.ts. */
const HEAD = { start: 0, end: 1, state: 4 } as const;
const DISTANCES_AT = 32;
const ENTRIES_AT = DISTANCES_AT + 256 * 2;
const ENTRY_BYTES = 4;

export class AutomatonTable {
  readonly #kernel: Kernel;
  readonly #automaton: Automaton;
  readonly #at: number;
  /** Entries of a state. */
  readonly #symbols: number;

  constructor(kernel: Kernel, automaton: Automaton) {
    this.#kernel = kernel;
    this.#automaton = automaton;
    this.#symbols = automaton.end + 1;
    this.#at = kernel.allocate(ENTRIES_AT + TABLE_ENTRIES * ENTRY_BYTES);
    const distances = Uint16Array.from(automaton.classes.classOf, (each) => each * ENTRY_BYTES);
    kernel.bytes.set(new Uint8Array(distances.buffer), this.#at + DISTANCES_AT);
    this.#setHead('start', this.#wordOf(automaton.start()));
    this.#setHead('end', automaton.end * ENTRY_BYTES);
  }

  /** The truths of n texts. */
  match(cells: number, n: number, out: number): void {
    const { call } = this.#kernel;
    for (;;) {
      const entry = call.matchAutomaton(cells, n, this.#at, out) >>> 0;
      if (entry === 0) return;
      this.#fill(entry);
    }
  }

  #fill(entry: number): void {
    const number = (entry - this.#at - ENTRIES_AT) / ENTRY_BYTES;
    const state = Math.floor(number / this.#symbols) + FIRST_STATE;
    const word = this.#wordOf(this.#automaton.next(state, number % this.#symbols));
    this.#kernel.words[entry / 4] = word;
    this.#setHead('state', word);
  }

  /** Outcomes stand for themselves, states for the address of their entries. */
  #wordOf(state: number): number {
    if (state < FIRST_STATE) return state;
    return this.#at + ENTRIES_AT + (state - FIRST_STATE) * this.#symbols * ENTRY_BYTES;
  }

  #setHead(field: keyof typeof HEAD, word: number): void {
    this.#kernel.words[this.#at / 4 + HEAD[field]] = word;
  }
}
