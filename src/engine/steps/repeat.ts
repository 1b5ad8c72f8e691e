/** All rows, several times over: the first time as they come, and then from what was put aside, in memory or beyond it. */
import type { SpillRules } from '../environment.ts';
import type { ReaderFailure } from '../formats/reader.ts';
import { KeptBytes } from '../io/kept-bytes.ts';
import type { Kernel } from '../kernel.ts';
import { WholeRows } from '../operators/whole-rows.ts';
import type { RowConsumer, RowStep, Rows } from './step.ts';

export class RepeatStep implements RowStep {
  readonly #kernel: Kernel;
  readonly #count: number;
  readonly #kept: KeptBytes;
  readonly #rows: WholeRows;

  constructor(kernel: Kernel, count: number, { tmpDirectory, memory }: SpillRules) {
    this.#kernel = kernel;
    this.#count = count;
    this.#rows = new WholeRows(kernel);
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
        const failure = this.#rows.read(cells, emit);
        if (failure !== undefined) return failure;
      }
    }
    this.#kept.close();
    return undefined;
  }

  #keep(rows: Rows): void {
    const { address, byteLength } = this.#rows.write(rows);
    this.#kept.add(this.#kernel.bytes.subarray(address, address + byteLength));
  }
}
