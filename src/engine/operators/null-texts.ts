/** --null-value: cells that hold one of the given texts become null, in every column that is read. */
import type { Batch } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';

export class NullTexts {
  readonly #kernel: Kernel;
  readonly #count: number;
  /** Pairs of address and length (u32 each), then the texts. */
  readonly #texts: number;

  constructor(kernel: Kernel, texts: readonly string[]) {
    this.#kernel = kernel;
    this.#count = texts.length;
    const encoded = texts.map((text) => Buffer.from(text));
    let free = kernel.allocate(encoded.reduce((sum, text) => sum + 8 + text.length + 16, 0));
    this.#texts = free;
    free += texts.length * 8;
    for (const [at, text] of encoded.entries()) {
      kernel.bytes.set(text, free);
      kernel.u32(this.#texts + at * 8, 2).set([free, text.length]);
      free += text.length + 16;
    }
  }

  apply(batch: Batch): void {
    if (this.#count === 0) return;
    for (const cells of new Set(batch.cells)) this.#kernel.call.nullTexts(cells, batch.rows, this.#texts, this.#count);
  }
}
