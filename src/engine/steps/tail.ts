/** The last rows: held until there are no more. */
import type { ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { RowTable } from '../operators/row-table.ts';
import type { RowConsumer, RowStep, Rows } from './step.ts';

/** Rows beyond the wanted ones that are held before they are let go of. */
const MOST_SURPLUS_ROWS = 65536;

export class TailStep implements RowStep {
  readonly #count: number;
  readonly #table: RowTable;

  constructor(kernel: Kernel, count: number) {
    this.#count = count;
    this.#table = new RowTable(kernel);
  }

  begin(): void {
    this.#table.clear();
  }

  push(rows: Rows): undefined {
    this.#table.append(rows);
    if (this.#table.rowCount > 2 * this.#count + MOST_SURPLUS_ROWS) this.#table.keep(this.#lastRows());
  }

  end(emit: RowConsumer): ReaderFailure | undefined {
    return this.#table.emit(this.#lastRows(), emit);
  }

  #lastRows(): Uint32Array {
    const { rowCount } = this.#table;
    const count = Math.min(this.#count, rowCount);
    return Uint32Array.from({ length: count }, (_, at) => rowCount - count + at);
  }
}
