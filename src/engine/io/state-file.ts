/** Collected states: small ones travel as text in a message, large ones through a file. */
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { PqError } from '../../core/errors.ts';
import type { SentState, StateRef } from '../../protocol/stage.ts';
import { makeDirectory } from './make-directory.ts';

const INLINE_BYTES = 64 * 1024;

/** Keeps the pieces, each of which is valid until the next one; `path` is written only when they are too large for a
 * message. Its directory is made if need be. */
export function writeState(pieces: Iterable<Uint8Array>, path: string): SentState {
  const writer = new StateWriter(path);
  try {
    for (const piece of pieces) writer.write(piece, INLINE_BYTES);
    return writer.state();
  } finally {
    writer.close();
  }
}

class StateWriter {
  byteCount = 0;
  readonly #path: string;
  readonly #held: Uint8Array[] = [];
  #descriptor: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Holds up to `heldBytes` back. */
  write(piece: Uint8Array, heldBytes: number): void {
    this.byteCount += piece.length;
    if (this.#descriptor === undefined && this.byteCount <= heldBytes) this.#held.push(piece.slice());
    else this.#flush(piece);
  }

  #flush(piece: Uint8Array): void {
    try {
      this.#descriptor ??= openNew(this.#path);
      for (const held of this.#held.splice(0)) writeAll(this.#descriptor, held);
      writeAll(this.#descriptor, piece);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new PqError('PQ_SCRATCH', `cannot write a temporary file: ${reason}`, {
        hint: `groups take more room there than is left; name another directory with --tmp-dir`,
        cause: error,
      });
    }
  }

  state(): SentState {
    if (this.#descriptor !== undefined) return { kind: 'file', path: this.#path, byteLength: this.byteCount };
    return { kind: 'inline', base64: Buffer.concat(this.#held).toString('base64') };
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
  }
}

/** States may hold what the user's files hold. */
function openNew(path: string): number {
  makeDirectory(dirname(path));
  return openSync(path, 'wx', 0o600);
}

function writeAll(descriptor: number, piece: Uint8Array): void {
  for (let done = 0; done < piece.length; ) done += writeSync(descriptor, piece, done, piece.length - done);
}

/** A collected state, or a share of one, ready to be copied to where it is wanted. */
export interface CollectedState {
  readonly byteLength: number;
  /** Fills the target with the bytes from `from` on. */
  read(target: Uint8Array, from: number): void;
}

export function readState(state: StateRef): CollectedState {
  if (state.kind === 'file') return fileRange(state.path, 0, state.byteLength);
  if (state.kind !== 'inline') throw new Error(`a state of kind ${state.kind} is not read whole`);
  const bytes = Buffer.from(state.base64, 'base64');
  return { byteLength: bytes.length, read: (target, from) => target.set(bytes.subarray(from, from + target.length)) };
}

/** Of a state that came through a file of its own. */
export function removeState(path: string): void {
  rmSync(path, { force: true });
}

function fileRange(path: string, start: number, byteLength: number): CollectedState {
  return { byteLength, read: (target, from) => readRange(path, target, start + from) };
}

function readRange(path: string, target: Uint8Array, start: number): void {
  const descriptor = openSync(path, 'r');
  try {
    for (let done = 0; done < target.length; ) {
      const count = readSync(descriptor, target, done, target.length - done, start + done);
      if (count === 0) throw new Error(`${path} ends at byte ${start + done}, ${target.length - done} too early`);
      done += count;
    }
  } finally {
    closeSync(descriptor);
  }
}
