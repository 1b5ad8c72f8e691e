/** Pipes can be opened once only: looking at the head and reading share what has been read and decoded. One that is kept
 * begins anew when it is opened again. */
import { closeSync } from 'node:fs';
import type { InputSource } from '../../protocol/stage.ts';
import type { ByteSource } from './byte-sequence.ts';
import { descriptorOf, fill } from './descriptor.ts';
import { InputText } from './input-text.ts';
import { KeptBytes } from './kept-bytes.ts';

const openPipes = new Map<string | number, InputText>();

/** Throws ReadError. */
export function openPipe(source: InputSource): InputText {
  const known = openPipes.get(source.path);
  known?.rewind();
  if (known) return known;
  const text = new InputText(new PipeBytes(source));
  openPipes.set(source.path, text);
  return text;
}

/** Where a pipe that is read several times is put aside: in memory up to a size, and in a file of this directory. */
export interface KeepRules {
  readonly tmpDirectory: string;
  readonly heldBytes: number;
}

/** What is read of it from now on can be read again. Throws ReadError. */
export function keepPipe(source: InputSource, { tmpDirectory, heldBytes }: KeepRules): void {
  openPipe(source).keep(new KeptBytes(tmpDirectory, heldBytes));
}

/** For a look at what was read: nothing more is, so that nobody waits for it. False where nothing was kept. */
export function endKeptPipe({ path }: InputSource): boolean {
  const text = openPipes.get(path);
  text?.endKept();
  return text?.isKept === true;
}

/** A pipe stays open until it has been read to its end: there is no second time, but for one that is kept. */
export function closePipe({ path }: InputSource): void {
  const text = openPipes.get(path);
  if (text === undefined || text.isKept || !text.sequence.isReadUp) return;
  openPipes.delete(path);
  text.sequence.close();
}

class PipeBytes implements ByteSource {
  readonly #descriptor: number;
  readonly #isOurs: boolean;

  constructor(source: InputSource) {
    this.#descriptor = descriptorOf(source);
    this.#isOurs = typeof source.path === 'string';
  }

  read(target: Uint8Array): number {
    return fill(this.#descriptor, target, target.length, null);
  }

  close(): void {
    if (this.#isOurs) closeSync(this.#descriptor);
  }
}
