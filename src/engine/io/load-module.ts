/** Loads a module of the user's: the only place where code comes from outside. */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { PqError, reason } from '../../core/errors.ts';

/** What a module exports, by name. Synchronously: readers and evaluators do not wait. */
export function loadModule(path: string): Readonly<Record<string, unknown>> {
  const file = resolve(path);
  try {
    return createRequire(file)(file) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw new PqError('PQ_FUNCTION', `${path} cannot be loaded: ${REASONS[String(code)] ?? reason(error)}`, {
      cause: error,
      ...hintFor(String(code)),
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  MODULE_NOT_FOUND: 'it, or a module that it needs, is not there',
  ERR_MODULE_NOT_FOUND: 'it, or a module that it needs, is not there',
  ERR_REQUIRE_ASYNC_MODULE: 'it waits for something while it is loaded (top-level await)',
  ERR_REQUIRE_ESM: `Node.js ${process.version} does not load ES modules synchronously`,
};

function hintFor(code: string): { hint?: string } {
  if (code !== 'ERR_REQUIRE_ESM') return {};
  return { hint: 'Node.js 22.12 or later does; or write the functions as a CommonJS module (.cjs)' };
}
