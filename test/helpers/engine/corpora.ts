/** Real data and conformance suites beside the checkout. They are not copied here: where they are absent, tests say so. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const CORPORA = join(import.meta.dirname, '../../../../shared/corpora');

export function corpus(name: string): {
  readonly directory: string;
  readonly isAbsent: boolean;
  readonly title: string;
} {
  const directory = join(CORPORA, name);
  const isAbsent = !existsSync(directory);
  if (isAbsent) process.stderr.write(`left out: the corpus ${name} is not in ../shared/corpora\n`);
  return { directory, isAbsent, title: isAbsent ? `${name} (left out: the corpus is not there)` : name };
}

/** Paths of its files that end in this, in order; none when it is absent. */
export function filesOf({ directory, isAbsent }: ReturnType<typeof corpus>, ending: RegExp): string[] {
  if (isAbsent) return [];
  return readdirSync(directory)
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => join(directory, name));
}
