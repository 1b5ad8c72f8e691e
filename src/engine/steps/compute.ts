/** Adds columns: values of expressions, and JSON objects with members set and left out. */
import type { Computation } from '../../protocol/stage.ts';
import type { Computed, Evaluator } from '../expressions/vector/evaluator.ts';
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

  push(rows: Rows, emit: RowConsumer): ReaderFailure | undefined {
    const { batch } = rows;
    const cells = [...batch.cells];
    let { textBytes } = batch;
    let first: ReaderFailure | undefined;
    this.#evaluator.begin(rows);
    for (const computed of this.#computed) {
      const failure =
        computed instanceof RecordEdit ? computed.apply(batch, cells, textBytes, rows.quote) : computed.evaluate();
      if (failure !== undefined && (first === undefined || failure.byte < first.byte)) first = failure;
      cells.push(computed.cells);
      textBytes += computed.textBytes;
    }
    if (first !== undefined) return first;
    return emit({ ...rows, batch: { rows: batch.rows, cells, textBytes, byteOf: (address) => batch.byteOf(address) } });
  }
}
