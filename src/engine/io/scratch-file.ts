/** Temporary files: made for nobody else to read, written and read to the last byte. */
import { openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { PqError } from '../../core/errors.ts';
import { makeDirectory } from './make-directory.ts';

/** A new file, for writing and reading; its directory is made if need be. Throws PQ_SCRATCH. */
export function openScratch(path: string): number {
  return attempt(() => {
    makeDirectory(dirname(path));
    return openSync(path, 'wx+', 0o600);
  });
}

/** Throws PQ_SCRATCH, of a full disk for example. */
export function writeScratch(descriptor: number, bytes: Uint8Array, start: number): void {
  attempt(() => {
    for (let done = 0; done < bytes.length; )
      done += writeSync(descriptor, bytes, done, bytes.length - done, start + done);
  });
}

/** Fills the target. */
export function readScratch(descriptor: number, target: Uint8Array, start: number): void {
  for (let done = 0; done < target.length; ) {
    const count = readSync(descriptor, target, done, target.length - done, start + done);
    if (count === 0) throw new Error(`a temporary file ends ${target.length - done} bytes too early`);
    done += count;
  }
}

function attempt<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw scratchError(error);
  }
}

export function scratchError(error: unknown): PqError {
  const reason = error instanceof Error ? error.message : String(error);
  return new PqError('PQ_SCRATCH', `cannot write a temporary file: ${reason}`, {
    hint: 'temporary files can take as much room as the input; name another directory with --tmp-dir',
    cause: error,
  });
}
