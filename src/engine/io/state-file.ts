/** Collected states: small ones travel as text in a message, large ones through a file. */
import { closeSync, openSync, rmSync } from 'node:fs';
import type { SentState, StateRef } from '../../protocol/stage.ts';
import { openScratch, readScratch, writeScratch } from './scratch-file.ts';

const INLINE_BYTES = 64 * 1024;

/** Keeps the pieces, each of which is valid until the next one; `path` is written only when they are too large for a
 * message. Its directory is made if need be. */
export function writeState(pieces: Iterable<Uint8Array>, path: string): SentState {
  const writer = new StateWriter(path);
  try {
    for (const piece of pieces) writer.write(piece);
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

  write(piece: Uint8Array): void {
    const start = this.byteCount;
    this.byteCount += piece.length;
    if (this.#descriptor === undefined && this.byteCount <= INLINE_BYTES) this.#held.push(piece.slice());
    else this.#writeFrom(start, piece);
  }

  #writeFrom(start: number, piece: Uint8Array): void {
    this.#descriptor ??= openScratch(this.#path);
    const held = Buffer.concat(this.#held.splice(0));
    writeScratch(this.#descriptor, held, start - held.length);
    writeScratch(this.#descriptor, piece, start);
  }

  state(): SentState {
    if (this.#descriptor !== undefined) return { kind: 'file', path: this.#path, byteLength: this.byteCount };
    return { kind: 'inline', base64: Buffer.concat(this.#held).toString('base64') };
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
  }
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
    readScratch(descriptor, target, start);
  } finally {
    closeSync(descriptor);
  }
}
