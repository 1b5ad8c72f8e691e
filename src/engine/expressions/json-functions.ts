/** What values are, the functions of JSON values, and hash and filename. */
import { Exact } from '../values/exact.ts';
import { keysOf, memberCount } from '../values/json-members.ts';
import { hashText } from '../values/xx-hash.ts';
import { type Call, type Evaluate, type Operand, ofTexts, strict } from './call.ts';
import { CellValue, NestedValue, NumberValue, numberValue, type Value, whole } from './value.ts';

export const jsonFunctions = {
  json_length: strict(
    () => (value) =>
      value instanceof NestedValue && bracketOf(value) !== undefined ? whole(memberCount(value.text)) : null,
  ),
  keys: strict(
    () => (value) =>
      value instanceof NestedValue && bracketOf(value) === '{' ? new NestedValue(`[${keysOf(value.text)}]`) : null,
  ),
  type_of: ({ operands }: Call): Evaluate => {
    const { evaluate } = operands[0] as Operand;
    return (row) => typeOf(evaluate(row));
  },
  hash: ofTexts((text) => numberValue(Exact.of({ mantissa: hashText(text), scale: 0 }))),
  filename: (): Evaluate => (row) => row.fileName,
} as const;

function typeOf(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (value instanceof NumberValue) return 'number';
  if (value instanceof CellValue) return value.number ? 'number' : 'text';
  return value instanceof NestedValue ? nestedType(value) : 'text';
}

function nestedType(value: NestedValue): string {
  const bracket = bracketOf(value);
  return bracket === '{' ? 'object' : bracket === '[' ? 'array' : 'number';
}

function bracketOf({ text }: NestedValue): '{' | '[' | undefined {
  const start = text.trimStart()[0];
  return start === '{' || start === '[' ? start : undefined;
}
