/**
 * The directory for states that are too large for a message. A worker makes it when it first needs it; the coordinator
 * removes it in every case, and if it cannot (SIGKILL), the workers do.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';

export function scratchPath(tmpDirectory: string): string {
  return join(tmpDirectory, `pq-${process.pid}-${Math.random().toString(36).slice(2)}`);
}

export function removeScratch(path: string): void {
  // A worker that is being killed may still be writing its last file: then the first attempt finds it not empty.
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 10 });
}
