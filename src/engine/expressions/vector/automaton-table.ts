/**
 * An automaton as a table in kernel memory, which is filled as texts need it: those that come to entries that are not
 * there yet are walked through here, and what is missing is put in (see src/kernel/assembly/expression-automata.ts).
 */
import { type Automaton, FIRST_STATE, Outcome } from '../../automata/automaton.ts';
import { BATCH_ROWS } from '../../formats/reader.ts';
import type { Kernel } from '../../kernel.ts';
import type { Text } from '../../kernel-expressions.ts';
import { Truth } from './steps.ts';

/** Words of a state: what is behind each byte, itself, its truth, what is behind the end of a text. */
const [STAY, TRUTH, END, STATE_WORDS] = [256, 257, 258, 260];
/** Of outcomes, by their numbers; the last one tells the kernel to ask. */
const TRUTHS = [Truth.false, Truth.true, Truth.slow, 4];
/** Together 1 MiB, of which only what texts come to is used. */
export const MOST_STATES = 1000;

export class AutomatonTable {
  readonly #kernel: Kernel;
  readonly #automaton: Automaton;
  readonly #needed: Text | undefined;
  readonly #start: number;
  /** Addresses of states, and of numbers of rows. */
  readonly #states: number;
  readonly #rows: number;
  /** So many states have entries. */
  #written = 0;

  /** `needed`: a part that all texts have that are accepted. */
  constructor(kernel: Kernel, automaton: Automaton, needed?: Text) {
    this.#kernel = kernel;
    this.#automaton = automaton;
    this.#needed = needed;
    this.#start = automaton.start();
    this.#states = kernel.allocateAsIs((FIRST_STATE + MOST_STATES) * STATE_WORDS * 4);
    this.#rows = kernel.allocateAsIs(BATCH_ROWS * 4);
    for (let state = 0; state <= Math.max(Outcome.unknown, this.#start); state++) this.#writeState(state);
  }

  /** The truths of n texts. */
  match(cells: number, n: number, out: number): void {
    const { call, bytes } = this.#kernel;
    const count = this.#candidates(cells, n, out);
    const [start, first] = [this.#addressOf(this.#start), this.#addressOf(FIRST_STATE)];
    const unknown = call.matchAutomaton(cells, this.#rows, count, start, first, out);
    for (const row of this.#kernel.u32(this.#rows, unknown)) bytes[out + row] = this.#walk(cells + row * 8);
  }

  /** Puts down the rows of texts that may be accepted, and the truths of all others; answers how many. */
  #candidates(cells: number, n: number, out: number): number {
    const { call } = this.#kernel;
    if (this.#needed === undefined) return call.plainRows(cells, n, this.#rows, out);
    call.containTexts(cells, n, ...this.#needed, out);
    return call.selectRows(out, n, Truth.true, this.#rows);
  }

  /** The truth of a text. */
  #walk(cell: number): number {
    const { bytes, words } = this.#kernel;
    const start = words[cell / 4] as number;
    const end = start + ((words[cell / 4 + 1] as number) & 0xfffffff);
    const { classOf } = this.#automaton.classes;
    let state = this.#start;
    for (let at = start; at < end && state >= FIRST_STATE; at++)
      state = this.#next(state, classOf[bytes[at] as number] as number);
    return TRUTHS[state < FIRST_STATE ? state : this.#next(state, this.#automaton.end)] as number;
  }

  #next(state: number, symbol: number): number {
    const { words } = this.#kernel;
    const { classes, end } = this.#automaton;
    const entries = this.#addressOf(state) / 4;
    const isEnd = symbol === end;
    const entry = entries + (isEnd ? END : (classes.bytes[symbol] as number));
    const known = this.#numberOf(words[entry] as number);
    if (known !== Outcome.unknown) return known;
    const next = this.#automaton.next(state, symbol);
    if (next === this.#written) this.#writeState(next);
    words.fill(this.#addressOf(next), entry, isEnd ? entry + 1 : entries + (classes.bytes[symbol + 1] ?? STAY));
    return next;
  }

  /** Of an outcome nothing leads on, of a state nothing is known. */
  #writeState(number: number): void {
    const words = this.#kernel.u32(this.#addressOf(number), STATE_WORDS);
    words.fill(this.#addressOf(number < FIRST_STATE ? number : Outcome.unknown));
    words[STAY] = this.#addressOf(number);
    words[TRUTH] = TRUTHS[number] ?? 0;
    this.#written = number + 1;
  }

  #addressOf(state: number): number {
    return this.#states + state * STATE_WORDS * 4;
  }

  #numberOf(address: number): number {
    return (address - this.#states) / (STATE_WORDS * 4);
  }
}
