/** A right side that was cut as the left one was: for each partition of that, the rows of some files. */
import type { JoinRows, SideRead } from '../../protocol/stage.ts';
import type { CollectedState } from '../io/state-file.ts';
import type { Kernel } from '../kernel.ts';
import { type RightSide, WHOLE_ROUND } from './join-round.ts';
import { JoinTable } from './join-table.ts';

/** Answers rows of a partition as cells, in pieces of whole rows, to be released. Throws PqError for what cannot be read. */
export type ReadPartition = (partition: number) => {
  readonly pieces: readonly Uint8Array[];
  readonly read: SideRead;
  readonly release: () => void;
};

export class AlignedSide implements RightSide {
  readonly round = WHOLE_ROUND;
  readonly #table: JoinTable;
  readonly #readPartition: ReadPartition;
  read: SideRead | undefined;
  #partition = -1;
  #isLoaded = false;

  constructor(kernel: Kernel, join: JoinRows, read: ReadPartition) {
    this.#table = new JoinTable(kernel, join);
    this.#readPartition = read;
  }

  beginPartition(partition: number): void {
    if (partition !== this.#partition) [this.#isLoaded, this.read] = [false, undefined];
    this.#partition = partition;
  }

  get known(): JoinTable | undefined {
    return this.#isLoaded ? this.#table : undefined;
  }

  table(): JoinTable {
    if (!this.#isLoaded) {
      const { pieces, read, release } = this.#readPartition(this.#partition);
      this.read = read;
      this.#table.load(pieces.map(sourceOf));
      release();
      this.#isLoaded = true;
    }
    return this.#table;
  }
}

function sourceOf(rows: Uint8Array): CollectedState {
  return { byteLength: rows.length, read: (target, from) => target.set(rows.subarray(from, from + target.length)) };
}
