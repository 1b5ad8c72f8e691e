/** The vector evaluator beside its answers: what it does not evaluate, where failures are, what it decodes. */
import { expect, test } from 'vitest';
import type { Environment } from '../../../../src/engine/expressions/scalar.ts';
import { asText, type Value } from '../../../../src/engine/expressions/value.ts';
import { Evaluator } from '../../../../src/engine/expressions/vector/evaluator.ts';
import { loadKernel } from '../../../../src/engine/kernel.ts';
import { Kind } from '../../../../src/engine/values/cells.ts';
import type { Expression } from '../../../../src/protocol/expression.ts';
import { type TextCell, writeCells } from '../../../helpers/engine/kernel-cells.ts';
import { call } from '../../../helpers/engine/random-expressions.ts';

const kernel = loadKernel();
const X: Expression = { kind: 'column', column: 0 };
const Y: Expression = { kind: 'column', column: 1 };
const number = (text: string): Expression => ({ kind: 'literal', literal: { type: 'number', text } });
const text = (value: string): Expression => ({ kind: 'literal', literal: { type: 'text', text: value } });
/** A function that notes what it is called with, and says whether that is the text "yes". */
const asked: Expression = { kind: 'loaded', function: 'ask', arguments: [X] };
const csv = (texts: readonly (string | null)[]): (TextCell | null)[] =>
  texts.map((each) => (each === null ? null : { text: each, kind: Kind.text }));

/** Evaluates a condition over columns: the rows where it is true, the failure, and what `ask` was called with. */
function evaluate(expression: Expression, ...columns: (TextCell | null)[][]) {
  const calls: string[] = [];
  const environment: Environment = {
    now: '2024-05-17T10:20:30Z',
    columnName: (column) => ['x', 'y'][column] ?? '',
    loaded: () => (values) => ask(values, calls),
  };
  const evaluator = new Evaluator(kernel, environment);
  const cells = columns.map((column) => writeCells(kernel, column));
  const rows = columns[0]?.length ?? 0;
  const batch = { rows, cells, byteOf: (address: number) => address, textBytes: 0 };
  const condition = evaluator.condition(expression);
  evaluator.begin({ batch, quote: 34, fileName: 'f.csv' });
  const failure = condition.evaluate();
  const truths = [...kernel.bytes.subarray(condition.truth, condition.truth + rows)];
  const addressOf = (column: number, row: number): number =>
    kernel.u32((cells[column] as number) + row * 8, 1)[0] as number;
  return { rows: truths.flatMap((truth, row) => (truth === 1 ? [row] : [])), failure, calls, addressOf };
}

function ask([value]: readonly Value[], calls: string[]): Value {
  calls.push(value ? asText(value) : '');
  return value !== null && value !== undefined && asText(value) === 'yes';
}

test('the right side of and, or is not evaluated where the left decides', () => {
  const isLong = call('>', [call('length', [X]), number('2')], 'number');
  const column = csv(['yes', 'no', 'yes', null, 'x', 'not']);
  expect(evaluate(call('and', [isLong, asked]), column)).toMatchObject({
    rows: [0, 2],
    calls: ['yes', 'yes', '', 'not'],
  });
  expect(evaluate(call('or', [isLong, asked]), column)).toMatchObject({ rows: [0, 2, 5], calls: ['no', '', 'x'] });
});

test('errors of rows that are decided already do not count', () => {
  const isNumber = call('=', [call('type_of', [X]), text('number')], 'text');
  const isLarge = call('>', [X, number('3')], 'number');
  const column = csv(['5', 'a', '2', null, '1e1']);
  expect(evaluate(call('and', [isNumber, isLarge]), column)).toMatchObject({ rows: [0, 4], failure: undefined });
  expect(evaluate(call('and', [isLarge, isNumber]), column).failure?.code).toBe('PQ_NOT_A_NUMBER');
});

test('a part that occurs twice is evaluated once', () => {
  const column = csv(['yes', 'no']);
  expect(evaluate(call('=', [asked, asked], 'value'), column).calls).toEqual(['yes', 'no']);
  expect(evaluate(call('or', [call('not', [asked]), asked]), column).calls).toEqual(['yes', 'no']);
});

test('values of case, coalesce are evaluated where they are chosen', () => {
  const isNull = call('is_null', [Y]);
  const columns = [csv(['yes', 'no', 'yes']), csv([null, null, 'false'])] as const;
  expect(evaluate(call('case', [isNull, asked]), ...columns)).toMatchObject({ rows: [0], calls: ['yes', 'no'] });
  expect(evaluate(call('coalesce', [Y, asked]), ...columns)).toMatchObject({ rows: [0], calls: ['yes', 'no'] });
});

test('a failure is at the first row that has one, at the cell of its column', () => {
  const sum = call('>', [call('+', [X, Y]), number('1')], 'number');
  const { failure, addressOf } = evaluate(sum, csv(['1', '2', '3']), csv(['1', 'b', 'c']));
  expect(failure).toMatchObject({ code: 'PQ_NOT_A_NUMBER', byte: addressOf(1, 1) });
  expect(failure?.message).toContain('"b"');
});

test('texts that are decoded all at once are the same as one by one', () => {
  const words = ['yes', 'ä', '😀 yes', 'yes', 'x'.repeat(300), null, '', 'no', '€'];
  const column = Array.from({ length: 90 }, (_, row) => words[row % words.length] as string | null);
  expect(evaluate(asked, csv(column)).calls).toEqual(column.map((each) => each ?? ''));
  const half: TextCell = { text: 'a\\ud83d', kind: Kind.escaped };
  const cells = csv(column).map((cell, row) => (row === 50 ? half : cell));
  expect(evaluate(asked, cells).calls).toEqual(column.map((each, row) => (row === 50 ? 'a\ud83d' : (each ?? ''))));
});
