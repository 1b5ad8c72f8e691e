/** Whole rows as cells, and read again: for steps that hold them. How many columns they have is known when they come. */
import type { ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import type { RowConsumer, Rows } from '../steps/step.ts';
import { CellsReader } from './cells-reader.ts';
import { RowOutput } from './row-output.ts';
import type { RenderedRows, RowRoom } from './row-writer.ts';

interface Cells {
  readonly output: RowOutput;
  readonly reader: CellsReader;
}

export class WholeRows {
  readonly #kernel: Kernel;
  readonly #room: RowRoom | undefined;
  #cells: Cells | undefined;

  /** Rows are written to `room`; without it, to the same memory again and again. */
  constructor(kernel: Kernel, room?: RowRoom) {
    this.#kernel = kernel;
    this.#room = room;
  }

  write(rows: Rows): RenderedRows {
    this.#cells ??= this.#cellsOf(rows.batch.cells.length);
    return this.#cells.output.write(rows, false);
  }

  /** Hands on what was written. */
  read(cells: Uint8Array, emit: RowConsumer): ReaderFailure | undefined {
    return this.#cells?.reader.read(cells, emit);
  }

  #cellsOf(columnCount: number): Cells {
    const columns = Array.from({ length: columnCount }, (_, column) => column);
    const output = new RowOutput(this.#kernel, { kind: 'write-rows', columns, format: { kind: 'cells' } }, this.#room);
    return { output, reader: new CellsReader(this.#kernel, columnCount) };
  }
}
