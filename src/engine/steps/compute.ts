/** Adds columns: values of expressions, and JSON objects with members set and left out. */
import type { Computation } from '../../protocol/stage.ts';
import type { Computed, Evaluator, RowFailure } from '../expressions/vector/evaluator.ts';
import type { ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { RecordEdit } from '../operators/record-edit.ts';
import { HOLDS_NOTHING, type RowConsumer, type RowStep, type Rows } from './step.ts';

export class ComputeStep implements RowStep {
  readonly begin = HOLDS_NOTHING.begin;
  readonly end = HOLDS_NOTHING.end;
  readonly #evaluator: Evaluator;
  readonly #computed: readonly (Computed | RecordEdit)[];

  constructor(kernel: Kernel, evaluator: Evaluator, computations: readonly Computation[]) {
    this.#evaluator = evaluator;
    this.#computed = computations.map((computation) =>
      computation.kind === 'expression'
        ? evaluator.column(computation.expression)
        : new RecordEdit(kernel, computation),
    );
  }

  /** Of the rows before the first one that is wrong. */
  push(rows: Rows, emit: RowConsumer): ReaderFailure | undefined {
    const { batch } = rows;
    const cells = [...batch.cells];
    let { textBytes } = batch;
    let [good, first] = [batch.rows, undefined as RowFailure | undefined];
    this.#evaluator.begin(rows);
    for (const computed of this.#computed) {
      const failure =
        computed instanceof RecordEdit ? computed.apply(good, cells, textBytes, rows.quote) : computed.evaluate();
      if (failure !== undefined && failure.row < good) [good, first] = [failure.row, failure];
      cells.push(computed.cells);
      textBytes += computed.textBytes;
    }
    const byteOf = (address: number): number => batch.byteOf(address);
    const { readColumns = batch.cells.length } = batch;
    const computed = { rows: good, cells, readColumns, textBytes, byteOf };
    return (good === 0 ? undefined : emit({ ...rows, batch: computed })) ?? first;
  }
}
