/**
 * Expressions over batches. The kernel computes whole columns and leaves rows open that it cannot say; of these the
 * scalar evaluator computes the whole expression, in the order of the rows, and so decides what is an error.
 */
import type { Expression } from '../../../protocol/expression.ts';
import { BATCH_ROWS, type BatchColumn, type ReaderFailure } from '../../formats/reader.ts';
import type { Kernel } from '../../kernel.ts';
import { NumberCells } from '../../operators/number-cells.ts';
import { EvaluationError } from '../evaluation-error.ts';
import { compileScalar, type Environment } from '../scalar.ts';
import { asCondition, type Value } from '../value.ts';
import { BatchRow } from './batch-row.ts';
import { Compiler } from './compiler.ts';
import { Context, type Rows } from './context.ts';
import { cellWriter } from './scalar-step.ts';
import { ALL, type Numbers, Truth } from './steps.ts';

/** See surveyNumbers. */
const HAS_SLOW = 256;
/** See mapTruths. */
const TRUE_OR_NOT = 2;

/** What is wrong with the first row of a batch that is wrong; those before it have their values. */
export interface RowFailure extends ReaderFailure {
  readonly row: number;
}

export interface Condition {
  /** Finds out in which rows it is true: 1 there at `truth`, and 0 in all others. Answers the first failure. */
  evaluate(): RowFailure | undefined;
  readonly truth: number;
}

export interface Computed {
  evaluate(): RowFailure | undefined;
  /** Once it is evaluated: numbers, or plain cells; good until the next batch. */
  readonly column: BatchColumn;
  /** At least the bytes of its texts. */
  readonly textBytes: number;
}

export class Evaluator {
  readonly #context: Context;
  readonly #compiler: Compiler;
  readonly #row: BatchRow;
  /** Rows that the kernel has left open. */
  readonly #slowRows: number;

  constructor(kernel: Kernel, environment: Environment) {
    this.#context = new Context(kernel, environment);
    this.#compiler = new Compiler(this.#context);
    this.#row = new BatchRow(this.#context);
    this.#slowRows = kernel.allocate(BATCH_ROWS * 4 + 64);
  }

  /** A new batch: what was computed is forgotten. */
  begin(rows: Rows): void {
    this.#context.begin(rows);
  }

  condition(expression: Expression): Condition {
    const context = this.#context;
    const { kernel } = context;
    const { step, at } = this.#compiler.truths(expression);
    const scalar = this.#scalar(expression);
    const truth = context.newTruths();
    const put = (row: number, value: Value): void => {
      kernel.bytes[truth + row] = Number(asCondition(value) === true);
    };
    const evaluate = (): RowFailure | undefined => {
      step.evaluate(ALL);
      kernel.call.mapTruths(at, context.count, TRUE_OR_NOT, truth);
      return this.#settle(kernel.call.selectRows(at, context.count, Truth.slow, this.#slowRows), scalar, put);
    };
    return { evaluate, truth };
  }

  column(expression: Expression): Computed {
    const cells = this.#cells(expression);
    const vector = this.#compiler.vector(expression);
    return vector.form === 'numbers' ? this.#numbers(vector, cells) : cells;
  }

  /** Numbers as they are, unless a row is open. */
  #numbers({ step, place }: Numbers, cells: Computed): Computed {
    const { kernel } = this.#context;
    const numbers = new NumberCells(kernel, place);
    let column: Pick<Computed, 'column' | 'textBytes'> = cells;
    const evaluate = (): RowFailure | undefined => {
      step.evaluate(ALL);
      const { count } = this.#context;
      const isOpen = (kernel.call.surveyNumbers(place[1], count) & HAS_SLOW) !== 0;
      column = isOpen ? cells : { column: numbers.hold(count), textBytes: numbers.textBytes };
      return isOpen ? cells.evaluate() : undefined;
    };
    return {
      evaluate,
      get column() {
        return column.column;
      },
      get textBytes() {
        return column.textBytes;
      },
    };
  }

  #cells(expression: Expression): Computed {
    const context = this.#context;
    const { kernel } = context;
    const computed = this.#compiler.cells(expression);
    const scalar = this.#scalar(expression);
    // What this expression makes of open rows is not what others make of them that share the step.
    const own = context.newCells();
    const put = cellWriter(context, own);
    let cells = own;
    const evaluate = (): RowFailure | undefined => {
      computed.step.evaluate(ALL);
      cells = computed.at;
      const slowCount = kernel.call.slowCells(cells, context.count, this.#slowRows);
      if (slowCount === 0) return undefined;
      kernel.bytes.copyWithin(own, cells, cells + context.count * 8);
      cells = own;
      return this.#settle(slowCount, scalar, put);
    };
    return {
      evaluate,
      get column() {
        return cells;
      },
      get textBytes() {
        return kernel.call.textBytes(cells, context.count);
      },
    };
  }

  /** Compiled when the first row needs it. */
  #scalar(expression: Expression): () => Value {
    let compiled: ReturnType<typeof compileScalar> | undefined;
    return () => {
      compiled ??= compileScalar(expression, this.#context.environment);
      return compiled(this.#row);
    };
  }

  /** Computes the open rows; stops at the first that fails. */
  #settle(count: number, scalar: () => Value, put: (row: number, value: Value) => void): RowFailure | undefined {
    const rows = count === 0 ? undefined : this.#context.kernel.u32(this.#slowRows, count).slice();
    for (const row of rows ?? []) {
      this.#row.moveTo(row);
      try {
        put(row, scalar());
      } catch (error) {
        if (error instanceof EvaluationError) return { ...this.#row.failure(error), row };
        throw error;
      }
    }
    return undefined;
  }
}

/** Numbers (u32) of the rows that a condition holds for, written to `selection`; answers how many. */
export function select(kernel: Kernel, truth: number, rows: number, selection: number): number {
  return kernel.call.selectRows(truth, rows, Truth.true, selection);
}
