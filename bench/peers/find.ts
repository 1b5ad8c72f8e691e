/** Is a peer here, and which version? A peer that is absent is left out of the races, and the report says so. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The first line that a program prints, undefined when it cannot be started. */
export function firstLineOf(file: string, args: readonly string[]): string | undefined {
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return status === 0 ? (stdout || stderr).split('\n', 1)[0] : undefined;
}

/** Version of a package in bench/node_modules. */
export function packageVersion(name: string): string | undefined {
  try {
    return JSON.parse(readFileSync(join(import.meta.dirname, '../node_modules', name, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}
