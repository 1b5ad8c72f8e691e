/** What is opened: a path or a descriptor, with what its metadata says. Looks at metadata only, never at bytes. */
import { fstatSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { suggest } from '../../core/did-you-mean.ts';
import { PqError, reason } from '../../core/errors.ts';

export interface FoundInput {
  /** A path, or the number of a descriptor that workers inherit. */
  readonly path: string | number;
  readonly name: string;
  /** Undefined for what can only be read once, in order: pipes and devices. */
  readonly size: number | undefined;
  readonly mtimeMs: number | undefined;
  /** Where our part of the file starts, when that is not its first byte. */
  readonly startByte?: number;
}

const STDIN = 0;

export function sourceOf(path: string, stats: Stats): FoundInput {
  return stats.isFile()
    ? { path, name: path, size: stats.size, mtimeMs: stats.mtimeMs }
    : { path, name: path, size: undefined, mtimeMs: undefined };
}

/** A redirected file is read by position as any other, if nobody has read from it before. */
export function stdinSource(): FoundInput {
  const stats = fstatSync(STDIN);
  const isWhole = stats.isFile() && stdinPosition() === 0;
  return isWhole
    ? { path: STDIN, name: '<stdin>', size: stats.size, mtimeMs: stats.mtimeMs }
    : { path: STDIN, name: '<stdin>', size: undefined, mtimeMs: undefined };
}

/** Node has no lseek; where /proc does not tell, the file is taken to be unread. */
function stdinPosition(): number {
  try {
    return Number(/^pos:\s*(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${STDIN}`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Undefined when nothing is there. Throws PQ_FILE_UNREADABLE for whatever else keeps us from looking. */
export function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined;
    throw new PqError('PQ_FILE_UNREADABLE', `cannot read ${path}: ${reason(error)}`, { cause: error });
  }
}

export function fileNotFound(path: string): PqError {
  const near = similarPath(path);
  return new PqError(
    'PQ_FILE_NOT_FOUND',
    `no such file: ${path}`,
    near === undefined ? {} : { hint: `did you mean ${near}?` },
  );
}

/** A name in the same directory that may have been meant. */
function similarPath(path: string): string | undefined {
  const directory = dirname(path);
  try {
    const near = suggest(basename(path), readdirSync(directory).sort());
    return near === undefined ? undefined : path.slice(0, path.length - basename(path).length) + near;
  } catch {
    return undefined;
  }
}
