/** `in` a list of literals, numbers or texts. */

import type { Decimal } from '../../../core/decimal.ts';
import type { CallExpression, Expression, Literal } from '../../../protocol/expression.ts';
import { argument, type Builders, type Parts } from './builders.ts';
import { settleTexts } from './comparisons.ts';
import { literalOf, numberConstant, textConstant, writeNumberList, writeTextList } from './constants.ts';
import { truthsFrom } from './make-steps.ts';
import { Truth, type Truths } from './steps.ts';

export const LISTS: Builders = {
  in: (call, parts) => {
    const list = call.arguments.slice(1);
    const present = list.filter((each) => literalOf(each)?.type !== 'null');
    // With a null in the list, what is not found may be the one that is unknown.
    const miss = present.length < list.length ? Truth.null : Truth.false;
    if (call.comparison === 'number') return inNumberList(call, present, miss, parts);
    return call.comparison === 'text' ? inTextList(call, present, miss, parts) : undefined;
  },
};

function inNumberList(
  call: CallExpression,
  list: readonly Expression[],
  miss: number,
  parts: Parts,
): Truths | undefined {
  const numbers = list.map((each) => (typeOf(each) === 'text' ? undefined : numberConstant(each)));
  if (numbers.includes(undefined)) return undefined;
  const { context } = parts;
  const { call: kernel } = context.kernel;
  const [column, source] = [parts.numbers(argument(call, 0)), parts.vector(argument(call, 0))];
  const { starts, values } = writeNumberList(context, numbers as Decimal[]);
  return truthsFrom(context, [column], (out) => {
    kernel.inNumbers(...column.place, context.count, starts, values, miss, out);
    settleTexts(source, parts, miss, out);
  });
}

function inTextList(
  call: CallExpression,
  list: readonly Expression[],
  miss: number,
  { context, cells }: Parts,
): Truths | undefined {
  const found = list.map(textConstant);
  if (found.includes(undefined)) return undefined;
  const { call: kernel } = context.kernel;
  const column = cells(argument(call, 0));
  const texts = writeTextList(context, found as string[]);
  return truthsFrom(context, [column], (out) => kernel.inTexts(column.at, context.count, ...texts, miss, out));
}

function typeOf(expression: Expression): Literal['type'] | undefined {
  return literalOf(expression)?.type;
}
