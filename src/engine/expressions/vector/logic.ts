/** and, or, not, is null. The right side of and and or is computed where the left does not decide. */
import { argument, type Builder, type Builders } from './builders.ts';
import { truthsFrom } from './make-steps.ts';
import { Step, Truth } from './steps.ts';

const AND = 0;
const OR = 1;
const NOT = 0;
const IS_NULL = 1;

export const LOGIC: Builders = {
  and: joined(AND, (1 << Truth.true) | (1 << Truth.null)),
  or: joined(OR, (1 << Truth.false) | (1 << Truth.null)),
  not: (call, { context, truths }) => {
    const input = truths(argument(call, 0));
    const { call: kernel } = context.kernel;
    return truthsFrom(context, [input], (out) => kernel.mapTruths(input.at, context.count, NOT, out));
  },
  is_null: (call, { context, vector }) => {
    const input = vector(argument(call, 0));
    const { call: kernel } = context.kernel;
    return truthsFrom(context, [input], (out) => {
      if (input.form === 'truths') kernel.mapTruths(input.at, context.count, IS_NULL, out);
      else if (input.form === 'numbers') kernel.nullNumbers(input.place[1], context.count, out);
      else kernel.nullCells(input.at, context.count, out);
    });
  },
};

/** `open`: bits of the truths of the left side that need the right one. */
function joined(how: number, open: number): Builder {
  return (call, { context, truths }) => {
    const [left, right] = [truths(argument(call, 0)), truths(argument(call, 1))];
    const { call: kernel } = context.kernel;
    const at = context.newTruths();
    const wanted = right.step.isCostly ? context.newTruths() : 0;
    const step = new Step(context, left.step.isCostly || right.step.isCostly, (active) => {
      left.step.evaluate(active);
      if (wanted !== 0) kernel.openRows(left.at, context.count, open, active, wanted);
      right.step.evaluate(wanted);
      kernel.joinTruths(left.at, right.at, context.count, how, at);
    });
    return { form: 'truths', step, at };
  };
}
