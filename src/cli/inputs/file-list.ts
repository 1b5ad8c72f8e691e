/**
 * --files-from: names of inputs in a file or on stdin. One a line; or, if there is a NUL byte anywhere, each up to the
 * next NUL (as find -print0 writes them: no name can hold one, so nobody has to say which it is). A name is taken as it
 * stands: no patterns, no comments, and `-` is a file.
 */
import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { type ErrorPlace, PqError, reason } from '../../core/errors.ts';
import { waitMs } from '../../core/wait.ts';

export interface ListedName {
  readonly name: string;
  /** The list, and the number of the line or of the name between NULs. */
  readonly place: ErrorPlace;
}

const STDIN = 0;
const BLOCK_BYTES = 64 * 1024;

/** The names in their order. Throws PQ_FILE_NOT_FOUND when there are none, and PQ_FILE_UNREADABLE. */
export function readFileList(list: string): readonly ListedName[] {
  const file = list === '-' ? '<stdin>' : list;
  const bytes = readList(list, file);
  const names = namesIn(bytes, file).filter(({ name }) => name !== '');
  if (names.length > 0) return names;
  throw new PqError('PQ_FILE_NOT_FOUND', '--files-from: the list names no files', { place: { file } });
}

function namesIn(bytes: Buffer, file: string): readonly ListedName[] {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const lines = text.includes('\0') ? text.split('\0') : text.split(/\r?\n/);
  const names = lines.map((name, index) => ({ name, place: { file, line: index + 1 } }));
  const bad = isUtf8(bytes) ? undefined : names.find(({ name }) => name.includes('\uFFFD'));
  if (bad === undefined) return names;
  throw new PqError('PQ_FILE_UNREADABLE', `the name is not UTF-8: ${bad.name}`, {
    place: bad.place,
    hint: 'rename the file, or name its directory instead',
  });
}

function readList(list: string, file: string): Buffer {
  try {
    const descriptor = list === '-' ? STDIN : openSync(list, 'r');
    try {
      return readToEnd(descriptor);
    } finally {
      if (list !== '-') closeSync(descriptor);
    }
  } catch (error) {
    throw new PqError('PQ_FILE_UNREADABLE', `--files-from: cannot read ${file}: ${reason(error)}`, { cause: error });
  }
}

function readToEnd(descriptor: number): Buffer {
  const blocks: Buffer[] = [];
  for (;;) {
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    const count = readOnce(descriptor, block);
    if (count === 0) return Buffer.concat(blocks);
    blocks.push(block.subarray(0, count));
  }
}

function readOnce(descriptor: number, block: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, block);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      waitMs(1);
    }
  }
}
