/** Keeps the first row of each combination of values. */
import { BATCH_ROWS, type ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { GroupFinder } from '../operators/group-finder.ts';
import { GroupTable } from '../operators/group-table.ts';
import { RowSelection } from '../operators/row-selection.ts';
import { HOLDS_NOTHING, type RowConsumer, type RowStep, type Rows } from './step.ts';

export class DistinctStep implements RowStep {
  readonly end = HOLDS_NOTHING.end;
  readonly #kernel: Kernel;
  readonly #table: GroupTable;
  readonly #finder: GroupFinder;
  readonly #selection: RowSelection;

  constructor(kernel: Kernel, columns: readonly number[]) {
    this.#kernel = kernel;
    this.#table = new GroupTable(kernel, columns.length, 0);
    this.#finder = new GroupFinder(kernel, this.#table, columns);
    this.#selection = new RowSelection(kernel);
  }

  begin(): void {
    this.clear();
    this.#table.during(() => this.#kernel.call.groupsPartition(0, 0));
  }

  /** Forgets all combinations, and leaves alone which partition the kernel is at: others may be counting by it. */
  clear(): void {
    this.#table.during(() => this.#table.clear());
  }

  /** About what the combinations take. */
  get byteLength(): number {
    return this.#table.during(() => this.#table.byteLength);
  }

  /** Groups are numbered as they appear: a row whose group has the next number is the first of it. */
  push(rows: Rows, emit: RowConsumer): ReaderFailure | undefined {
    const firsts = this.#table.during(() => this.#firstRows(rows));
    if (firsts.length === 0) return undefined;
    return emit({ ...rows, batch: this.#selection.gather(rows.batch, Uint32Array.from(firsts)) });
  }

  #firstRows({ batch, quote }: Rows): readonly number[] {
    let next = this.#table.parts.count;
    const groups = this.#kernel.u32(this.#finder.find(batch, quote), BATCH_ROWS);
    const firsts: number[] = [];
    for (let row = 0; row < batch.rows; row++) {
      if (groups[row] !== next) continue;
      firsts.push(row);
      next += 1;
    }
    return firsts;
  }
}
