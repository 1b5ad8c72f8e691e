/** Functions of texts, where all arguments but the first are the same in every record. */
import type { CallExpression, Expression } from '../../../protocol/expression.ts';
import { argument, type Builder, type Builders, type Parts } from './builders.ts';
import { integerConstant, textConstant } from './constants.ts';
import { cellsFrom, newTextsFrom, numbersFrom } from './make-steps.ts';
import type { Cells, Vector } from './steps.ts';

const START = 1;
const END = 2;

export const TEXT_FUNCTIONS: Builders = {
  lower: (call, parts) => inCase(call, parts, 0),
  upper: (call, parts) => inCase(call, parts, 1),
  length: (call, { context, cells }) => {
    const texts = cells(argument(call, 0));
    const { call: kernel } = context.kernel;
    return numbersFrom(context, [texts], (out) => kernel.lengthTexts(texts.at, context.count, ...out));
  },
  trim: trimmed(START | END),
  ltrim: trimmed(START),
  rtrim: trimmed(END),
  substr: part,
  replace: replaced,
  split_part: split,
  '||': (call, parts) => joined(piecesOf(call), 0, parts),
  concat: (call, parts) => joined(call.arguments, 1, parts),
};

function inCase(call: CallExpression, { context, cells }: Parts, isUpper: number): Vector {
  const texts = cells(argument(call, 0));
  const { call: kernel } = context.kernel;
  return newTextsFrom(
    context,
    [texts],
    () => kernel.textBytes(texts.at, context.count),
    (out, arena) => kernel.caseTexts(texts.at, context.count, isUpper, out, arena),
  );
}

function trimmed(sides: number): Builder {
  return (call, { context, cells }) => {
    if (call.arguments.length > 1) return undefined;
    const texts = cells(argument(call, 0));
    const { call: kernel } = context.kernel;
    return cellsFrom(context, [texts], (out) => kernel.trimTexts(texts.at, context.count, sides, out));
  };
}

function part(call: CallExpression, { context, cells }: Parts): Vector | undefined {
  const start = integerConstant(call.arguments[1]);
  const length = call.arguments.length === 2 ? -1 : integerConstant(call.arguments[2]);
  if (start === undefined || length === undefined || (call.arguments.length > 2 && length < 0)) return undefined;
  const texts = cells(argument(call, 0));
  const { call: kernel } = context.kernel;
  return cellsFrom(context, [texts], (out) => kernel.partTexts(texts.at, context.count, start, length, out));
}

function replaced(call: CallExpression, { context, cells }: Parts): Vector | undefined {
  const [what, other] = [textConstant(call.arguments[1]), textConstant(call.arguments[2])];
  if (!what || other === undefined) return undefined;
  const texts = cells(argument(call, 0));
  const { call: kernel } = context.kernel;
  const [whatText, otherText] = [context.text(what), context.text(other)];
  const growth = 1 + otherText[1] / whatText[1];
  return newTextsFrom(
    context,
    [texts],
    () => Math.ceil(kernel.textBytes(texts.at, context.count) * growth),
    (out, arena) => kernel.replaceTexts(texts.at, context.count, ...whatText, ...otherText, out, arena),
  );
}

function split(call: CallExpression, { context, cells }: Parts): Vector | undefined {
  const separator = textConstant(call.arguments[1]);
  const number = integerConstant(call.arguments[2]);
  if (!separator || !number) return undefined;
  const texts = cells(argument(call, 0));
  const { call: kernel } = context.kernel;
  const text = context.text(separator);
  return cellsFrom(context, [texts], (out) => kernel.splitTexts(texts.at, context.count, ...text, number, out));
}

/** Of a || b || c all three. */
function piecesOf(expression: Expression): readonly Expression[] {
  const isJoin = expression.kind === 'call' && expression.function === '||';
  return isJoin ? expression.arguments.flatMap(piecesOf) : [expression];
}

function joined(pieces: readonly Expression[], skipNulls: number, { context, cells }: Parts): Vector {
  const { kernel } = context;
  const inputs = pieces.map((each) => cells(each));
  const columns = kernel.allocate(inputs.length * 4);
  const sizeOf = ({ at }: Cells): number => kernel.call.textBytes(at, context.count);
  return newTextsFrom(
    context,
    inputs,
    () => inputs.reduce((sum, input) => sum + sizeOf(input), 0),
    (out, arena) => {
      kernel.u32(columns, inputs.length).set(inputs.map(({ at }) => at));
      return kernel.call.joinColumns(columns, inputs.length, context.count, skipNulls, out, arena);
    },
  );
}
