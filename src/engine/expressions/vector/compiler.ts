/**
 * From expressions to steps over batches. Equal parts of expressions are one step. Each result has the form that is
 * nearest to the kernel's; where another is wanted it is converted once. What the kernel has no function for is a step
 * of the scalar evaluator.
 */

import type { CallExpression, Expression } from '../../../protocol/expression.ts';
import type { NumberColumn } from '../../kernel-expressions.ts';
import { cellsOf, NUMBER_BYTES, numbersOf } from '../../operators/number-cells.ts';
import { buildCall } from './builders.ts';
import { constantNumbers, literalCell, numberConstant } from './constants.ts';
import type { Context } from './context.ts';
import { scalarStep } from './scalar-step.ts';
import { type Cells, type Column, type Numbers, Step, type Truths, type Vector } from './steps.ts';

export class Compiler {
  readonly context: Context;
  readonly #vectors = new Map<string, Vector>();
  readonly #truths = new Map<Vector, Truths>();
  readonly #numbers = new Map<Vector, Numbers>();
  readonly #cells = new Map<Vector, Cells>();

  constructor(context: Context) {
    this.context = context;
  }

  readonly vector = (expression: Expression): Vector => {
    return memoized(this.#vectors, JSON.stringify(expression), () => this.#build(expression));
  };

  readonly truths = (expression: Expression): Truths => {
    const vector = this.vector(expression);
    if (vector.form === 'truths') return vector;
    return memoized(this.#truths, vector, () => this.#toTruths(vector));
  };

  readonly numbers = (expression: Expression): Numbers => {
    const vector = this.vector(expression);
    if (vector.form === 'numbers') return vector;
    return memoized(this.#numbers, vector, () => this.#constantNumbers(expression) ?? this.#toNumbers(vector));
  };

  readonly cells = (expression: Expression): Cells => {
    const vector = this.vector(expression);
    if (vector.form === 'cells') return vector;
    return memoized(this.#cells, vector, () => this.#toCells(vector));
  };

  #build(expression: Expression): Vector {
    if (expression.kind === 'column') return this.#column(expression.column);
    if (expression.kind === 'literal') return this.#literal(expression);
    const built = expression.kind === 'call' ? buildCall(expression as CallExpression, this) : undefined;
    return built ?? scalarStep(expression, this.context);
  }

  #column(column: number): Column {
    const { context } = this;
    const step = new Step(context, false, () => {});
    return {
      form: 'column',
      column,
      step,
      get at() {
        return cellsOf(context.rows.batch, column);
      },
    };
  }

  #literal({ literal }: Extract<Expression, { kind: 'literal' }>): Cells {
    const { text, kind } = literalCell(literal);
    return { form: 'cells', step: new Step(this.context, false, () => {}), at: this.context.constantCells(text, kind) };
  }

  /** Parsed beforehand. */
  #constantNumbers(expression: Expression): Numbers | undefined {
    const constant = numberConstant(expression);
    const place = constant && constantNumbers(this.context, constant);
    return place && { form: 'numbers', step: new Step(this.context, false, () => {}), place };
  }

  #toTruths(vector: Exclude<Vector, Truths>): Truths {
    const { context } = this;
    const cells = vector.form === 'numbers' ? memoized(this.#cells, vector, () => this.#toCells(vector)) : vector;
    const at = context.newTruths();
    const step = new Step(context, cells.step.isCostly, (active) => {
      cells.step.evaluate(active);
      context.kernel.call.cellTruths(cells.at, context.count, at);
    });
    return { form: 'truths', step, at };
  }

  #toNumbers(vector: Exclude<Vector, Numbers>): Numbers {
    const { context } = this;
    const cells = vector.form === 'truths' ? memoized(this.#cells, vector, () => this.#toCells(vector)) : vector;
    const place = context.newNumbers();
    const step = new Step(context, cells.step.isCostly, (active) => {
      const known = cells.form === 'column' ? numbersOf(context.rows.batch, cells.column) : undefined;
      if (known !== undefined) return copyNumbers(context, known, place);
      cells.step.evaluate(active);
      context.kernel.call.parseNumbers(cells.at, context.count, ...place);
    });
    return { form: 'numbers', step, place };
  }

  #toCells(vector: Exclude<Vector, Cells>): Cells {
    if (vector.form === 'column') return this.context.plainColumn(vector.column);
    const { context } = this;
    const { kernel, arena } = context;
    const at = context.newCells();
    const step = new Step(context, vector.step.isCostly, (active) => {
      vector.step.evaluate(active);
      if (vector.form === 'truths') return kernel.call.truthCells(vector.at, context.count, at);
      const free = arena.reserve(context.count * NUMBER_BYTES);
      arena.take(kernel.call.numberCells(...vector.place, context.count, at, free) >>> 0);
    });
    return { form: 'cells', step, at };
  }
}

function copyNumbers({ kernel, count }: Context, from: NumberColumn, to: NumberColumn): void {
  kernel.bytes.copyWithin(to[0], from[0], from[0] + count * 8);
  kernel.bytes.copyWithin(to[1], from[1], from[1] + count);
}

function memoized<Key, Result>(known: Map<Key, Result>, key: Key, make: () => Result): Result {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
