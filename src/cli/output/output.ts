/** Where the text of an answer goes. */
import { writeSync } from 'node:fs';
import type { Destination } from './answer-writer.ts';
import { writeAll } from './descriptor.ts';

export interface Output {
  /** Of a file that nobody else writes to, and that text goes into as it is: others may write at places of their own. */
  readonly path: string | undefined;
  /** What messages call it. */
  readonly name: string;
  /** Throws ReaderGoneError, and what the system says. */
  write(text: string | Uint8Array): void;
  /** Writes over what is there, or behind it, in the file of `path`. */
  writeAt?(text: string, position: number): void;
  end(): void;
}

export class PlainOutput implements Output {
  readonly path: string | undefined;
  readonly name: string;
  readonly #descriptor: number;

  constructor({ descriptor, path, name }: Destination) {
    this.#descriptor = descriptor;
    this.path = path;
    this.name = name;
  }

  write(text: string | Uint8Array): void {
    writeAll(this.#descriptor, text);
  }

  writeAt(text: string, position: number): void {
    writeSync(this.#descriptor, text, position);
  }

  end(): void {}
}
