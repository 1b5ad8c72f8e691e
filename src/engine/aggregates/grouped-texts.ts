/** The values of each group as cells side by side, in the order of the input. */
import type { Kernel } from '../kernel.ts';
import type { TextPiece } from './text-pieces.ts';

/** A place and an index. */
const PAIR_BYTES = 12;

/** Cells (u64), one behind another. */
export interface CellRange {
  readonly cells: number;
  readonly count: number;
}

export class GroupedTexts {
  readonly #kernel: Kernel;
  /** Where each group's cells end (u32), counted in cells. */
  readonly #ends: number;
  readonly #cells: number;

  constructor(kernel: Kernel, pieces: readonly TextPiece[], groupCount: number) {
    this.#kernel = kernel;
    const count = pieces.reduce((sum, piece) => sum + piece.count, 0);
    this.#ends = kernel.allocate(groupCount * 4);
    this.#cells = kernel.allocate(count * 8);
    this.#order(pieces, count, groupCount);
  }

  #order(pieces: readonly TextPiece[], total: number, groupCount: number): void {
    const { call } = this.#kernel;
    const pairs = this.#kernel.allocate(total * PAIR_BYTES);
    const scratch = this.#kernel.allocate(total * PAIR_BYTES);
    const cells = this.#kernel.allocate(total * 8);
    const groups = this.#kernel.allocate(total * 4);
    let index = 0;
    for (const { address, capacity, count } of pieces) {
      call.gatherTexts(address, capacity, count, index, pairs, cells, groups, this.#ends);
      index += count;
    }
    this.#kernel.call.countsToStarts(this.#ends, groupCount);
    call.orderTexts(pairs, scratch, total, cells, groups, this.#ends, this.#cells);
    this.#kernel.release(pairs);
  }

  of(group: number): CellRange {
    const { words } = this.#kernel;
    const start = group === 0 ? 0 : (words[this.#ends / 4 + group - 1] as number);
    return { cells: this.#cells + start * 8, count: (words[this.#ends / 4 + group] as number) - start };
  }
}
