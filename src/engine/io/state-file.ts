/** Collected states: small ones travel as text in a message, large ones through a file. */
import { closeSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StateRef } from '../../protocol/stage.ts';

const INLINE_BYTES = 64 * 1024;

/** Keeps the pieces; `path` is written only when they are too large for a message. Its directory is made if need be. */
export function writeState(pieces: readonly Uint8Array[], path: string): StateRef {
  const byteLength = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (byteLength <= INLINE_BYTES) return { kind: 'inline', base64: Buffer.concat(pieces).toString('base64') };
  // States may hold what the user's files hold.
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    for (const piece of pieces) writeAll(descriptor, piece);
  } finally {
    closeSync(descriptor);
  }
  return { kind: 'file', path, byteLength };
}

function writeAll(descriptor: number, piece: Uint8Array): void {
  for (let done = 0; done < piece.length; ) done += writeSync(descriptor, piece, done, piece.length - done);
}

/** A collected state, ready to be copied to where it is wanted. */
export interface CollectedState {
  readonly byteLength: number;
  copyTo(target: Uint8Array): void;
}

export function readState(state: StateRef): CollectedState {
  if (state.kind === 'file') return { byteLength: state.byteLength, copyTo: (target) => readWhole(state.path, target) };
  const bytes = Buffer.from(state.base64, 'base64');
  return { byteLength: bytes.length, copyTo: (target) => target.set(bytes) };
}

function readWhole(path: string, target: Uint8Array): void {
  const descriptor = openSync(path, 'r');
  try {
    for (let done = 0; done < target.length; ) {
      const count = readSync(descriptor, target, done, target.length - done, done);
      if (count === 0) throw new Error(`${path} has ${done} bytes, not ${target.length}`);
      done += count;
    }
  } finally {
    closeSync(descriptor);
  }
}
