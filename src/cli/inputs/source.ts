/** What is opened: a path or a descriptor, with what its metadata says. Looks at metadata only, never at bytes. */
import { fstatSync, readdirSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { suggest } from '../../core/did-you-mean.ts';
import { PqError, reason } from '../../core/errors.ts';
import type { InputSource } from '../../protocol/stage.ts';

const STDIN = 0;

/** Throws PQ_FILE_UNREADABLE for what cannot be opened as a file. */
export function sourceOf(path: string, stats: Stats): InputSource {
  if (stats.isFile()) return { path, name: path, size: stats.size, mtimeMs: stats.mtimeMs };
  if (!stats.isSocket()) return { path, name: path, size: undefined, mtimeMs: undefined };
  throw new PqError('PQ_FILE_UNREADABLE', `cannot read ${path}: it is a socket`);
}

/** A redirected file is read by position as any other, from where whoever read it before us stopped. */
export function stdinSource(): InputSource {
  const stats = fstatSync(STDIN);
  const name = '<stdin>';
  if (stats.isDirectory()) throw new PqError('PQ_FILE_UNREADABLE', 'cannot read stdin: it is a directory');
  if (!stats.isFile()) return { path: STDIN, name, size: undefined, mtimeMs: undefined };
  const startByte = Math.min(stdinPosition(), stats.size);
  const source = { path: STDIN, name, size: stats.size, mtimeMs: stats.mtimeMs };
  return startByte === 0 ? source : { ...source, startByte };
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
  const target = linkTarget(path);
  if (target !== undefined) {
    return new PqError('PQ_FILE_NOT_FOUND', `${path} is a link to ${target}, which is not there`);
  }
  const near = similarPath(path);
  return new PqError(
    'PQ_FILE_NOT_FOUND',
    `no such file: ${path}`,
    near === undefined ? {} : { hint: `did you mean ${near}?` },
  );
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
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
