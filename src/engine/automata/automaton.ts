/**
 * A program as an automaton: what it may be at after some bytes of a text is a state, and what a byte makes of a state is
 * found out when it is asked for. Texts are looked through from the start, for a match that begins anywhere.
 */
import type { Range } from '../values/character-sets.ts';
import { type ByteClasses, classifyBytes } from './byte-classes.ts';
import { LINE_ENDS, WORD } from './characters.ts';
import type { Program } from './program.ts';
import { decide, type Next, type Place, reach, type Threads, take } from './threads.ts';
import { BETWEEN, BROKEN, nextUtf8, type Transition, utf8Transitions } from './utf8.ts';

/**
 * What ends a text's way: no match, a match, or left open; in tables also what has not been asked for yet. States have the
 * numbers behind these.
 */
export const Outcome = { miss: 0, match: 1, open: 2, unknown: 3 } as const;
export const FIRST_STATE = 4;

interface State {
  readonly threads: Threads;
  /** How far the character has come. */
  readonly utf8: number;
  readonly place: Place;
}

/** Threads that may be looked at, which takes less than a second: what asks for more is left open. */
const MOST_EFFORT = 2_000_000;

export class Automaton {
  readonly classes: ByteClasses;
  /** The symbol behind the last byte of a text; those before it are classes of bytes. */
  readonly end: number;
  /** Whether a match may begin elsewhere than at the start of a text. */
  readonly canBeginLater: boolean;
  readonly #program: Program;
  readonly #mostStates: number;
  readonly #asksForLines: boolean;
  readonly #asksForWords: boolean;
  readonly #utf8: readonly Transition[];
  readonly #states: State[] = [];
  readonly #numbers = new Map<string, number>();
  #effort = 0;

  /** Beyond so many states texts are left open. */
  constructor(program: Program, mostStates: number) {
    this.#program = program;
    this.#mostStates = mostStates;
    this.classes = classifyBytes(program);
    this.end = this.classes.bytes.length;
    const asked = new Set(program.instructions.map((each) => each.kind === 'assertion' && each.assertion));
    this.#asksForLines = asked.has('lineStart') || asked.has('lineEnd');
    this.#asksForWords = asked.has('wordBorder');
    this.#utf8 = utf8Transitions(!this.#asksForLines);
    const later = reach(program, [program.start], { isStart: false, isAfterLine: true, isAfterWord: false });
    this.canBeginLater = later.isMatch || later.waiting.length > 0;
  }

  /** Of every text before its first byte: a state or an outcome. */
  start(): number {
    const place = { isStart: true, isAfterLine: false, isAfterWord: false };
    return this.#numberOf({ threads: reach(this.#program, [this.#program.start], place), utf8: BETWEEN, place });
  }

  /** What a symbol makes of a state: a state or an outcome. */
  next(state: number, symbol: number): number {
    const { threads, utf8, place } = this.#states[state - FIRST_STATE] as State;
    const byte = this.classes.bytes[symbol];
    const { waiting, isMatch } = decide(this.#program, threads, { ...place, next: nextOf(byte) });
    if (isMatch) return Outcome.match;
    if (byte === undefined) return utf8 === BETWEEN ? Outcome.miss : Outcome.open;
    const after = nextUtf8(this.#utf8, utf8, byte);
    this.#effort += waiting.length;
    if (after === BROKEN || this.#effort > MOST_EFFORT) return Outcome.open;
    const { inside, complete } = take(this.#program, waiting, byte);
    const behind = this.#placeBehind(byte);
    const isBetween = after === BETWEEN;
    const reached = isBetween
      ? reach(this.#program, [...complete, this.#program.start], behind)
      : { waiting: inside, isMatch: false };
    return this.#numberOf({ threads: reached, utf8: after, place: behind });
  }

  #placeBehind(byte: number): Place {
    return {
      isStart: false,
      isAfterLine: this.#asksForLines && isIn(byte, LINE_ENDS),
      isAfterWord: this.#asksForWords && isIn(byte, WORD),
    };
  }

  #numberOf(state: State): number {
    const { threads, utf8 } = state;
    if (threads.isMatch) return Outcome.match;
    if (threads.waiting.length === 0 && utf8 === BETWEEN && !this.canBeginLater) return Outcome.miss;
    const key = keyOf(state);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#states.length === this.#mostStates) return Outcome.open;
    const number = this.#states.push(state) - 1 + FIRST_STATE;
    this.#numbers.set(key, number);
    return number;
  }
}

function keyOf({ threads, utf8, place }: State): string {
  const waiting = threads.waiting.map(({ instruction, node }) => `${instruction} ${node}`).sort();
  const { isStart, isAfterLine, isAfterWord } = place;
  return [...waiting, utf8, Number(isStart), Number(isAfterLine), Number(isAfterWord)].join();
}

function nextOf(byte: number | undefined): Next {
  if (byte === undefined) return { isEnd: true, isLineEnd: false, isWord: false };
  return { isEnd: false, isLineEnd: isIn(byte, LINE_ENDS), isWord: isIn(byte, WORD) };
}

function isIn(byte: number, ranges: readonly Range[]): boolean {
  return ranges.some(([from, to]) => from <= byte && byte <= to);
}
