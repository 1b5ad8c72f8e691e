/** Random expressions over random batches: the vector evaluator answers what the scalar one answers, errors included. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EvaluationError } from '../../src/engine/expressions/evaluation-error.ts';
import { compileScalar, type Environment } from '../../src/engine/expressions/scalar.ts';
import { asCondition, asText, cellValue, kindOf, type Value } from '../../src/engine/expressions/value.ts';
import { Evaluator, select } from '../../src/engine/expressions/vector/evaluator.ts';
import type { ReaderFailure } from '../../src/engine/formats/reader.ts';
import { loadKernel } from '../../src/engine/kernel.ts';
import { addressOf } from '../../src/engine/operators/number-cells.ts';
import { cellKind, cellText, Kind } from '../../src/engine/values/cells.ts';
import type { Expression } from '../../src/protocol/expression.ts';
import { type TextCell, writeCells } from '../helpers/engine/kernel-cells.ts';
import { randomColumns } from '../helpers/engine/random-cells.ts';
import { randomCondition, randomValue } from '../helpers/engine/random-expressions.ts';
import { runs } from '../helpers/engine/runs.ts';

const QUOTE = 34;
const environment: Environment = {
  now: '2024-05-17T10:20:30Z',
  columnName: (column) => `c${column}`,
  loaded: () => undefined,
};
const kernel = loadKernel();
const start = kernel.allocate(0);

type Table = readonly (readonly (TextCell | null)[])[];

/** What each row has: a value, or the error that ends it all. */
type Outcome = { readonly kind: number; readonly text: string } | { readonly error: string; readonly row: number };

const toCondition = (value: Value): Value => asCondition(value);
const toValue = (value: Value): Value => value;

test('conditions', () => {
  fc.assert(
    fc.property(randomColumns, fc.array(randomCondition, { minLength: 1, maxLength: 3 }), (table, expressions) => {
      forEachTable(table, expressions, toCondition, (evaluator, expression, rows) => {
        const { evaluate, truth } = evaluator.condition(expression);
        const failure = evaluate();
        const truths = [...kernel.bytes.subarray(truth, truth + rows)];
        expect(selected(truth, rows)).toEqual(truths.flatMap((each, row) => (each === 1 ? row : [])));
        return [failure, truths];
      });
    }),
    runs(1400),
  );
});

test('columns', () => {
  fc.assert(
    fc.property(randomColumns, fc.array(randomValue, { minLength: 1, maxLength: 3 }), (table, expressions) => {
      forEachTable(table, expressions, toValue, (evaluator, expression, rows) => {
        const column = evaluator.column(expression);
        const failure = column.evaluate();
        return [failure, cellsAt(addressOf(column.column), rows)];
      });
    }),
    runs(1400),
  );
});

type Evaluate = (
  evaluator: Evaluator,
  expression: Expression,
  rows: number,
) => [ReaderFailure | undefined, readonly (number | Outcome)[]];

/** Evaluates all expressions in one batch: as it is, and then without the rows that one of them fails in. */
function forEachTable(
  table: Table,
  expressions: readonly Expression[],
  convert: (value: Value) => Value,
  evaluate: Evaluate,
): void {
  const expected = expressions.map((expression) => expectedOutcomes(expression, table, convert));
  const isGood = table[0]?.map((_, row) =>
    expected.every((outcomes) => textIn(outcomes[row] as Outcome) !== undefined),
  );
  const goodRows = <Item>(rows: readonly Item[]): Item[] => rows.filter((_, row) => isGood?.[row]);
  check(table, expected);
  check(table.map(goodRows), expected.map(goodRows));

  function check(rows: Table, outcomes: readonly (readonly Outcome[])[]): void {
    const evaluator = begin(rows);
    for (const [e, expression] of expressions.entries()) {
      const [failure, found] = evaluate(evaluator, expression, rowsOf(rows));
      const wanted = outcomes[e] as readonly Outcome[];
      expect(failureText(failure)).toEqual(errorIn(wanted));
      if (failure !== undefined) continue;
      expect(found).toEqual(convert === toValue ? wanted : wanted.map((each) => Number(textIn(each) === 'true')));
    }
  }
}

function begin(table: Table): Evaluator {
  kernel.release(start);
  const evaluator = new Evaluator(kernel, environment);
  const cells = table.map((column) => writeCells(kernel, column));
  const batch = { rows: rowsOf(table), cells, byteOf: (address: number) => address, textBytes: 0 };
  evaluator.begin({ batch, quote: QUOTE, fileName: 'f.csv' });
  return evaluator;
}

function rowsOf(table: Table): number {
  return table[0]?.length ?? 0;
}

function failureText(failure: ReaderFailure | undefined): string | undefined {
  return failure && `${failure.code} ${failure.message}`;
}

function selected(truth: number, rows: number): number[] {
  const selection = kernel.allocate(rows * 4 + 64);
  return [...kernel.u32(selection, select(kernel, truth, rows, selection))];
}

function cellsAt(cells: number, rows: number): Outcome[] {
  return Array.from({ length: rows }, (_, row) => {
    const cell = cells + row * 8;
    return { kind: cellKind(kernel, cell), text: cellText(kernel, cell) };
  });
}

function expectedOutcomes(expression: Expression, table: Table, convert: (value: Value) => Value): Outcome[] {
  const scalar = compileScalar(expression, environment);
  return Array.from({ length: rowsOf(table) }, (_, row) => {
    try {
      const value = convert(scalar({ value: (column) => valueAt(table[column]?.[row]), fileName: 'f.csv' }));
      return { kind: kindOf(value), text: value === null ? '' : asText(value) };
    } catch (error) {
      if (error instanceof EvaluationError) return { error: `${error.code} ${error.message}`, row };
      throw error;
    }
  });
}

function valueAt(cell: TextCell | null | undefined): Value {
  if (!cell) return null;
  const text = String(cell.text);
  if (cell.kind === Kind.quoted) return cellValue(cell.kind, text.replaceAll('""', '"'));
  return cellValue(cell.kind, cell.kind === Kind.escaped ? (JSON.parse(`"${text}"`) as string) : text);
}

function errorIn(outcomes: readonly Outcome[]): string | undefined {
  return outcomes.flatMap((each) => ('error' in each ? [each.error] : []))[0];
}

function textIn(outcome: Outcome): string | undefined {
  return 'text' in outcome ? outcome.text : undefined;
}
