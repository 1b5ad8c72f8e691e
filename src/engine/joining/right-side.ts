/** The right side of a join that is in a file, read when rows of the left side come. */
import type { JoinRows, RowsTable } from '../../protocol/stage.ts';
import { SharedSpill } from '../io/spill-file.ts';
import type { Kernel } from '../kernel.ts';
import type { RightSide } from '../steps/join.ts';
import { JoinTable } from './join-table.ts';

export class RightSideInFile implements RightSide {
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

  table(): JoinTable {
    this.#table ??= this.#read();
    return this.#table;
  }

  #read(): JoinTable {
    const table = new JoinTable(this.#kernel, this.#join);
    const { path, byteLength } = this.#file;
    const spill = new SharedSpill(path);
    table.load([{ byteLength, rowCount: undefined, read: (target, from) => spill.read(target, from) }]);
    spill.close();
    return table;
  }
}
