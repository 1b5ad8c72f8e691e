/** Files that stand beside this program and that only some runs need: beside the bundle, or among the sources. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

type Libraries = typeof import('../libraries.ts');

let libraries: Libraries | undefined;

/** csv-parse and stream-json: loaded at once, but only by those who need them. */
export function loadLibraries(): Libraries {
  libraries ??= createRequire(join(import.meta.dirname, 'x'))(companionPath('libraries', '..')) as Libraries;
  return libraries;
}

/** The bundle of this name, or its source, seen from here. */
export function companionPath(name: string, sourceDirectory: string): string {
  const beside = join(import.meta.dirname, `${name}.cjs`);
  return existsSync(beside) ? beside : join(import.meta.dirname, sourceDirectory, `${name}.ts`);
}
