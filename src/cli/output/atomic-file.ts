/**
 * Replaces a file at once: what is written goes to a temporary file in the same directory, reaches the disk, and takes
 * the old file's place. Until then, and after any failure, the old file is what it was.
 */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { PqError, reason } from '../../core/errors.ts';
import { uninterrupted } from '../signals.ts';
import type { Destination } from './answer-writer.ts';
import { EarlySync } from './early-sync.ts';

/** What we find wrong with a path ourselves. */
class OutputRefusal extends Error {}

const PERMISSION_BITS = 0o7777;

/** Fails before the work what would fail after it. Throws PQ_OUTPUT. */
export function checkOutput(path: string): void {
  try {
    const target = resolveTarget(path);
    const stats = statSync(target, { throwIfNoEntry: false });
    if (stats?.isDirectory()) throw new OutputRefusal('it is a directory');
    const isReplaced = stats === undefined || stats.isFile();
    accessSync(isReplaced ? dirname(target) : target, constants.W_OK);
  } catch (error) {
    throw outputError(path, error);
  }
}

type WriteTo = (destination: Destination) => Promise<void>;

/** `writeTo` is given a descriptor, and the path of the temporary file. A device or a named pipe is written to as it is.
 * Throws PQ_OUTPUT, and what `writeTo` throws. */
export async function replaceFile(path: string, writeTo: WriteTo): Promise<void> {
  try {
    const target = resolveTarget(path);
    const old = statSync(target, { throwIfNoEntry: false });
    if (old === undefined || old.isFile()) await uninterrupted(() => replace(target, path, old, writeTo));
    else await writeOpen({ descriptor: openSync(target, 'w'), path: undefined, name: path }, writeTo);
  } catch (error) {
    throw outputError(path, error);
  }
}

/** The file itself, where the path is a symbolic link. */
function resolveTarget(path: string): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats?.isSymbolicLink()) return path;
  const linked = readlinkSync(path);
  return existsSync(path) ? realpathSync(path) : resolve(dirname(path), linked);
}

async function replace(target: string, name: string, old: Stats | undefined, writeTo: WriteTo): Promise<void> {
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  const descriptor = openSync(temporary, 'wx', 0o666);
  try {
    await writeOpen({ descriptor, path: temporary, name }, async (destination) => {
      if (old !== undefined) fchmodSync(descriptor, old.mode & PERMISSION_BITS);
      await writeToDisk(descriptor, () => writeTo(destination));
    });
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

async function writeToDisk(descriptor: number, write: () => Promise<void>): Promise<void> {
  const sync = new EarlySync(descriptor);
  try {
    await write();
    await sync.finish();
  } finally {
    await sync.stop();
  }
}

async function writeOpen(destination: Destination, writeTo: WriteTo): Promise<void> {
  try {
    await writeTo(destination);
  } finally {
    closeSync(destination.descriptor);
  }
}

/** What the system said, as one of our errors; whatever else went wrong meanwhile stays what it is. */
export function outputError(path: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error) && !(error instanceof OutputRefusal)) return error;
  return new PqError('PQ_OUTPUT', `cannot write ${path}: ${reason(error)}`, { cause: error });
}
