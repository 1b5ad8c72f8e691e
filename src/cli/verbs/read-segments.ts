/** From the words of a chain to its segments: a verb each, with its options and operands. No effects. */
import { readCommandLine } from '../command-line.ts';
import { VERBS } from '../commands/index.ts';
import { cutChain } from './segments.ts';
import { unknownVerb } from './verbs.ts';
import type { Segment } from './words.ts';

type ReadSegments =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'segments'; readonly segments: readonly Segment[] };

/** Throws PQ_USAGE. */
export function readSegments(words: readonly string[]): ReadSegments {
  const segments: Segment[] = [];
  for (const [name = '', ...rest] of cutChain(words)) {
    const spec = VERBS.find((verb) => verb.name === name);
    if (spec === undefined)
      throw unknownVerb(
        name,
        VERBS.map((verb) => verb.name),
      );
    const line = readCommandLine(spec, rest);
    if (line.kind === 'help') return line;
    segments.push({ name, mentions: line.mentions, operands: line.operands });
  }
  return { kind: 'segments', segments };
}

/** A chain in one word: a verb, and more behind it. */
export function isChain(word: string): boolean {
  const [name = '', ...more] = word.trimStart().split(/\s/, 2);
  return more.length > 0 && VERBS.some((verb) => verb.name === name);
}
