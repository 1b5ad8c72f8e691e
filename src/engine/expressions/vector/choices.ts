/** case, coalesce, ifnull, nullif, casts. Values are computed where they are chosen, if they cost much. */
import type { CallExpression, Expression } from '../../../protocol/expression.ts';
import { wholeNumbers } from './arithmetic.ts';
import { argument, type Builders, type Parts } from './builders.ts';
import { compared } from './comparisons.ts';
import { textConstant } from './constants.ts';
import type { Context } from './context.ts';
import { cellsFrom, numbersFrom } from './make-steps.ts';
import { type Cells, Step, Truth, type Truths, type Vector } from './steps.ts';

const EQUAL = 2;
const NULL_CELL: Expression = { kind: 'literal', literal: { type: 'null' } };
const CASTS: Readonly<Record<string, (call: CallExpression, parts: Parts) => Vector | undefined>> = {
  number: toNumbers,
  integer: (call, parts) => (call.function === 'cast' ? wholeNumbers(toNumbers(call, parts), parts) : undefined),
  boolean: (call, { truths }) => truths(argument(call, 0)),
  text: (call, { context, cells }) => {
    const input = cells(argument(call, 0));
    return cellsFrom(context, [input], (out) => context.kernel.call.asTexts(input.at, context.count, out));
  },
};

export const CHOICES: Builders = {
  case: chosen,
  coalesce: (call, parts) => firstOf(call.arguments, parts),
  ifnull: (call, parts) => firstOf(call.arguments, parts),
  nullif: (call, parts) => {
    const isEqual = compared(call, parts, EQUAL);
    if (isEqual === undefined) return undefined;
    const nothing = parts.cells(NULL_CELL);
    return choice(parts.context, [{ when: isEqual, value: nothing }], parts.cells(argument(call, 0)));
  },
  cast: castTo,
  try_cast: castTo,
};

function castTo(call: CallExpression, parts: Parts): Vector | undefined {
  return CASTS[textConstant(call.arguments[1]) ?? '']?.(call, parts);
}

/** try_cast makes null of what is no number; what may be one is left slow. */
function toNumbers(call: CallExpression, { context, vector, numbers }: Parts) {
  const [source, input] = [vector(argument(call, 0)), numbers(argument(call, 0))];
  const { kernel } = context;
  if (call.function === 'cast' || (source.form !== 'cells' && source.form !== 'column')) return input;
  return numbersFrom(context, [input], ([mantissas, scales]) => {
    kernel.bytes.copyWithin(mantissas, input.place[0], input.place[0] + context.count * 8);
    kernel.bytes.copyWithin(scales, input.place[1], input.place[1] + context.count);
    kernel.call.settleNumbers(source.at, context.count, scales);
  });
}

interface Branch {
  readonly when: Truths;
  readonly value: Cells;
}

function chosen(call: CallExpression, { context, truths, cells }: Parts): Vector {
  const pairs = Math.floor(call.arguments.length / 2);
  const branches = Array.from({ length: pairs }, (_, at) => ({
    when: truths(argument(call, at * 2)),
    value: cells(argument(call, at * 2 + 1)),
  }));
  return choice(context, branches, cells(call.arguments[pairs * 2] ?? NULL_CELL));
}

/** The first branch whose condition is true: put over the others from the last to the first. */
function choice(context: Context, branches: readonly Branch[], otherwise: Cells): Cells {
  const { kernel } = context;
  const at = context.newCells();
  const inputs = [otherwise, ...branches.flatMap(({ when, value }) => [when, value])];
  const isCostly = inputs.some(({ step }) => step.isCostly);
  const masks = branches.map(() => (isCostly ? [context.newTruths(), context.newTruths()] : []));
  const step = new Step(context, isCostly, (active) => {
    let open = active;
    for (const [b, { when, value }] of branches.entries()) {
      const [taken = 0, left = 0] = masks[b] as number[];
      when.step.evaluate(open);
      if (isCostly) kernel.call.openRows(when.at, context.count, 1 << Truth.true, open, taken);
      value.step.evaluate(taken);
      if (isCostly) kernel.call.openRows(when.at, context.count, (1 << Truth.false) | (1 << Truth.null), open, left);
      open = left;
    }
    otherwise.step.evaluate(open);
    kernel.bytes.copyWithin(at, otherwise.at, otherwise.at + context.count * 8);
    for (const { when, value } of branches.toReversed()) kernel.call.chooseCells(when.at, context.count, value.at, at);
  });
  return { form: 'cells', step, at };
}

/** The first that is not null: put over the others from the last to the first. */
function firstOf(list: readonly Expression[], { context, cells }: Parts): Vector {
  const { kernel } = context;
  const at = context.newCells();
  const inputs = list.map((each) => cells(each));
  const isCostly = inputs.some(({ step }) => step.isCostly);
  const masks = inputs.map(() => (isCostly ? [context.newTruths(), context.newTruths()] : []));
  const step = new Step(context, isCostly, (active) => {
    let open = active;
    for (const [i, input] of inputs.entries()) {
      const [nulls = 0, left = 0] = masks[i] as number[];
      input.step.evaluate(open);
      if (!isCostly) continue;
      kernel.call.nullCells(input.at, context.count, nulls);
      kernel.call.openRows(nulls, context.count, 1 << Truth.true, open, left);
      open = left;
    }
    const last = inputs.at(-1) as Cells;
    kernel.bytes.copyWithin(at, last.at, last.at + context.count * 8);
    for (const input of inputs.toReversed().slice(1)) kernel.call.putCells(input.at, context.count, at);
  });
  return { form: 'cells', step, at };
}
