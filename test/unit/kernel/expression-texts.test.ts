/** Comparing and finding texts against plain twins: all lengths around a vector, at every offset. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writePlaces, writeTextList } from '../../../src/engine/expressions/vector/constants.ts';
import { Context } from '../../../src/engine/expressions/vector/context.ts';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { writeText } from '../../helpers/engine/kernel-columns.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { columnOf, type Row, text, textRows, truthsOf } from '../../helpers/engine/text-columns.ts';
import { matches, tested } from '../../twins/expressions.ts';

const kernel = loadKernel();
const start = kernel.allocate(0);

const byteOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const OUTCOMES = [1, 2, 3, 4, 5, 6];
const holds = (outcomes: number, sign: number): boolean => ((outcomes >> (sign + 1)) & 1) === 1;

test.each(OUTCOMES)('comparisons: outcomes %d', (outcomes) => {
  fc.assert(
    fc.property(textRows, textRows, text, (column, more, constant) => {
      kernel.release(start);
      const n = column.length;
      const place = writeText(kernel, constant);
      expect(
        truthsOf(kernel, column, (cells, out) => kernel.call.compareTextsTo(cells, n, ...place, outcomes, out)),
      ).toEqual(column.map((each) => tested(each, constant, (a, b) => holds(outcomes, byteOrder(a, b)))));
      const others = column.map((_, at) => more[at % more.length] as Row);
      const right = columnOf(kernel, others);
      expect(
        truthsOf(kernel, column, (cells, out) => kernel.call.compareTexts(cells, right, n, outcomes, out)),
      ).toEqual(column.map((each, at) => tested(each, others[at] as Row, (a, b) => holds(outcomes, byteOrder(a, b)))));
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
    const found = truthsOf(kernel, column, (cells, out) =>
      kernel.call.compareTextsTo(cells, column.length, ...place, 2, out),
    );
    expect(found).toEqual(column.map((each) => Number(each === same)));
  }
});

test('lists, short and long', () => {
  fc.assert(
    fc.property(
      textRows,
      fc.array(text, { minLength: 1, maxLength: 30 }),
      fc.constantFrom(0, 2),
      (column, list, miss) => {
        kernel.release(start);
        const some = [...list, ...column.slice(0, 2).filter((each) => each !== null)];
        const places = writeTextList(
          new Context(kernel, { now: '', columnName: String, loaded: () => undefined }),
          some,
        );
        const found = truthsOf(kernel, column, (cells, out) =>
          kernel.call.inTexts(cells, column.length, ...places, miss, out),
        );
        const isIn = column.map((each) => tested(each, '', (a) => some.includes(a)));
        expect(found).toEqual(isIn.map((truth) => (truth === 0 ? miss : truth)));
      },
    ),
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
      const found = truthsOf(kernel, column, (cells, out) =>
        kernel.call.containTexts(cells, column.length, ...place, out),
      );
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
        const found = truthsOf(kernel, column, (cells, out) =>
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
      expect(
        truthsOf(kernel, texts, (cells, out) => kernel.call.sequenceTexts(cells, n, parts, all.length, out)),
      ).toEqual(expected);
      if (middle.length > 0) return;
      const frame = [...context.text(first), ...context.text(last)] as [number, number, number, number];
      expect(truthsOf(kernel, texts, (cells, out) => kernel.call.frameTexts(cells, n, ...frame, out))).toEqual(
        expected,
      );
    }),
    runs(2000),
  );
});
