/** How much of the rows and groups of a run is held in memory, by each of its processes. */
import type { MemoryRules } from '../protocol/stage.ts';

const KIB = 1024;
const MIB = 1024 ** 2;
const USUAL: MemoryRules = {
  sortBytes: 64 * MIB,
  heldBytes: 16 * MIB,
  rangeBytes: 8 * MIB,
  groupBytes: Number.MAX_SAFE_INTEGER,
};
const LARGEST_CHUNK_BYTES = 16 * MIB;
/** Whose rows are held until it is their turn: to fill memory for the first time takes longer than to make the rows. */
const LARGEST_CHUNK_OF_ROWS_BYTES = 8 * MIB;
const SMALLEST_BYTES = 64 * KIB;

/** `limitBytes`: what all processes together may take above what they take with nothing to do. */
export function memoryRules(limitBytes: number | undefined, processes: number): MemoryRules {
  if (limitBytes === undefined) return USUAL;
  const share = (part: number, most: number): number => {
    return Math.max(SMALLEST_BYTES, Math.min(most, Math.floor(limitBytes / processes / part)));
  };
  // Of a range there are its rows, what it is sorted by, and the rows of those that wait for the ones before them.
  return {
    sortBytes: share(4, USUAL.sortBytes),
    heldBytes: share(16, USUAL.heldBytes),
    rangeBytes: share(16, USUAL.rangeBytes),
    groupBytes: share(3, USUAL.groupBytes),
  };
}

/** Partitions are held while they are sorted, and their rows where these pass to the answer. */
export function largestChunk(limitBytes: number | undefined, processes: number, passesRows: boolean): number {
  const most = passesRows ? LARGEST_CHUNK_OF_ROWS_BYTES : LARGEST_CHUNK_BYTES;
  if (limitBytes === undefined) return most;
  return Math.max(SMALLEST_BYTES, Math.min(most, Math.floor(limitBytes / processes / 8)));
}
