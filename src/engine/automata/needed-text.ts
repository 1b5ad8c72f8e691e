/** A text that is part of whatever a pattern matches: looking for it first is several times as fast as the automaton. */
import type { Pattern } from './pattern.ts';

/** The longest that can be told; empty where there is none. */
export function neededText(pattern: Pattern): string {
  const finder = new Finder();
  finder.visit(pattern);
  finder.interrupt();
  return finder.longest;
}

class Finder {
  longest = '';
  private run = '';

  visit(pattern: Pattern): void {
    if (pattern.kind === 'sequence') {
      for (const part of pattern.parts) this.visit(part);
    } else if (pattern.kind === 'set') this.character(pattern);
    else if (pattern.kind !== 'assertion') {
      this.interrupt();
      if (pattern.kind === 'repeat' && pattern.least > 0) this.visit(pattern.part);
      this.interrupt();
    }
  }

  interrupt(): void {
    if (this.run.length > this.longest.length) this.longest = this.run;
    this.run = '';
  }

  private character({ ranges: [first, ...others] }: Extract<Pattern, { kind: 'set' }>): void {
    if (first === undefined || first[0] !== first[1] || others.length > 0) this.interrupt();
    else this.run += String.fromCodePoint(first[0]);
  }
}
