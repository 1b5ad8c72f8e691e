/** What is read of an input in order: its bytes as they are stored, or what has been made of them so far. */
import type { Decoding } from '../../protocol/stage.ts';
import { ByteSequence, type ByteSource } from './byte-sequence.ts';
import { decoded } from './decoded.ts';

export class InputText {
  #sequence: ByteSequence;
  #decoding: Decoding | undefined;

  constructor(bytes: ByteSource) {
    this.#sequence = new ByteSequence(bytes);
  }

  get sequence(): ByteSequence {
    return this.#sequence;
  }

  /** What has been decoded stays decoded: `decoding` may only add to it. Throws ReadError. */
  decode(decoding: Decoding): void {
    this.#sequence = decoded(this.#sequence, decoding, this.#decoding);
    this.#decoding = decoding;
  }
}
