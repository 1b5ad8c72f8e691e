/** Random bound expressions: operators and functions that the kernel has, and some that it leaves to the other side. */
import fc from 'fast-check';
import type { FunctionName } from '../../../src/core/functions.ts';
import type { Comparison, Expression } from '../../../src/protocol/expression.ts';
import { COLUMN_COUNT, text } from './random-cells.ts';
import { randomFlags, randomPattern } from './random-regexps.ts';

type Any = fc.Arbitrary<Expression>;

const TEXT_COLUMN = 3;
const number = fc.constantFrom('0', '1', '2', '5', '10', '-1', '0.5', '2.50', '1e3', '123456789012345678901', '0.1');

export const call = (name: FunctionName, args: readonly Expression[], comparison?: Comparison): Expression => ({
  kind: 'call',
  function: name,
  arguments: args,
  ...(comparison === undefined ? {} : { comparison }),
});

const column: Any = fc.nat(COLUMN_COUNT - 1).map((each) => ({ kind: 'column', column: each }));
const numberColumn: Any = fc.nat(TEXT_COLUMN - 1).map((each) => ({ kind: 'column', column: each }));
const numberLiteral: Any = number.map((each) => ({ kind: 'literal', literal: { type: 'number', text: each } }));
const asText = (value: string): Expression => ({ kind: 'literal', literal: { type: 'text', text: value } });
const textLiteral: Any = text.map(asText);
const pattern: Any = fc
  .string({ unit: fc.constantFrom('a', 'b', 'B', 'ä', '1', '%', '%', '_', '\\', ' '), maxLength: 5 })
  .map(asText);
const regexp: Any = randomPattern.map(asText);
const flags: Any = randomFlags.map(asText);
const nothing: Any = fc.constant({ kind: 'literal', literal: { type: 'null' } });
const truth: Any = fc.boolean().map((value) => ({ kind: 'literal', literal: { type: 'boolean', value } }));
const place: Any = fc
  .integer({ min: -6, max: 6 })
  .map((each) => ({ kind: 'literal', literal: { type: 'number', text: String(each) } }));

const named = (names: readonly FunctionName[], ...args: Any[]): Any =>
  fc.tuple(fc.constantFrom(...names), ...args).map(([name, ...values]) => call(name, values));
const compared = (mode: Comparison, left: Any, right: Any): Any =>
  fc
    .tuple(fc.constantFrom<FunctionName>('=', '<>', '<', '<=', '>', '>='), left, right, fc.boolean())
    .map(([name, a, b, isTurned]) => call(name, isTurned ? [b, a] : [a, b], mode));
const listed = (mode: Comparison, item: Any): Any =>
  fc
    .tuple(column, fc.array(fc.oneof({ weight: 9, arbitrary: item }, nothing), { minLength: 1, maxLength: 6 }))
    .map(([left, list]) => call('in', [left, ...list], mode));

const tree = fc.letrec<{ condition: Expression; number: Expression; text: Expression; value: Expression }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    compared('number', column, numberLiteral),
    compared('text', column, textLiteral),
    compared('value', column, column),
    compared('number', tie('number'), tie('number')),
    compared('text', tie('text'), tie('text')),
    compared('boolean', column, truth),
    compared('boolean', tie('condition'), truth),
    listed('number', numberLiteral),
    listed('text', textLiteral),
    named(['like', 'ilike'], tie('value'), pattern),
    named(['starts_with', 'ends_with', 'contains'], tie('value'), textLiteral),
    named(['contains'], column, column),
    named(['regexp_matches'], tie('value'), regexp),
    named(['regexp_matches'], tie('value'), regexp, flags),
    named(['is_null'], tie('value')),
    named(['not'], tie('condition')),
    named(['and', 'or'], tie('condition'), tie('condition')),
    column,
    truth,
    nothing,
  ),
  number: fc.oneof(
    { maxDepth: 3 },
    numberColumn,
    numberLiteral,
    column,
    named(['+', '-', '*', '/', '%', 'mod'], tie('number'), tie('number')),
    named(['negate', 'abs', 'floor', 'ceil', 'sign', 'round'], tie('number')),
    named(['round'], tie('number'), place),
    named(['length'], tie('value')),
  ),
  text: fc.oneof(
    { maxDepth: 3 },
    column,
    textLiteral,
    named(['lower', 'upper', 'trim', 'ltrim', 'rtrim'], tie('value')),
    named(['substr'], tie('value'), place),
    named(['substr'], tie('value'), place, place),
    named(['replace'], tie('value'), textLiteral, textLiteral),
    named(['split_part'], tie('value'), textLiteral, place),
    named(['||', 'concat'], tie('value'), tie('value')),
    named(['concat'], tie('value'), tie('text'), nothing),
  ),
  value: fc.oneof(
    { maxDepth: 3 },
    column,
    tie('number'),
    tie('text'),
    tie('condition'),
    nothing,
    named(['coalesce'], tie('value'), tie('value'), tie('value')),
    named(['ifnull'], tie('value'), tie('value')),
    named(['case'], tie('condition'), tie('value'), tie('condition'), tie('value')),
    named(['case'], tie('condition'), tie('value'), tie('value')),
    fc.tuple(tie('value'), tie('value')).map((args) => call('nullif', args, 'value')),
    fc
      .tuple(
        fc.constantFrom<FunctionName>('cast', 'try_cast'),
        tie('value'),
        fc.constantFrom('number', 'integer', 'text', 'boolean'),
      )
      .map(([name, value, type]) => call(name, [value, { kind: 'literal', literal: { type: 'text', text: type } }])),
  ),
}));

export const randomCondition: Any = tree.condition;
export const randomValue: Any = tree.value;
