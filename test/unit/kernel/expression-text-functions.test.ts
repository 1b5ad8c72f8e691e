/** Functions of texts against what JavaScript makes of them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { newNumbers, readNumbers, readTexts, writeText } from '../../helpers/engine/kernel-columns.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { columnOf, type Row, textRows, textsOf } from '../../helpers/engine/text-columns.ts';

const kernel = loadKernel();
const start = kernel.allocate(0);

/** A function of one text by both sides. */
function checkTexts(call: (cells: number, n: number, out: number) => void, apply: (text: string) => string): void {
  fc.assert(
    fc.property(textRows, (column) => {
      kernel.release(start);
      const found = textsOf(kernel, column, (cells, out) => call(cells, column.length, out));
      expect(found).toEqual(column.map((each) => (each === null || each === 'slow' ? each : apply(each))));
    }),
    runs(500),
  );
}

const arenaFor = (n: number): number => kernel.allocate(n * 400);
const isAscii = (each: string): boolean => Buffer.byteLength(each) === each.length;

test('lower, upper', () => {
  const call = (isUpper: number) => (cells: number, n: number, out: number) =>
    void kernel.call.caseTexts(cells, n, isUpper, out, arenaFor(n));
  checkTexts(call(0), (each) => (isAscii(each) ? each.toLowerCase() : 'slow'));
  checkTexts(call(1), (each) => (isAscii(each) ? each.toUpperCase() : 'slow'));
});

test('trim, ltrim, rtrim', () => {
  checkTexts(
    (cells, n, out) => kernel.call.trimTexts(cells, n, 3, out),
    (each) => each.trim(),
  );
  checkTexts(
    (cells, n, out) => kernel.call.trimTexts(cells, n, 1, out),
    (each) => each.trimStart(),
  );
  checkTexts(
    (cells, n, out) => kernel.call.trimTexts(cells, n, 2, out),
    (each) => each.trimEnd(),
  );
});

test('white space is what JavaScript trims', () => {
  kernel.release(start);
  const characters = Array.from({ length: 0xffff }, (_, at) => String.fromCharCode(at + 1)).filter((c) =>
    c.isWellFormed(),
  );
  const column = characters.map((character) => `${character}x`);
  const found = textsOf(kernel, column, (cells, out) => kernel.call.trimTexts(cells, column.length, 3, out));
  expect(found.filter((each, at) => each !== column[at]?.trim())).toEqual([]);
});

test.each([
  [1, -1],
  [1, 0],
  [1, 3],
  [2, 1],
  [5, 40],
  [0, 2],
  [0, -1],
  [-1, -1],
  [-3, 2],
  [-30, 27],
  [40, 1],
  [17, 17],
])('part from %d, %d long', (from, length) => {
  const apply = (each: string): string => {
    const all = [...each];
    const begin = from < 0 ? all.length + from : from - 1;
    const end = length < 0 ? all.length : begin + length;
    return all.slice(Math.max(0, begin), Math.max(0, end)).join('');
  };
  checkTexts((cells, n, out) => kernel.call.partTexts(cells, n, from, length, out), apply);
});

test.each([
  ['a', 'b'],
  ['a', ''],
  ['ab', 'a'],
  ['aa', 'aaa'],
  ['ä', 'x'],
  [' ', '--'],
])('replace %j by %j', (part, other) => {
  const call = (cells: number, n: number, out: number): void => {
    const places = [...writeText(kernel, part), ...writeText(kernel, other)] as [number, number, number, number];
    kernel.call.replaceTexts(cells, n, ...places, out, arenaFor(n));
  };
  checkTexts(call, (each) => each.replaceAll(part, other));
});

test.each([
  [' ', 1],
  [' ', 2],
  [' ', -1],
  [' ', -3],
  ['a', 4],
  ['aa', 2],
  ['ä', -2],
])('split at %j, part %d', (separator, number) => {
  const call = (cells: number, n: number, out: number): void =>
    kernel.call.splitTexts(cells, n, ...writeText(kernel, separator), number, out);
  checkTexts(call, (each) => {
    const parts = each.split(separator);
    return (number < 0 ? parts.at(number) : parts[number - 1]) ?? '';
  });
});

test('lengths', () => {
  fc.assert(
    fc.property(textRows, (column) => {
      kernel.release(start);
      const [cells, out] = [columnOf(kernel, column), newNumbers(kernel, column.length)];
      kernel.call.lengthTexts(cells, column.length, ...out);
      const expected = column.map((each) =>
        each === null || each === 'slow' ? each : { mantissa: BigInt([...each].length), scale: 0 },
      );
      expect(readNumbers(kernel, out, column.length)).toEqual(expected);
    }),
    runs(500),
  );
});

test('joined columns, with and without nulls', () => {
  fc.assert(
    fc.property(textRows, textRows, textRows, fc.boolean(), (a, b, c, skipNulls) => {
      kernel.release(start);
      const n = a.length;
      const columns = [a, b, c].map((column) => a.map((_, at) => column[at % column.length] as Row));
      const list = kernel.allocate(12);
      kernel.u32(list, 3).set(columns.map((column) => columnOf(kernel, column)));
      const out = kernel.allocate(n * 8);
      kernel.call.joinColumns(list, 3, n, Number(skipNulls), out, arenaFor(n * 3));
      const expected = a.map((_, at) => {
        const pieces = columns.map((column) => column[at] as Row);
        if (pieces.includes('slow')) return 'slow';
        return pieces.includes(null) && !skipNulls ? null : pieces.map((each) => each ?? '').join('');
      });
      expect(readTexts(kernel, out, n)).toEqual(expected);
    }),
    runs(500),
  );
});
