/** Makes a directory for temporary files in one that is there. */
import { mkdirSync } from 'node:fs';

/** It may be there already. Not `recursive`: Node then tries for ever where a file system takes no directories (/proc). */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
