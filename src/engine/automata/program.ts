/**
 * A pattern as instructions: take a character of a set, go on in several ways, go on if an assertion holds. A way of
 * going through them to the end is a match.
 */
import { Unsupported } from '../values/regexp-tokens.ts';
import { ByteSets } from './byte-sets.ts';
import type { Assertion, Pattern } from './pattern.ts';

export type Instruction =
  | { readonly kind: 'match' }
  /** `node`: where the set's characters begin among the sets. */
  | { readonly kind: 'set'; readonly node: number; readonly next: number }
  | { readonly kind: 'split'; readonly ways: readonly number[] }
  | { readonly kind: 'assertion'; readonly assertion: Assertion; readonly next: number };

export interface Program {
  readonly instructions: readonly Instruction[];
  /** Where it begins. */
  readonly start: number;
  readonly sets: ByteSets;
}

/** Repetitions are written out. */
const MOST_STEPS = 4000;

export function compilePattern(pattern: Pattern): Program {
  const writer = new Writer();
  const start = writer.write(pattern, writer.push({ kind: 'match' }));
  return { instructions: writer.instructions, start, sets: writer.sets };
}

class Writer {
  readonly instructions: Instruction[] = [];
  readonly sets = new ByteSets();
  #steps = 0;

  push(instruction: Instruction): number {
    return this.instructions.push(instruction) - 1;
  }

  /** Written from the end: `next` is what follows. Answers where the pattern begins. */
  write(pattern: Pattern, next: number): number {
    if (++this.#steps > MOST_STEPS) throw new Unsupported('it is too long, or repeats too much');
    switch (pattern.kind) {
      case 'set':
        return this.push({ kind: 'set', node: this.sets.add(pattern.ranges), next });
      case 'sequence':
        return pattern.parts.reduceRight((after, part) => this.write(part, after), next);
      case 'choice':
        return this.push({ kind: 'split', ways: pattern.options.map((option) => this.write(option, next)) });
      case 'assertion':
        return this.push({ kind: 'assertion', assertion: pattern.assertion, next });
      case 'repeat':
        return this.#repeat(pattern, next);
    }
  }

  #repeat({ part, least, most }: Extract<Pattern, { kind: 'repeat' }>, next: number): number {
    let at = most === Infinity ? this.#loop(part, next) : next;
    const optional = most === Infinity ? 0 : most - least;
    for (let each = 0; each < optional; each++) at = this.push({ kind: 'split', ways: [this.write(part, at), next] });
    for (let each = 0; each < least; each++) at = this.write(part, at);
    return at;
  }

  #loop(part: Pattern, next: number): number {
    const ways = [next];
    const at = this.push({ kind: 'split', ways });
    ways.push(this.write(part, at));
    return at;
  }
}
