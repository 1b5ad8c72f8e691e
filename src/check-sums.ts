/**
 * Files of data sets that were written to after their manifest: their checksums tell whether they are what it says. Of
 * others, size and number of records will do.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { PqError, reason } from './core/errors.ts';
import { crc32 } from './engine/io/crc32.ts';
import { alignedRows } from './engine/joining/aligned-rows.ts';
import type { InputFile, ScanStage } from './protocol/stage.ts';

const PIECE_BYTES = 1 << 22;

/** Paths of files that are as they were: a run may have several stages that read them. */
const known = new Set<string>();

/** Of all that a stage reads to the end. Throws PQ_FILE_CHANGED, PQ_FILE_UNREADABLE, and what the signal says. */
export async function checkSums(stage: ScanStage, signal: AbortSignal | undefined): Promise<void> {
  if (stage.steps.some(({ kind }) => kind === 'head')) return;
  for (const file of filesOf(stage)) {
    if (file.part?.isYounger !== true || typeof file.path !== 'string' || known.has(file.path)) continue;
    if ((await sumOf(file.path, file.name, signal)) !== file.part.crc32) throw changed(file);
    known.add(file.path);
  }
}

function changed({ name }: InputFile): PqError {
  return new PqError('PQ_FILE_CHANGED', `${name} is not what was written to the data set: its checksum differs`, {
    hint: 'write the data set again',
  });
}

/** With those of a right side that was cut alike. */
function filesOf({ files, steps }: ScanStage): readonly InputFile[] {
  return [...files, ...alignedRows(steps).flatMap(({ scan }) => scan.files)];
}

async function sumOf(path: string, name: string, signal: AbortSignal | undefined): Promise<number> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    let sum = 0;
    for (;;) {
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES);
      signal?.throwIfAborted();
      if (bytesRead === 0) return sum;
      sum = crc32(piece.subarray(0, bytesRead), sum);
    }
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new PqError('PQ_FILE_UNREADABLE', `cannot read ${name}: ${reason(error)}`, { cause: error });
  } finally {
    await handle?.close();
  }
}
