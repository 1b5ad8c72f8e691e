/** What tests of faults do to a run of pq. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';

/** Waits until something is so, or the run has ended. */
export async function soon(condition: () => boolean, run: { readonly exitCode: number | null }): Promise<void> {
  while (!condition() && run.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 1));
}

export function killIfThere(processId: number | undefined): void {
  try {
    if (processId !== undefined) process.kill(processId, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}

/** Makes the directory a file system of 4 MB for as long as the work takes. `what` is left out where none can be mounted. */
export function onSmallDisk(directory: string, what: string, work: (name: string) => void): void {
  mkdirSync(directory);
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', directory]);
  try {
    if (status === 0) work(basename(directory));
    else process.stderr.write(`left out: ${what} on a full disk, for want of a tmpfs to mount\n`);
  } finally {
    if (status === 0) spawnSync('umount', [directory]);
    rmSync(directory, { recursive: true });
  }
}
