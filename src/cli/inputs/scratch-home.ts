/** Where temporary files go when nobody says: into memory where there is plenty of it, else where the system has them. */
import { accessSync, constants, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { inputBytes } from '../../core/sizes.ts';
import type { Verb } from '../../plan/logical-plan.ts';
import type { InputSource } from '../../protocol/stage.ts';

/** A file system that is memory, on Linux: what is written there is not copied to a disk. */
const MEMORY_DIRECTORY = '/dev/shm';
/** How many times the input must be free there, and in memory at all; and for each time more that its rows come. */
const SPARE_ROOM = 4;
const SPARE_ROOM_A_COPY = 2;
/** Less is held by each process. */
const LEAST_BYTES = 4 * 1024 ** 2;

/** What can have more rows than are held. */
const WITH_FILES: ReadonlySet<Verb['kind']> = new Set<Verb['kind']>([
  'sort',
  'aggregate',
  'distinct',
  'repeat',
  'join',
  'partition',
]);

export interface ScratchNeeds {
  readonly verbs: readonly Verb[];
  readonly sources: readonly InputSource[];
  /** What is joined with it. */
  readonly sides: readonly ScratchNeeds[];
  readonly memoryLimit: number | undefined;
}

export function scratchHome(needs: ScratchNeeds): string {
  const isWanted = needs.verbs.some(({ kind }) => WITH_FILES.has(kind));
  if (!isWanted || needs.memoryLimit !== undefined || process.env.TMPDIR) return tmpdir();
  const bytes = bytesFor(needs);
  return bytes >= LEAST_BYTES * SPARE_ROOM && hasRoom(bytes) ? MEMORY_DIRECTORY : tmpdir();
}

/** How much room there should be. */
function bytesFor({ verbs, sources, sides }: ScratchNeeds): number {
  const bytes = sources.reduce((sum, source) => sum + (inputBytes(source) ?? Number.POSITIVE_INFINITY), 0);
  const copies = verbs.reduce((product, verb) => product * (verb.kind === 'repeat' ? Math.max(1, verb.count) : 1), 1);
  const own = bytes * (SPARE_ROOM + SPARE_ROOM_A_COPY * (copies - 1));
  return sides.reduce((sum, side) => sum + bytesFor(side), own);
}

function hasRoom(bytes: number): boolean {
  try {
    accessSync(MEMORY_DIRECTORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY_DIRECTORY);
    return bavail * bsize > bytes && availableMemory() > bytes;
  } catch {
    return false;
  }
}

/** With the limits of a container; not known by old versions of Node. */
function availableMemory(): number {
  return typeof process.availableMemory === 'function' ? process.availableMemory() : 0;
}
