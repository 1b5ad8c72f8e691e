/** Copies of cells as plain text: without the doubled quotes and the escapes of the input. */
import { BATCH_ROWS } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { Scratch } from '../operators/scratch.ts';
import type { CellRows } from './state.ts';

export class PlainCells {
  readonly #kernel: Kernel;
  readonly #texts: Scratch;
  readonly cells: number;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#texts = new Scratch(kernel);
    this.cells = kernel.allocate(BATCH_ROWS * 8);
  }

  /** Takes in a batch; answers where there is room for so many bytes a row and for all the text once more. */
  take({ cells, rows, textBytes, quote }: CellRows, bytesARow: number): number {
    const texts = this.#texts.reserve(2 * textBytes + rows * bytesARow);
    this.#kernel.bytes.copyWithin(this.cells, cells, cells + rows * 8);
    return this.#kernel.call.plainTexts(this.cells, rows, texts, quote) >>> 0;
  }
}
