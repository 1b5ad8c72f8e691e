/** What is read of an input in order: its bytes as they are stored, or what has been made of them so far. */
import type { Decoding } from '../../protocol/stage.ts';
import { ByteSequence, type ByteSource } from './byte-sequence.ts';
import { decoded } from './decoded.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { KeptText } from './kept-text.ts';

export class InputText {
  #sequence: ByteSequence;
  #decoding: Decoding | undefined;
  #kept: KeptText | undefined;
  /** What had been undone of what is kept. */
  #keptDecoding: Decoding | undefined;

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

  /** It can be read again. */
  get isKept(): boolean {
    return this.#kept !== undefined;
  }

  /** From now on it can be rewound: what is read is put aside, as it is by now. Nothing has been read yet. */
  keep(kept: KeptBytes): void {
    if (this.isKept) return;
    if (this.#sequence.position > 0) throw new Error('what has been read before cannot be kept any more');
    this.#kept = new KeptText(this.#sequence, kept);
    this.#keptDecoding = this.#decoding;
    this.#sequence = new ByteSequence(this.#kept);
  }

  /** What has been kept is all there is. */
  endKept(): void {
    this.#kept?.end();
  }

  /** The next byte is the first one; what was decoded after keep() is to be decoded again. Throws PQ_SCRATCH, ReadError. */
  rewind(): void {
    if (this.#kept === undefined || this.#sequence.position === 0) return;
    this.#kept.rewind();
    this.#sequence = new ByteSequence(this.#kept);
    this.#decoding = this.#keptDecoding;
  }
}
