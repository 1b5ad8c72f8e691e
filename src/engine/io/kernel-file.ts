/** Finds the compiled kernel: beside the bundle, or in dist/ when the sources run as they are. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export function readKernelFile(): Buffer {
  const beside = join(import.meta.dirname, 'kernel.wasm');
  return readFileSync(existsSync(beside) ? beside : join(import.meta.dirname, '../../../dist/kernel.wasm'));
}
