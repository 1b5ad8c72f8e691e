/** + - * / % and the functions of numbers. What has no room in 18 digits is slow. */
import type { CallExpression } from '../../../protocol/expression.ts';
import { argument, type Builder, type Builders, type Parts } from './builders.ts';
import { integerConstant } from './constants.ts';
import { numbersFrom } from './make-steps.ts';
import type { Numbers, Vector } from './steps.ts';

/** See mapNumbers. */
const How = { round: 0, floor: 1, ceil: 2, whole: 3, abs: 4, negate: 5, sign: 6 } as const;
/** Beyond them rounding has nothing to do, or leaves nothing. */
const MOST_DECIMALS = 64;

type OfTwo = 'multiplyNumbers' | 'divideNumbers' | 'restNumbers';

export const ARITHMETIC: Builders = {
  '+': (call, parts) => sum(call, parts, 0),
  '-': (call, parts) => sum(call, parts, 1),
  '*': ofTwo('multiplyNumbers'),
  '/': ofTwo('divideNumbers'),
  '%': ofTwo('restNumbers'),
  mod: ofTwo('restNumbers'),
  negate: ofOne(How.negate),
  abs: ofOne(How.abs),
  sign: ofOne(How.sign),
  floor: ofOne(How.floor),
  ceil: ofOne(How.ceil),
  round: (call, parts) => {
    const decimals = call.arguments.length === 1 ? 0 : integerConstant(call.arguments[1]);
    if (decimals === undefined || Math.abs(decimals) > MOST_DECIMALS) return undefined;
    return mapped(parts.numbers(argument(call, 0)), How.round, decimals, parts);
  },
};

function operands(call: CallExpression, { numbers }: Parts): readonly [Numbers, Numbers] {
  return [numbers(argument(call, 0)), numbers(argument(call, 1))];
}

function sum(call: CallExpression, parts: Parts, isDifference: number): Vector {
  const { context } = parts;
  const { call: kernel } = context.kernel;
  const [a, b] = operands(call, parts);
  return numbersFrom(context, [a, b], (out) =>
    kernel.addNumbers(...a.place, ...b.place, context.count, isDifference, ...out),
  );
}

function ofTwo(name: OfTwo): Builder {
  return (call, parts) => {
    const { context } = parts;
    const { call: kernel } = context.kernel;
    const [a, b] = operands(call, parts);
    return numbersFrom(context, [a, b], (out) => kernel[name](...a.place, ...b.place, context.count, ...out));
  };
}

function ofOne(how: number): Builder {
  return (call, parts) => mapped(parts.numbers(argument(call, 0)), how, 0, parts);
}

function mapped(input: Numbers, how: number, decimals: number, { context }: Parts): Numbers {
  const { call } = context.kernel;
  return numbersFrom(context, [input], (out) => call.mapNumbers(...input.place, context.count, how, decimals, ...out));
}

/** Whole numbers as they are; all others are slow. */
export function wholeNumbers(input: Numbers, parts: Parts): Numbers {
  return mapped(input, How.whole, 0, parts);
}
