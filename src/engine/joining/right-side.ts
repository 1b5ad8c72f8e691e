/** Where the right side of a join comes from: a file that all of it is in, or buckets, one after the other. */
import type { JoinRows, RowsTable } from '../../protocol/stage.ts';
import { SharedSpill } from '../io/spill-file.ts';
import type { CollectedState } from '../io/state-file.ts';
import type { Kernel } from '../kernel.ts';
import { rangeOf } from '../operators/state-shares.ts';
import { type JoinRound, type RightSide, WHOLE_ROUND } from './join-round.ts';
import { JoinTable } from './join-table.ts';

/** Read when rows of the left side come. */
export class RightSideInFile implements RightSide {
  readonly round = WHOLE_ROUND;
  readonly #kernel: Kernel;
  readonly #join: JoinRows;
  readonly #file: RowsTable;
  /** Once it is read it stays, for all partitions. */
  #table: JoinTable | undefined;

  constructor(kernel: Kernel, join: JoinRows, file: RowsTable) {
    this.#kernel = kernel;
    this.#join = join;
    this.#file = file;
  }

  get known(): JoinTable | undefined {
    return this.#table;
  }

  table(): JoinTable {
    this.#table ??= this.#read();
    return this.#table;
  }

  #read(): JoinTable {
    const table = new JoinTable(this.#kernel, this.#join);
    const { path, byteLength } = this.#file;
    const spill = new SharedSpill(path);
    table.load([rangeOf(spill, 0, byteLength)]);
    // A descriptor is there for others, too.
    if (typeof path === 'string') spill.close();
    return table;
  }
}

export class RightSideInRounds implements RightSide {
  round = WHOLE_ROUND;
  readonly known: JoinTable;

  constructor(kernel: Kernel, join: JoinRows) {
    this.known = new JoinTable(kernel, join);
  }

  /** Other rows come to the table. Throws PQ_OUT_OF_MEMORY. */
  begin(round: JoinRound, rows: readonly CollectedState[]): void {
    this.round = round;
    this.known.load(rows);
  }

  table(): JoinTable {
    return this.known;
  }
}
