/** Adds columns: values of expressions, JSON objects with members set and left out, and the places of rows. */
import type { Computation } from '../../protocol/stage.ts';
import type { Computed, Evaluator, RowFailure } from '../expressions/vector/evaluator.ts';
import type { ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { addressOf, batchOf, columnsOf } from '../operators/number-cells.ts';
import { RecordEdit } from '../operators/record-edit.ts';
import { RowPlaces } from '../operators/row-places.ts';
import { HOLDS_NOTHING, type RowConsumer, type RowStep, type Rows } from './step.ts';

export class ComputeStep implements RowStep {
  readonly end = HOLDS_NOTHING.end;
  readonly #evaluator: Evaluator;
  readonly #computed: readonly (Computed | RecordEdit | RowPlaces)[];

  constructor(kernel: Kernel, evaluator: Evaluator, computations: readonly Computation[]) {
    this.#evaluator = evaluator;
    this.#computed = computations.map((computation) => {
      if (computation.kind === 'place') return new RowPlaces(kernel);
      return computation.kind === 'expression'
        ? evaluator.column(computation.expression)
        : new RecordEdit(kernel, computation);
    });
  }

  begin(partition: number): void {
    for (const computed of this.#computed) if (computed instanceof RowPlaces) computed.begin(partition);
  }

  /** Of the rows before the first one that is wrong. */
  push(rows: Rows, emit: RowConsumer): ReaderFailure | undefined {
    const { batch } = rows;
    const columns = [...columnsOf(batch)];
    let { textBytes } = batch;
    let [good, first] = [batch.rows, undefined as RowFailure | undefined];
    this.#evaluator.begin(rows);
    for (const computed of this.#computed) {
      let failure: RowFailure | undefined;
      if (computed instanceof RecordEdit) computed.apply(good, columns.map(addressOf), textBytes, rows.quote);
      else if (computed instanceof RowPlaces) computed.apply(batch.rows);
      else failure = computed.evaluate();
      if (failure !== undefined && failure.row < good) [good, first] = [failure.row, failure];
      columns.push('column' in computed ? computed.column : computed.cells);
      textBytes += computed.textBytes;
    }
    const byteOf = (address: number): number => batch.byteOf(address);
    const { readColumns = columns.length - this.#computed.length } = batch;
    const computed = batchOf(columns, { rows: good, readColumns, textBytes, byteOf });
    return (good === 0 ? undefined : emit({ ...rows, batch: computed })) ?? first;
  }
}
