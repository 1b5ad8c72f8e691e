/** Writes into a file that several processes write into, each its own part. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { PqError, reason } from '../../core/errors.ts';
import type { OutputPlace } from '../../protocol/stage.ts';
import { scratchError } from './scratch-file.ts';

/** Throws PQ_OUTPUT, or PQ_SCRATCH of a temporary file. */
export function writeAt({ path, name, startByte }: OutputPlace, pieces: readonly Uint8Array[]): void {
  try {
    const descriptor = openSync(path, 'r+');
    try {
      let position = startByte;
      for (const piece of pieces) {
        for (let done = 0; done < piece.length; ) {
          done += writeSync(descriptor, piece, done, piece.length - done, position + done);
        }
        position += piece.length;
      }
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (name === undefined) throw scratchError(error);
    throw new PqError('PQ_OUTPUT', `cannot write ${name}: ${reason(error)}`, { cause: error });
  }
}
