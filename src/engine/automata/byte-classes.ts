/** Bytes that no part of a program tells apart are one symbol of its automaton. */
import { LINE_ENDS, WORD } from './characters.ts';
import type { Program } from './program.ts';
import { utf8Transitions } from './utf8.ts';

export interface ByteClasses {
  /** By byte. */
  readonly classOf: Uint8Array;
  /** A byte of each class. */
  readonly bytes: readonly number[];
}

export function classifyBytes({ sets }: Program): ByteClasses {
  const pairs = [
    ...sets.allEdges.map(({ from, to }) => [from, to] as const),
    ...utf8Transitions(false).map(([, from, to]) => [from, to] as const),
    ...[...WORD, ...LINE_ENDS].filter(([, to]) => to < 0x80),
  ];
  const starts = new Set([0, ...pairs.flatMap(([from, to]) => [from, to + 1])]);
  const bytes = [...starts].filter((byte) => byte < 256).sort((a, b) => a - b);
  const classOf = new Uint8Array(256);
  for (const [number, byte] of bytes.entries()) classOf.fill(number, byte);
  return { classOf, bytes };
}
