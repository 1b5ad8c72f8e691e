/** A right side that was cut as the left one was: for each partition of that, the rows of some files. */
import type { JoinRows, SideRead } from '../../protocol/stage.ts';
import type { Kernel } from '../kernel.ts';
import { type RightSide, WHOLE_ROUND } from './join-round.ts';
import { JoinTable } from './join-table.ts';

/** Gives the rows of a partition as cells, pieces of whole rows one after the other. Throws PqError for what cannot be
 * read. */
export type ReadPartition = (partition: number, onRows: (rows: Uint8Array) => void) => SideRead;

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
      this.#table.fill((append) => {
        this.read = this.#readPartition(this.#partition, (rows) => append(rows.length, (target) => target.set(rows)));
      });
      this.#isLoaded = true;
    }
    return this.#table;
  }
}
