/**
 * A step that the scalar evaluator does, row by row, for the rows that matter. A row where it fails is slow: whether its
 * failure counts is decided when the whole expression is evaluated for that row.
 */
import { FUNCTIONS } from '../../../core/functions.ts';
import type { Expression } from '../../../protocol/expression.ts';
import { BATCH_ROWS } from '../../formats/reader.ts';
import { EvaluationError } from '../evaluation-error.ts';
import { compileScalar } from '../scalar.ts';
import { asText, kindOf, type Value } from '../value.ts';
import { BatchRow } from './batch-row.ts';
import type { Context } from './context.ts';
import { ALL, type Cells, SLOW_KIND, Step, Truth, type Truths } from './steps.ts';

export function scalarStep(expression: Expression, context: Context): Truths | Cells {
  const isTruth = expression.kind === 'call' && FUNCTIONS[expression.function].result === 'boolean';
  const at = isTruth ? context.newTruths() : context.newCells();
  const put = isTruth ? truthWriter(context, at) : cellWriter(context, at);
  const rows = new RowByRow(context, expression);
  const step = new Step(context, true, (active) => rows.evaluate(active, put));
  return isTruth ? { form: 'truths', step, at } : { form: 'cells', step, at };
}

/** Writes a row's value; undefined is slow. */
type Writer = (row: number, value: Value | undefined) => void;

function truthWriter({ kernel }: Context, at: number): Writer {
  return (row, value) => {
    kernel.bytes[at + row] = value === undefined ? Truth.slow : value === null ? Truth.null : Number(value === true);
  };
}

export function cellWriter({ kernel, arena }: Context, at: number): Writer {
  return (row, value) => {
    const cell = at + row * 8;
    if (value !== undefined) return arena.put(value === null ? undefined : asText(value), kindOf(value), cell);
    kernel.words[cell / 4] = 0;
    kernel.words[cell / 4 + 1] = (SLOW_KIND << 28) >>> 0;
  };
}

class RowByRow {
  readonly #context: Context;
  readonly #row: BatchRow;
  readonly #evaluate: (row: BatchRow) => Value;
  /** Rows of the batch that have been evaluated. */
  readonly #done = new Uint8Array(BATCH_ROWS);
  #batch = 0;

  constructor(context: Context, expression: Expression) {
    this.#context = context;
    this.#row = new BatchRow(context);
    this.#evaluate = compileScalar(expression, context.environment);
  }

  evaluate(active: number, put: Writer): void {
    const { kernel, count, batch } = this.#context;
    if (this.#batch !== batch) this.#done.fill(0);
    const isFirst = this.#batch !== batch;
    this.#batch = batch;
    for (let row = 0; row < count; row++) {
      if (this.#done[row] === 1) continue;
      if (active === ALL || kernel.bytes[active + row] === 1) put(row, this.#valueIn(row));
      else if (isFirst) put(row, undefined);
    }
  }

  #valueIn(row: number): Value | undefined {
    this.#done[row] = 1;
    this.#row.moveTo(row);
    try {
      return this.#evaluate(this.#row);
    } catch (error) {
      if (error instanceof EvaluationError) return undefined;
      throw error;
    }
  }
}
