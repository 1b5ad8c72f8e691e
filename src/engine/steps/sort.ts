/** Puts rows in order, in this process: they are held as cells, in memory or beyond it. */
import type { RowOrder } from '../../protocol/stage.ts';
import type { SpillRules } from '../environment.ts';
import type { ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { CellsReader } from '../operators/cells-reader.ts';
import { RowOutput } from '../operators/row-output.ts';
import { RowSorter } from '../sorting/row-sorter.ts';
import type { RowConsumer, RowStep, Rows } from './step.ts';

interface Cells {
  readonly output: RowOutput;
  readonly reader: CellsReader;
}

export class SortStep implements RowStep {
  readonly #kernel: Kernel;
  readonly #sorter: RowSorter;
  /** Known when rows come: it is all of their columns. */
  #cells: Cells | undefined;

  constructor(kernel: Kernel, order: RowOrder, { tmpDirectory, memory }: SpillRules) {
    this.#kernel = kernel;
    this.#sorter = new RowSorter(kernel, order, { directory: tmpDirectory, isPrivate: true }, memory);
  }

  begin(): void {
    this.#sorter.clear();
  }

  push(rows: Rows): undefined {
    const wanted = this.#sorter.wanted(rows);
    if (wanted.batch.rows === 0) return;
    this.#cells ??= this.#cellsOf(rows.batch.cells.length);
    this.#sorter.add(wanted, this.#cells.output.write(wanted, false));
  }

  end(emit: RowConsumer): ReaderFailure | undefined {
    this.#sorter.end();
    for (const cells of this.#sorter.merged([])) {
      const failure = this.#cells?.reader.read(cells, emit);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  #cellsOf(columnCount: number): Cells {
    const columns = Array.from({ length: columnCount }, (_, column) => column);
    const output = new RowOutput(
      this.#kernel,
      { kind: 'write-rows', columns, format: { kind: 'cells' } },
      this.#sorter.room,
    );
    return { output, reader: new CellsReader(this.#kernel, columnCount) };
  }
}
