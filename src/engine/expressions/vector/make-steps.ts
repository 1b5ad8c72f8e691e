/** Steps that compute all their inputs first, and then themselves in one call of the kernel. */
import type { NumberColumn } from '../../kernel-expressions.ts';
import type { Context } from './context.ts';
import { type Cells, type Numbers, Step, type Truths, type Vector } from './steps.ts';

export function truthsFrom(context: Context, inputs: readonly Vector[], compute: (out: number) => void): Truths {
  const at = context.newTruths();
  return { form: 'truths', step: stepAfter(context, inputs, () => compute(at)), at };
}

export function numbersFrom(
  context: Context,
  inputs: readonly Vector[],
  compute: (out: NumberColumn) => void,
): Numbers {
  const place = context.newNumbers();
  return { form: 'numbers', step: stepAfter(context, inputs, () => compute(place)), place };
}

/** Whose texts are parts of others. */
export function cellsFrom(context: Context, inputs: readonly Vector[], compute: (out: number) => void): Cells {
  const at = context.newCells();
  return { form: 'cells', step: stepAfter(context, inputs, () => compute(at)), at };
}

/** Whose texts are new: `byteLength` says for how many there has to be room, and `compute` where the room goes on. */
export function newTextsFrom(
  context: Context,
  inputs: readonly Cells[],
  byteLength: () => number,
  compute: (out: number, arena: number) => number,
): Cells {
  return cellsFrom(context, inputs, (out) => {
    const free = context.arena.reserve(byteLength());
    context.arena.take(compute(out, free) >>> 0);
  });
}

function stepAfter(context: Context, inputs: readonly Vector[], compute: () => void): Step {
  const isCostly = inputs.some(({ step }) => step.isCostly);
  return new Step(context, isCostly, (active) => {
    for (const { step } of inputs) step.evaluate(active);
    compute();
  });
}
