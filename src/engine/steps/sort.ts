/** Puts rows in order, in this process: they are held as cells, in memory or beyond it. */
import type { RowOrder } from '../../protocol/stage.ts';
import type { SpillRules } from '../environment.ts';
import type { ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { WholeRows } from '../operators/whole-rows.ts';
import { RowSorter } from '../sorting/row-sorter.ts';
import type { RowConsumer, RowStep, Rows } from './step.ts';

export class SortStep implements RowStep {
  readonly #sorter: RowSorter;
  readonly #rows: WholeRows;

  constructor(kernel: Kernel, order: RowOrder, { tmpDirectory, memory }: SpillRules) {
    this.#sorter = new RowSorter(kernel, order, { directory: tmpDirectory, isPrivate: true }, memory);
    this.#rows = new WholeRows(kernel, this.#sorter.room);
  }

  begin(): void {
    this.#sorter.clear();
  }

  push(rows: Rows): undefined {
    const wanted = this.#sorter.wanted(rows);
    if (wanted.batch.rows === 0) return;
    this.#sorter.add(wanted, this.#rows.write(wanted));
  }

  end(emit: RowConsumer): ReaderFailure | undefined {
    this.#sorter.end();
    for (const cells of this.#sorter.merged([])) {
      const failure = this.#rows.read(cells, emit);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }
}
