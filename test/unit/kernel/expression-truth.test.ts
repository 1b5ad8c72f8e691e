/** Logic of three values and a fourth, and choices between cells; against plain twins. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import { type TextCell, writeCells } from '../../helpers/engine/kernel-cells.ts';
import { readTexts, readTruths, writeNumbers, writeTruths } from '../../helpers/engine/kernel-columns.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { and, or, type Truth } from '../../twins/expressions.ts';

const kernel = loadKernel();
const start = kernel.allocate(0);
const SLOW: TextCell = { text: '', kind: 15 };
const truth = fc.constantFrom<Truth>(0, 1, 2, 3);
const truths = fc.array(truth, { minLength: 1, maxLength: 50 });
const pairs = fc.array(fc.tuple(truth, truth), { minLength: 1, maxLength: 50 });

const same = (a: Truth, b: Truth): Truth => (a === 3 || b === 3 ? 3 : a === 2 || b === 2 ? 2 : a === b ? 1 : 0);
const not = (a: Truth): Truth => (a === 0 ? 1 : a === 1 ? 0 : a);

test.each([
  ['and', 0, and],
  ['or', 1, or],
  ['equal', 2, same],
  ['different', 3, (a, b) => not(same(a, b))],
] satisfies [string, number, (a: Truth, b: Truth) => Truth][])('%s', (_, how, twin) => {
  fc.assert(
    fc.property(pairs, (rows) => {
      kernel.release(start);
      const [left, right] = [
        writeTruths(
          kernel,
          rows.map(([a]) => a),
        ),
        writeTruths(
          kernel,
          rows.map(([, b]) => b),
        ),
      ];
      const out = kernel.allocate(rows.length);
      kernel.call.joinTruths(left, right, rows.length, how, out);
      expect(readTruths(kernel, out, rows.length)).toEqual(rows.map(([a, b]) => twin(a, b)));
    }),
    runs(300),
  );
});

test('not, is null, true or not', () => {
  const address = writeTruths(kernel, [0, 1, 2, 3]);
  const out = kernel.allocate(16);
  const mapped = [0, 1, 2].map((how) => {
    kernel.call.mapTruths(address, 4, how, out);
    return readTruths(kernel, out, 4);
  });
  expect(mapped).toEqual([
    [1, 0, 2, 3],
    [0, 0, 1, 3],
    [0, 1, 0, 0],
  ]);
});

test('rows of a truth, and those that are open', () => {
  fc.assert(
    fc.property(
      truths,
      truth,
      fc.integer({ min: 0, max: 15 }),
      fc.array(fc.constantFrom<Truth>(0, 1)),
      (rows, wanted, bits, some) => {
        kernel.release(start);
        const n = rows.length;
        const [address, selection, out] = [writeTruths(kernel, rows), kernel.allocate(n * 4), kernel.allocate(n)];
        const count = kernel.call.selectRows(address, n, wanted, selection);
        const expected = rows.flatMap((each, row) => (each === wanted ? [row] : []));
        expect([...kernel.u32(selection, count)]).toEqual(expected);
        const active = rows.map((_, row) => some[row] ?? 1);
        for (const mask of [0, writeTruths(kernel, active)]) {
          kernel.call.openRows(address, n, bits, mask, out);
          const isOpen = (each: Truth, row: number): number =>
            (bits >> each) & (mask === 0 ? 1 : (active[row] as number)) & 1;
          expect(readTruths(kernel, out, n)).toEqual(rows.map(isOpen));
        }
      },
    ),
    runs(500),
  );
});

test('cells as truths, and truths as cells', () => {
  const kinds = [Kind.text, Kind.quoted, Kind.string, Kind.boolean];
  const words = ['true', 'TRUE', 'False', 'false', 'tru', 'truex', 'falsy', '', 'yes'];
  const cells = kinds.flatMap((kind) => words.map((text) => ({ text, kind })));
  const others = [{ text: '1', kind: Kind.number }, { text: '\\u0074rue', kind: Kind.escaped }, SLOW];
  const rows = [...cells, ...others, null];
  const out = kernel.allocate(rows.length + 16);
  kernel.call.cellTruths(writeCells(kernel, rows, 'e'), rows.length, out);
  const expected = cells.map(({ text }) => ({ true: 1, false: 0 })[text.toLowerCase()] ?? 3);
  expect(readTruths(kernel, out, rows.length)).toEqual([...expected, 3, 3, 3, 2]);
  const made = kernel.allocate(4 * 8);
  kernel.call.truthCells(writeTruths(kernel, [0, 1, 2, 3]), 4, made);
  expect(readTexts(kernel, made, 4)).toEqual(['false', 'true', null, 'slow']);
});

const cell = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 5 }).map((text) => ({ text, kind: Kind.text })),
  fc.constantFrom<TextCell | null>(null, SLOW),
);

test('cells: which are null, which are chosen, which are put', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, truth), { minLength: 1, maxLength: 30 }), (rows) => {
      kernel.release(start);
      const n = rows.length;
      const [first, second] = [
        writeCells(
          kernel,
          rows.map(([a]) => a),
        ),
        writeCells(
          kernel,
          rows.map(([, b]) => b),
        ),
      ];
      const texts = (at: 0 | 1): (string | null)[] =>
        rows.map((row) => (row[at] === null ? null : row[at] === SLOW ? 'slow' : String(row[at]?.text)));
      const out = kernel.allocate(n);
      kernel.call.nullCells(first, n, out);
      expect(readTruths(kernel, out, n)).toEqual(texts(0).map((text) => (text === null ? 1 : text === 'slow' ? 3 : 0)));
      const list = kernel.allocate(n * 4);
      const slowCount = kernel.call.slowCells(first, n, list);
      expect([...kernel.u32(list, slowCount)]).toEqual(texts(0).flatMap((text, row) => (text === 'slow' ? [row] : [])));
      kernel.call.putCells(first, n, second);
      const put = texts(0).map((text, row) => text ?? (texts(1)[row] as string | null));
      expect(readTexts(kernel, second, n)).toEqual(put);
      kernel.call.chooseCells(
        writeTruths(
          kernel,
          rows.map(([, , each]) => each),
        ),
        n,
        first,
        second,
      );
      const choose = (each: Truth, row: number): string | null | undefined =>
        each === 3 ? 'slow' : each === 1 ? texts(0)[row] : put[row];
      expect(readTexts(kernel, second, n)).toEqual(rows.map(([, , each], row) => choose(each, row)));
    }),
    runs(500),
  );
});

test('null numbers', () => {
  const [, scales] = writeNumbers(kernel, [{ mantissa: 0n, scale: 0 }, null, 'slow', { mantissa: 1n, scale: 18 }]);
  const out = kernel.allocate(4);
  kernel.call.nullNumbers(scales, 4, out);
  expect(readTruths(kernel, out, 4)).toEqual([0, 1, 3, 0]);
});

test('which kinds of cells there are, and how many bytes they have, of any number of cells', () => {
  const anyCell = fc.record({ text: fc.string({ maxLength: 9 }), kind: fc.integer({ min: 1, max: 15 }) });
  const cells = fc.array(fc.option(anyCell), { maxLength: 24 });
  fc.assert(
    fc.property(cells, fc.nat(0xffff), fc.nat(0xffff), (table, some, others) => {
      kernel.release(start);
      const at = writeCells(kernel, table);
      const kinds = some & others;
      const isThere = table.some((cell) => ((kinds >> (cell?.kind ?? Kind.null)) & 1) === 1);
      expect(kernel.call.hasKinds(at, table.length, kinds)).toBe(Number(isThere));
      const list = kernel.allocate(8);
      kernel.u32(list, 2).set([at, at]);
      const byteLength = table.reduce((sum, cell) => sum + Buffer.byteLength(cell?.text ?? ''), 0);
      expect(kernel.call.cellBytes(list, 2, table.length)).toBe(2 * byteLength);
    }),
    runs(1000),
  );
});
