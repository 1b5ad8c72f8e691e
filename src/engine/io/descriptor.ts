/** Opening, and reading from a descriptor, with errors that say what happened to which input. */
import { openSync, readSync } from 'node:fs';
import { reason } from '../../core/errors.ts';
import { waitMs } from '../../core/wait.ts';
import type { InputSource } from '../../protocol/stage.ts';
import { ReadError } from './read-error.ts';

/** Throws ReadError. */
export function descriptorOf({ path }: InputSource): number {
  if (typeof path === 'number') return path;
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new ReadError('PQ_FILE_UNREADABLE', `cannot be opened: ${reason(error)}`);
  }
}

/**
 * Fills the first `wanted` bytes of target; returns how far it came before the end. `position`: where in the file, null
 * for the next bytes of a pipe. Throws ReadError.
 */
export function fill(descriptor: number, target: Uint8Array, wanted: number, position: number | null): number {
  let got = 0;
  while (got < wanted) {
    const count = readOnce(descriptor, target, got, wanted - got, position === null ? null : position + got);
    if (count === 0) break;
    got += count;
  }
  return got;
}

function readOnce(
  descriptor: number,
  target: Uint8Array,
  offset: number,
  length: number,
  position: number | null,
): number {
  for (;;) {
    try {
      return readSync(descriptor, target, offset, length, position);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw new ReadError('PQ_FILE_UNREADABLE', `cannot be read: ${reason(error)}`);
      waitMs(1); // somebody made the pipe non-blocking, and it is empty
    }
  }
}
