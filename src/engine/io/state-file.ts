/** Collected states: small ones travel as text in a message, large ones through a file. */
import { mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { closeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StateRef } from '../../protocol/stage.ts';

const INLINE_BYTES = 64 * 1024;

/** Keeps the pieces; `path` is written only when they are too large for a message. Its directory is made if need be. */
export function writeState(pieces: readonly Uint8Array[], path: string): StateRef {
  const byteLength = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (byteLength <= INLINE_BYTES) return { kind: 'inline', base64: Buffer.concat(pieces).toString('base64') };
  mkdirSync(dirname(path), { recursive: true });
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

export function readState(state: StateRef): Buffer {
  if (state.kind === 'inline') return Buffer.from(state.base64, 'base64');
  const bytes = readFileSync(state.path);
  if (bytes.length !== state.byteLength) throw new Error(`${state.path} has ${bytes.length} bytes, not ${state.byteLength}`);
  return bytes;
}
