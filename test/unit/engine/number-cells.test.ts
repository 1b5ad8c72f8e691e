/** Columns that come as numbers: the same answers as of their texts, and the same texts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDecimal, withoutTrailingZeros } from '../../../src/core/decimal.ts';
import type { BatchColumn } from '../../../src/engine/formats/reader.ts';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { batchOf, cellsOf, NumberCells, numbersOf } from '../../../src/engine/operators/number-cells.ts';
import { RowSelection } from '../../../src/engine/operators/row-selection.ts';
import { Aggregation, type Row } from '../../helpers/engine/aggregation.ts';
import { newNumbers, readNumbers, readTexts, writeNumbers } from '../../helpers/engine/kernel-columns.ts';
import { fixed, known, scale } from '../../helpers/engine/random-numbers.ts';
import { runs } from '../../helpers/engine/runs.ts';
import type { Fixed } from '../../twins/expressions.ts';

const HAS_SLOW = 256;
const HAS_NULL = 512;
const kernel = loadKernel();
const start = kernel.allocate(0);

const plain = fc.oneof(
  { weight: 6, arbitrary: known },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.record({ mantissa: fc.bigInt({ min: -20n, max: 20n }), scale }) },
);

function textOf(number: Fixed): string | null {
  return number === null || number === 'slow' ? null : formatDecimal(withoutTrailingZeros(number));
}

test('the survey of numbers, of any length', () => {
  fc.assert(
    fc.property(fc.array(fixed, { maxLength: 80 }), (numbers) => {
      kernel.release(start);
      const [, scales] = writeNumbers(kernel, numbers);
      const largest = Math.max(0, ...numbers.map((each) => (each !== null && each !== 'slow' ? each.scale : 0)));
      const oddities = Number(numbers.includes('slow')) * HAS_SLOW + Number(numbers.includes(null)) * HAS_NULL;
      // What stands behind the numbers is none of them.
      kernel.bytes[scales + numbers.length] = 254;
      expect(kernel.call.surveyNumbers(scales, numbers.length)).toBe(largest | oddities);
    }),
    runs(1000),
  );
});

test('the numbers of some rows', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fixed, fc.boolean()), { minLength: 1, maxLength: 40 }), (rows) => {
      kernel.release(start);
      const picked = rows.flatMap(([, isPicked], row) => (isPicked ? [row] : []));
      const list = kernel.allocate(picked.length * 4);
      kernel.u32(list, picked.length).set(picked);
      const from = writeNumbers(
        kernel,
        rows.map(([number]) => number),
      );
      const to = newNumbers(kernel, picked.length);
      kernel.call.gatherNumbers(...from, list, picked.length, ...to);
      expect(readNumbers(kernel, to, picked.length)).toEqual(picked.map((row) => rows[row]?.[0]));
    }),
    runs(500),
  );
});

test('a selection of them has their texts, whether these were written before or not', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(plain, fc.boolean()), { minLength: 1, maxLength: 40 }),
      fc.boolean(),
      (rows, early) => {
        kernel.release(start);
        const column = new NumberCells(
          kernel,
          writeNumbers(
            kernel,
            rows.map(([number]) => number),
          ),
        ).hold(rows.length);
        const columns: BatchColumn[] = [column, column];
        const batch = batchOf(columns, { rows: rows.length, textBytes: column.textBytes, byteOf: (at) => at });
        if (early)
          expect(readTexts(kernel, cellsOf(batch, 1), rows.length)).toEqual(rows.map(([number]) => textOf(number)));
        const picked = rows.flatMap(([, isPicked], row) => (isPicked ? [row] : []));
        const gathered = new RowSelection(kernel).gather(batch, Uint32Array.from(picked));
        expect(numbersOf(gathered, 0)).toBe(numbersOf(gathered, 1));
        const expected = picked.map((row) => textOf(rows[row]?.[0] ?? null));
        expect(gathered.cells.map((cells) => readTexts(kernel, cells, picked.length))).toEqual([expected, expected]);
      },
    ),
    runs(300),
  );
});

test('every aggregate of numbers is that of their texts, by group and of everything', () => {
  const row = fc.tuple(fc.constantFrom('a', 'b', null), plain, plain);
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), fc.nat(1), (rows, keyCount) => {
      const texts = rows.map(([key, x, y]): Row => [...[key].slice(0, keyCount), textOf(x), textOf(y), null, null]);
      const numbers = [rows.map(([, x]) => x), rows.map(([, , y]) => y)];
      const [ofTexts, ofNumbers] = [new Aggregation(keyCount), new Aggregation(keyCount)];
      ofTexts.add(0, texts);
      ofNumbers.addComputed(0, texts, numbers);
      // Behind numbers come texts again.
      for (const aggregation of [ofTexts, ofNumbers]) aggregation.add(1, texts.toReversed());
      expect(ofNumbers.answer()).toEqual(ofTexts.answer());
    }),
    runs(200),
  );
});
