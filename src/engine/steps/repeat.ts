/** All rows, several times over: the first time as they come, and then from what was put aside, in memory or beyond it. */
import type { SpillRules } from '../environment.ts';
import type { ReaderFailure } from '../formats/reader.ts';
import { KeptBytes } from '../io/kept-bytes.ts';
import type { Kernel } from '../kernel.ts';
import { CellsReader } from '../operators/cells-reader.ts';
import { RowOutput } from '../operators/row-output.ts';
import type { RowConsumer, RowStep, Rows } from './step.ts';

interface Cells {
  readonly output: RowOutput;
  readonly reader: CellsReader;
}

export class RepeatStep implements RowStep {
  readonly #kernel: Kernel;
  readonly #count: number;
  readonly #kept: KeptBytes;
  /** Known when rows come: it is all of their columns. */
  #cells: Cells | undefined;

  constructor(kernel: Kernel, count: number, { tmpDirectory, memory }: SpillRules) {
    this.#kernel = kernel;
    this.#count = count;
    this.#kept = new KeptBytes(tmpDirectory, memory.sortBytes);
  }

  begin(): void {
    this.#kept.clear();
  }

  push(rows: Rows, emit: RowConsumer): ReaderFailure | undefined {
    if (this.#count === 0 || rows.batch.rows === 0) return undefined;
    if (this.#count > 1) this.#keep(rows);
    return emit(rows);
  }

  end(emit: RowConsumer): ReaderFailure | undefined {
    for (let time = 1; time < this.#count && this.#kept.byteLength > 0; time++) {
      for (const cells of this.#kept.blocks()) {
        const failure = this.#cells?.reader.read(cells, emit);
        if (failure !== undefined) return failure;
      }
    }
    this.#kept.close();
    return undefined;
  }

  #keep(rows: Rows): void {
    this.#cells ??= this.#cellsOf(rows.batch.cells.length);
    const { address, byteLength } = this.#cells.output.write(rows, false);
    this.#kept.add(this.#kernel.bytes.subarray(address, address + byteLength));
  }

  #cellsOf(columnCount: number): Cells {
    const columns = Array.from({ length: columnCount }, (_, column) => column);
    const output = new RowOutput(this.#kernel, { kind: 'write-rows', columns, format: { kind: 'cells' } });
    return { output, reader: new CellsReader(this.#kernel, columnCount) };
  }
}
