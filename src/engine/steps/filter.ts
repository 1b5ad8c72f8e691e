/** Keeps the rows for which a condition is true. */
import type { Expression } from '../../protocol/expression.ts';
import type { Condition, Evaluator } from '../expressions/vector/evaluator.ts';
import type { ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { RowSelection } from '../operators/row-selection.ts';
import { firstRows, HOLDS_NOTHING, type RowConsumer, type RowStep, type Rows } from './step.ts';

export class FilterStep implements RowStep {
  readonly begin = HOLDS_NOTHING.begin;
  readonly end = HOLDS_NOTHING.end;
  readonly #evaluator: Evaluator;
  readonly #condition: Condition;
  readonly #selection: RowSelection;

  constructor(kernel: Kernel, evaluator: Evaluator, condition: Expression) {
    this.#evaluator = evaluator;
    this.#condition = evaluator.condition(condition);
    this.#selection = new RowSelection(kernel);
  }

  push(rows: Rows, emit: RowConsumer): ReaderFailure | undefined {
    this.#evaluator.begin(rows);
    const failure = this.#condition.evaluate();
    const good = failure === undefined ? rows : firstRows(rows, failure.row);
    const batch = this.#selection.where(good.batch, this.#condition.truth);
    return (batch.rows === 0 ? undefined : emit({ ...rows, batch })) ?? failure;
  }
}
