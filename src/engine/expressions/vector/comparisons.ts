/** = <> < <= > >= in their four modes. */

import type { Decimal } from '../../../core/decimal.ts';
import type { CallExpression, Expression } from '../../../protocol/expression.ts';
import { argument, type Builders, type Parts } from './builders.ts';
import { numberConstant, textConstant, writeThresholds } from './constants.ts';
import { truthsFrom } from './make-steps.ts';
import { Truth, type Truths, type Vector } from './steps.ts';

const LESS = 1;
const EQUAL = 2;
const GREATER = 4;
const SAME = 2;
const DIFFERENT = 3;

export const COMPARISONS: Builders = {
  '=': (call, parts) => compared(call, parts, EQUAL),
  '<>': (call, parts) => compared(call, parts, LESS | GREATER),
  '<': (call, parts) => compared(call, parts, LESS),
  '<=': (call, parts) => compared(call, parts, LESS | EQUAL),
  '>': (call, parts) => compared(call, parts, GREATER),
  '>=': (call, parts) => compared(call, parts, GREATER | EQUAL),
};

/** `outcomes`: bits for less, equal, greater. */
export function compared(call: CallExpression, parts: Parts, outcomes: number): Truths | undefined {
  const [left, right] = [argument(call, 0), argument(call, 1)];
  if (call.comparison === 'number') return comparedAsNumbers(left, right, parts, outcomes);
  if (call.comparison === 'text') return comparedAsTexts(left, right, parts, outcomes);
  if (call.comparison === 'boolean') return comparedAsTruths(left, right, parts, outcomes);
  return comparedAsValues(left, right, parts, outcomes);
}

function mirrored(outcomes: number): number {
  return (outcomes & EQUAL) | ((outcomes & LESS) << 2) | ((outcomes & GREATER) >> 2);
}

function isEquality(outcomes: number): boolean {
  return outcomes === EQUAL || outcomes === (LESS | GREATER);
}

function comparedAsNumbers(left: Expression, right: Expression, parts: Parts, outcomes: number): Truths | undefined {
  const constant = numberConstant(right);
  if (constant !== undefined) return comparedWithNumber(left, constant, parts, outcomes);
  const other = numberConstant(left);
  if (other !== undefined) return comparedWithNumber(right, other, parts, mirrored(outcomes));
  const { context } = parts;
  const { call } = context.kernel;
  const [a, b] = [parts.numbers(left), parts.numbers(right)];
  return truthsFrom(context, [a, b], (out) =>
    call.compareNumbers(...a.place, ...b.place, context.count, outcomes, out),
  );
}

function comparedWithNumber(expression: Expression, constant: Decimal, parts: Parts, outcomes: number): Truths {
  const { context } = parts;
  const { call } = context.kernel;
  const [numbers, source] = [parts.numbers(expression), parts.vector(expression)];
  const thresholds = writeThresholds(context, constant);
  return truthsFrom(context, [numbers], (out) => {
    call.compareNumbersTo(...numbers.place, context.count, thresholds, outcomes, out);
    if (isEquality(outcomes)) settleTexts(source, parts, outcomes === EQUAL ? Truth.false : Truth.true, out);
  });
}

/** What is no number is not equal to any. */
export function settleTexts(source: Vector, { context }: Parts, truth: number, out: number): void {
  if (source.form !== 'cells' && source.form !== 'column') return;
  context.kernel.call.settleTruths(source.at, context.count, truth, out);
}

function comparedAsTexts(left: Expression, right: Expression, parts: Parts, outcomes: number): Truths {
  const constant = textConstant(right);
  if (constant !== undefined) return comparedWithText(left, constant, parts, outcomes);
  const other = textConstant(left);
  if (other !== undefined) return comparedWithText(right, other, parts, mirrored(outcomes));
  const { context } = parts;
  const { call } = context.kernel;
  const [a, b] = [parts.cells(left), parts.cells(right)];
  return truthsFrom(context, [a, b], (out) => call.compareTexts(a.at, b.at, context.count, outcomes, out));
}

function comparedWithText(expression: Expression, constant: string, parts: Parts, outcomes: number): Truths {
  const { context } = parts;
  const { call } = context.kernel;
  const cells = parts.cells(expression);
  const text = context.text(constant);
  return truthsFrom(context, [cells], (out) => call.compareTextsTo(cells.at, context.count, ...text, outcomes, out));
}

function comparedAsTruths(left: Expression, right: Expression, parts: Parts, outcomes: number): Truths | undefined {
  if (!isEquality(outcomes)) return undefined;
  const { context } = parts;
  const { call } = context.kernel;
  const [a, b] = [parts.truths(left), parts.truths(right)];
  const how = outcomes === EQUAL ? SAME : DIFFERENT;
  return truthsFrom(context, [a, b], (out) => call.joinTruths(a.at, b.at, context.count, how, out));
}

function comparedAsValues(left: Expression, right: Expression, parts: Parts, outcomes: number): Truths {
  const { context } = parts;
  const { call } = context.kernel;
  const [a, b] = [parts.cells(left), parts.cells(right)];
  const [x, y] = [parts.numbers(left), parts.numbers(right)];
  return truthsFrom(context, [a, b, x, y], (out) =>
    call.compareValues(a.at, ...x.place, b.at, ...y.place, context.count, outcomes, out),
  );
}
