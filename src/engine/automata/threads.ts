/** The ways of going through a program that are still open, between two bytes of a text. */
import { COMPLETE } from './byte-sets.ts';
import type { Assertion } from './pattern.ts';
import type { Instruction, Program } from './program.ts';

/** What is known of a place in a text: what lies before it, and perhaps what is next. */
export interface Place {
  readonly isStart: boolean;
  readonly isAfterLine: boolean;
  readonly isAfterWord: boolean;
  readonly next?: Next;
}

export interface Next {
  readonly isEnd: boolean;
  readonly isLineEnd: boolean;
  readonly isWord: boolean;
}

/** An instruction that waits: for the next byte, with how far its set's character has come, or for what is behind a place. */
interface Thread {
  readonly instruction: number;
  readonly node: number;
}

export interface Threads {
  /** No two are the same; in no order that means something. */
  readonly waiting: readonly Thread[];
  /** One has come to the end. */
  readonly isMatch: boolean;
}

/** Of an instruction that waits for what is behind a place. */
const NO_NODE = -1;

/** All that can be reached from some instructions without taking a byte. */
export function reach(program: Program, from: readonly number[], place: Place): Threads {
  const waiting: Thread[] = [];
  const seen = new Set<number>();
  const open = [...from];
  let isMatch = false;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const instruction = program.instructions[at] as Instruction;
    if (instruction.kind === 'match') isMatch = true;
    else if (instruction.kind === 'set') waiting.push({ instruction: at, node: instruction.node });
    else if (instruction.kind === 'split') open.push(...instruction.ways);
    else {
      const holds = isTrueAt(instruction.assertion, place);
      if (holds === undefined) waiting.push({ instruction: at, node: NO_NODE });
      else if (holds) open.push(instruction.next);
    }
  }
  return { waiting, isMatch };
}

/** undefined: the next byte decides. */
function isTrueAt(assertion: Assertion, { isStart, isAfterLine, isAfterWord, next }: Place): boolean | undefined {
  if (assertion === 'start') return isStart;
  if (assertion === 'lineStart') return isStart || isAfterLine;
  if (assertion === 'end') return next?.isEnd;
  if (assertion === 'lineEnd') return next && (next.isEnd || next.isLineEnd);
  return next && isAfterWord !== next.isWord;
}

/** When what is behind the place is known. */
export function decide(program: Program, { waiting }: Threads, place: Place): Threads {
  const undecided = waiting.filter(({ node }) => node === NO_NODE);
  if (undecided.length === 0) return { waiting, isMatch: false };
  const reached = reach(
    program,
    undecided.map(({ instruction }) => instruction),
    place,
  );
  return { waiting: [...waiting.filter(({ node }) => node !== NO_NODE), ...reached.waiting], isMatch: reached.isMatch };
}

/** Where a byte leads to: inside of characters, and to instructions behind complete ones. */
export function take({ instructions, sets }: Program, waiting: readonly Thread[], byte: number) {
  const inside: Thread[] = [];
  const complete: number[] = [];
  for (const { instruction, node } of waiting) {
    const edge = sets.edges(node).find(({ from, to }) => from <= byte && byte <= to);
    if (edge === undefined) continue;
    const { next } = instructions[instruction] as Extract<Instruction, { kind: 'set' }>;
    if (edge.target === COMPLETE) complete.push(next);
    else inside.push({ instruction, node: edge.target });
  }
  return { inside, complete };
}
