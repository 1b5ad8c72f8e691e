/** Comparing, finding, cutting and joining texts against plain twins: all lengths around a vector, at every offset. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writePlaces, writeTextList } from '../../../src/engine/expressions/vector/constants.ts';
import { Context } from '../../../src/engine/expressions/vector/context.ts';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import { type TextCell, writeCells } from '../../helpers/engine/kernel-cells.ts';
import { newNumbers, readNumbers, readTexts, readTruths, writeText } from '../../helpers/engine/kernel-columns.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { matches, tested } from '../../twins/expressions.ts';

const kernel = loadKernel();
const start = kernel.allocate(0);
const SLOW: TextCell = { text: '', kind: 15 };

const ascii = fc.string({ unit: fc.constantFrom('a', 'b', 'Z', ' ', '\0'), maxLength: 40 });
const unicode = fc.string({ unit: fc.constantFrom('a', 'ä', 'K', '€', '😀', '\u00a0', '\u3000', ' '), maxLength: 24 });
const text = fc.oneof(ascii, unicode, fc.constantFrom('', 'a', 'ab', 'aaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaab'));
const row = fc.oneof({ weight: 9, arbitrary: text }, { weight: 1, arbitrary: fc.constantFrom(null, 'slow' as const) });
const rows = fc.array(row, { minLength: 1, maxLength: 20 });
type Row = string | null;

function columnOf(column: readonly Row[]): number {
  return writeCells(
    kernel,
    column.map((each) => (each === null ? null : each === 'slow' ? SLOW : { text: each, kind: Kind.text })),
    'a',
  );
}

function truthsOf(column: readonly Row[], call: (cells: number, out: number) => void): number[] {
  const [cells, out] = [columnOf(column), kernel.allocate(column.length)];
  call(cells, out);
  return readTruths(kernel, out, column.length);
}

function textsOf(column: readonly Row[], call: (cells: number, out: number) => void): Row[] {
  const [cells, out] = [columnOf(column), kernel.allocate(column.length * 8)];
  call(cells, out);
  return readTexts(kernel, out, column.length);
}

const byteOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const OUTCOMES = [1, 2, 3, 4, 5, 6];
const holds = (outcomes: number, sign: number): boolean => ((outcomes >> (sign + 1)) & 1) === 1;

test.each(OUTCOMES)('comparisons: outcomes %d', (outcomes) => {
  fc.assert(
    fc.property(rows, rows, text, (column, more, constant) => {
      kernel.release(start);
      const n = column.length;
      const place = writeText(kernel, constant);
      expect(truthsOf(column, (cells, out) => kernel.call.compareTextsTo(cells, n, ...place, outcomes, out))).toEqual(
        column.map((each) => tested(each, constant, (a, b) => holds(outcomes, byteOrder(a, b)))),
      );
      const others = column.map((_, at) => more[at % more.length] as Row);
      const right = columnOf(others);
      expect(truthsOf(column, (cells, out) => kernel.call.compareTexts(cells, right, n, outcomes, out))).toEqual(
        column.map((each, at) => tested(each, others[at] as Row, (a, b) => holds(outcomes, byteOrder(a, b)))),
      );
    }),
    runs(300),
  );
});

test('equal and unequal at every length', () => {
  for (let length = 0; length <= 40; length++) {
    kernel.release(start);
    const same = 'a'.repeat(length);
    const others = Array.from({ length }, (_, at) => `${'a'.repeat(at)}b${'a'.repeat(length - at - 1)}`);
    const column = [same, ...others, `${same}a`, same.slice(1)];
    const place = writeText(kernel, same);
    const found = truthsOf(column, (cells, out) => kernel.call.compareTextsTo(cells, column.length, ...place, 2, out));
    expect(found).toEqual(column.map((each) => Number(each === same)));
  }
});

test('lists, short and long', () => {
  fc.assert(
    fc.property(rows, fc.array(text, { minLength: 1, maxLength: 30 }), fc.constantFrom(0, 2), (column, list, miss) => {
      kernel.release(start);
      const some = [...list, ...column.slice(0, 2).filter((each) => each !== null)];
      const places = writeTextList(new Context(kernel, { now: '', columnName: String, loaded: () => undefined }), some);
      const found = truthsOf(column, (cells, out) => kernel.call.inTexts(cells, column.length, ...places, miss, out));
      const isIn = column.map((each) => tested(each, '', (a) => some.includes(a)));
      expect(found).toEqual(isIn.map((truth) => (truth === 0 ? miss : truth)));
    }),
    runs(1000),
  );
});

test('a part is found at every offset, and not behind the end', () => {
  for (const part of ['x', 'xy', 'xay', 'x'.repeat(16), `x${'y'.repeat(20)}`]) {
    for (let length = 0; length <= 40; length++) {
      kernel.release(start);
      const hidden = Array.from(
        { length: length + 1 },
        (_, at) => 'x'.repeat(at % 3).padStart(at, 'a') + part + 'a'.repeat(length - at),
      );
      const column = [...hidden, 'a'.repeat(length), part.slice(0, -1), `a${part.slice(1)}`];
      const place = writeText(kernel, part);
      const found = truthsOf(column, (cells, out) => kernel.call.containTexts(cells, column.length, ...place, out));
      expect(found).toEqual(column.map((each) => Number(each.includes(part))));
    }
  }
});

const unit = fc.constantFrom('a', 'b', 'ä', '😀', null, undefined);

test('patterns', () => {
  const short = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '😀'), maxLength: 12 });
  fc.assert(
    fc.property(
      fc.array(short, { minLength: 1, maxLength: 12 }),
      fc.array(unit, { maxLength: 7 }),
      (column, pattern) => {
        kernel.release(start);
        const units = pattern.flatMap((each) =>
          each === null ? [256] : each === undefined ? [257] : [...Buffer.from(each)],
        );
        const [address] = [kernel.allocate(units.length * 2)];
        kernel.bytes.set(new Uint8Array(Uint16Array.from(units).buffer), address);
        const found = truthsOf(column, (cells, out) =>
          kernel.call.matchTexts(cells, column.length, address, units.length, out),
        );
        expect(found).toEqual(column.map((each) => Number(matches([...each], pattern))));
      },
    ),
    runs(3000),
  );
});

test('sequences of parts', () => {
  const part = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 });
  const column = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 20 }), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(column, part, part, fc.array(part.filter((each) => each !== '')), (texts, first, last, middle) => {
      kernel.release(start);
      const all = [first, ...middle, last];
      const pattern = all.flatMap((each, at) => (at === 0 ? [...each] : [undefined, ...each]));
      const expected = texts.map((each) => Number(matches([...each], pattern)));
      const context = new Context(kernel, { now: '', columnName: String, loaded: () => undefined });
      const parts = writePlaces(
        context,
        all.map((each) => context.text(each)),
      );
      const n = texts.length;
      expect(truthsOf(texts, (cells, out) => kernel.call.sequenceTexts(cells, n, parts, all.length, out))).toEqual(
        expected,
      );
      if (middle.length > 0) return;
      const frame = [...context.text(first), ...context.text(last)] as [number, number, number, number];
      expect(truthsOf(texts, (cells, out) => kernel.call.frameTexts(cells, n, ...frame, out))).toEqual(expected);
    }),
    runs(2000),
  );
});

/** A function of one text by both sides. */
function checkTexts(call: (cells: number, n: number, out: number) => void, apply: (text: string) => string): void {
  fc.assert(
    fc.property(rows, (column) => {
      kernel.release(start);
      const found = textsOf(column, (cells, out) => call(cells, column.length, out));
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
  const found = textsOf(column, (cells, out) => kernel.call.trimTexts(cells, column.length, 3, out));
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
    fc.property(rows, (column) => {
      kernel.release(start);
      const [cells, out] = [columnOf(column), newNumbers(kernel, column.length)];
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
    fc.property(rows, rows, rows, fc.boolean(), (a, b, c, skipNulls) => {
      kernel.release(start);
      const n = a.length;
      const columns = [a, b, c].map((column) => a.map((_, at) => column[at % column.length] as Row));
      const list = kernel.allocate(12);
      kernel.u32(list, 3).set(columns.map(columnOf));
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
