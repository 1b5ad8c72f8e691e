/** A right side that was cut as the left one was: for each partition of that, the rows of some files. */
import type { JoinRows } from '../../protocol/stage.ts';
import type { Kernel } from '../kernel.ts';
import { type RightSide, WHOLE_ROUND } from './join-round.ts';
import { JoinTable } from './join-table.ts';

/** Answers rows as cells, of one partition. Throws PqError for what cannot be read. */
export type ReadPartition = (partition: number) => Uint8Array;

export class AlignedSide implements RightSide {
  readonly round = WHOLE_ROUND;
  readonly #table: JoinTable;
  readonly #read: ReadPartition;
  #partition = -1;
  #isLoaded = false;

  constructor(kernel: Kernel, join: JoinRows, read: ReadPartition) {
    this.#table = new JoinTable(kernel, join);
    this.#read = read;
  }

  beginPartition(partition: number): void {
    if (partition !== this.#partition) this.#isLoaded = false;
    this.#partition = partition;
  }

  get known(): JoinTable | undefined {
    return this.#isLoaded ? this.#table : undefined;
  }

  table(): JoinTable {
    if (!this.#isLoaded) {
      const rows = this.#read(this.#partition);
      const read = (target: Uint8Array, from: number) => target.set(rows.subarray(from, from + target.length));
      this.#table.load([{ byteLength: rows.length, read }]);
      this.#isLoaded = true;
    }
    return this.#table;
  }
}
