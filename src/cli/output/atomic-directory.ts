/**
 * A directory of an answer that is there as a whole or not at all: it is made beside its place, under another name, and
 * renamed in the end. Whatever goes wrong before, what was there stays.
 */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { PqError, reason } from '../../core/errors.ts';
import { MANIFEST_NAME } from '../../core/file-names.ts';
import { uninterrupted } from '../signals.ts';

/** Fails before the work what would fail after it. Throws PQ_OUTPUT. */
export function checkDirectory(path: string, isForced: boolean): void {
  try {
    const target = targetOf(path);
    const stats = statSync(target, { throwIfNoEntry: false });
    accessSync(dirname(target), constants.W_OK);
    if (stats === undefined) return;
    if (!stats.isDirectory()) throw refusal(path, 'it is a file');
    checkReplaceable(path, target, isForced);
  } catch (error) {
    throw directoryError(path, error);
  }
}

function checkReplaceable(path: string, target: string, isForced: boolean): void {
  const names = readdirSync(target);
  if (names.length === 0) return;
  if (!names.includes(MANIFEST_NAME)) throw refusal(path, 'there is something in it', 'name a new directory');
  if (!isForced) throw refusal(path, 'it is a data set already', '--force replaces it');
}

/** `write` fills a directory that becomes this one when it is done. Throws PQ_OUTPUT, and what `write` throws. */
export function replaceDirectory<Result>(
  path: string,
  isForced: boolean,
  write: (temporary: string) => Promise<Result>,
): Promise<Result> {
  return uninterrupted(async () => {
    const target = targetOf(path);
    const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
    try {
      mkdirSync(temporary);
      const result = await write(temporary);
      checkDirectory(path, isForced);
      moveInto(temporary, target);
      return result;
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      throw directoryError(path, error);
    }
  });
}

/** The directory itself, where the path is a link to one. */
function targetOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : resolve(path);
}

/** What was there is put aside first, and back if the new one cannot take its place. */
function moveInto(temporary: string, target: string): void {
  if (!existsSync(target)) {
    renameSync(temporary, target);
    return;
  }
  const old = `${temporary}.old`;
  renameSync(target, old);
  try {
    renameSync(temporary, target);
  } catch (error) {
    renameSync(old, target);
    throw error;
  }
  rmSync(old, { recursive: true, force: true });
}

function refusal(path: string, problem: string, hint?: string): PqError {
  return new PqError('PQ_OUTPUT', `cannot write ${path}: ${problem}`, hint === undefined ? {} : { hint });
}

/** What the system said, as one of our errors; whatever else went wrong meanwhile stays what it is. */
function directoryError(path: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  return new PqError('PQ_OUTPUT', `cannot write ${path}: ${reason(error)}`, { cause: error });
}
