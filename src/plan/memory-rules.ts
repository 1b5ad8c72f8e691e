/** How much of the rows and groups of a run is held in memory, by each of its processes. */
import type { MemoryRules } from '../protocol/stage.ts';

const KIB = 1024;
const MIB = 1024 ** 2;
const USUAL: MemoryRules = {
  sortBytes: 64 * MIB,
  heldBytes: 16 * MIB,
  rangeBytes: 12 * MIB,
  joinBytes: 1024 * MIB,
  // A table that stays in memory that has been used before is half the work where nearly every record is a group of its
  // own: 10,000,000 of them take 5.8 instead of 8.7 s of processor time (bench: h2o-q10), and a quarter of the memory.
  groupBytes: 32 * MIB,
  mostGroupBytes: 512 * MIB,
  shareCount: 16,
};
const LARGEST_CHUNK_BYTES = 16 * MIB;
/** Whose rows are held until it is their turn: to fill memory for the first time takes longer than to make the rows. */
const LARGEST_CHUNK_OF_ROWS_BYTES = 8 * MIB;
const SMALLEST_BYTES = 64 * KIB;

/** Less is no good to a process: what it reads, sorts and writes at once has a size. */
const LEAST_OF_PROCESS_BYTES = 24 * MIB;

/** How many processes have enough of a limit. */
export function processesWithin(limitBytes: number | undefined): number {
  return limitBytes === undefined
    ? Number.POSITIVE_INFINITY
    : Math.max(1, Math.floor(limitBytes / LEAST_OF_PROCESS_BYTES));
}

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
    joinBytes: share(4, USUAL.joinBytes),
    groupBytes: share(10, USUAL.groupBytes),
    mostGroupBytes: share(10, USUAL.mostGroupBytes),
    shareCount: 64,
  };
}

/** Partitions are held while they are sorted, and their rows where these pass to the answer. */
export function largestChunk(limitBytes: number | undefined, processes: number, passesRows: boolean): number {
  const most = passesRows ? LARGEST_CHUNK_OF_ROWS_BYTES : LARGEST_CHUNK_BYTES;
  if (limitBytes === undefined) return most;
  return Math.max(SMALLEST_BYTES, Math.min(most, Math.floor(limitBytes / processes / 8)));
}
