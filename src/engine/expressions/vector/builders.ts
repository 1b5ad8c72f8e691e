/** Which functions the kernel has, and under which conditions: the rest is the scalar evaluator's. */
import type { FunctionName } from '../../../core/functions.ts';
import type { CallExpression, Expression } from '../../../protocol/expression.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { CHOICES } from './choices.ts';
import { COMPARISONS } from './comparisons.ts';
import type { Context } from './context.ts';
import { LISTS } from './lists.ts';
import { LOGIC } from './logic.ts';
import { PATTERNS } from './patterns.ts';
import { REGEXPS } from './regexps.ts';
import type { Cells, Numbers, Truths, Vector } from './steps.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';

/** What builders need of the compiler. */
export interface Parts {
  readonly context: Context;
  vector(expression: Expression): Vector;
  truths(expression: Expression): Truths;
  numbers(expression: Expression): Numbers;
  cells(expression: Expression): Cells;
}

/** undefined: not with these arguments. */
export type Builder = (call: CallExpression, parts: Parts) => Vector | undefined;
export type Builders = Partial<Readonly<Record<FunctionName, Builder>>>;

const BUILDERS: Builders = {
  ...LOGIC,
  ...COMPARISONS,
  ...LISTS,
  ...PATTERNS,
  ...REGEXPS,
  ...ARITHMETIC,
  ...TEXT_FUNCTIONS,
  ...CHOICES,
};

export function buildCall(call: CallExpression, parts: Parts): Vector | undefined {
  return BUILDERS[call.function]?.(call, parts);
}

/** An argument that has to be there. */
export function argument(call: CallExpression, at: number): Expression {
  return call.arguments[at] as Expression;
}
