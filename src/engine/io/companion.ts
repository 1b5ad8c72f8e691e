/**
 * What only some runs need, loaded by them: files that stand beside this program, beside the bundle or among the
 * sources, and modules of Node. Readers cannot wait for import().
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

type Libraries = typeof import('../libraries.ts');

const load = (name: string): unknown => createRequire(join(import.meta.dirname, 'companion'))(name);

/** csv-parse and stream-json. */
export function loadLibraries(): Libraries {
  return load(companionPath('libraries', '..')) as Libraries;
}

export function loadZlib(): typeof import('node:zlib') {
  return load('node:zlib') as typeof import('node:zlib');
}

export function loadWorkerThreads(): typeof import('node:worker_threads') {
  return load('node:worker_threads') as typeof import('node:worker_threads');
}

/** Takes 3 ms, for the streams that it loads. */
export function loadV8(): typeof import('node:v8') {
  return load('node:v8') as typeof import('node:v8');
}

/** The bundle of this name, or its source, seen from here. */
export function companionPath(name: string, sourceDirectory: string): string {
  const beside = join(import.meta.dirname, `${name}.cjs`);
  return existsSync(beside) ? beside : join(import.meta.dirname, sourceDirectory, `${name}.ts`);
}
