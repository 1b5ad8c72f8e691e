/** Computing numbers against plain twins, and quotients against values/ratio.ts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDecimal } from '../../../src/core/decimal.ts';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { newNumbers, readNumbers, readTexts, writeNumbers } from '../../helpers/engine/kernel-columns.ts';
import { fixed, known, pairs } from '../../helpers/engine/random-numbers.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { applied, type Fixed, OF_TWO, quotientText, rounded } from '../../twins/expressions.ts';

const kernel = loadKernel();
const start = kernel.allocate(0);

test.each([
  ['sum', (a, b, n, out) => kernel.call.addNumbers(...a, ...b, n, 0, ...out)],
  ['difference', (a, b, n, out) => kernel.call.addNumbers(...a, ...b, n, 1, ...out)],
  ['product', (a, b, n, out) => kernel.call.multiplyNumbers(...a, ...b, n, ...out)],
  ['rest', (a, b, n, out) => kernel.call.restNumbers(...a, ...b, n, ...out)],
] satisfies [keyof typeof OF_TWO, Call][])('%s', (name, call) => {
  fc.assert(
    fc.property(pairs, (rows) => {
      kernel.release(start);
      const [left, right] = columnsOf(rows);
      const out = newNumbers(kernel, rows.length);
      call(left, right, rows.length, out);
      expect(readNumbers(kernel, out, rows.length)).toEqual(rows.map(([a, b]) => applied(a, b, OF_TWO[name])));
    }),
    runs(600),
  );
});

type Place = [number, number];
type Call = (a: Place, b: Place, rows: number, out: Place) => void;

function columnsOf(rows: readonly (readonly [Fixed, Fixed])[]): [Place, Place] {
  return [
    writeNumbers(
      kernel,
      rows.map(([a]) => a),
    ),
    writeNumbers(
      kernel,
      rows.map(([, b]) => b),
    ),
  ];
}

const usual = fc.record({
  mantissa: fc.oneof(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.integer({ min: -300, max: 300 })).map(BigInt),
  scale: fc.integer({ min: 0, max: 4 }),
});

test('quotients are those of values/ratio.ts, and seldom slow', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(usual, usual), { minLength: 1, maxLength: 40 }), (rows) => {
      for (const [at, found] of divided(rows).entries()) {
        const [a, b] = rows[at] as (typeof rows)[number];
        const ratio = Math.abs(Number(a.mantissa) / 10 ** a.scale / (Number(b.mantissa) / 10 ** b.scale));
        if (b.mantissa === 0n || ratio >= 0.02) expect(found).not.toBe('slow');
        if (found !== 'slow') expect(found).toBe(quotientText(a, b));
      }
    }),
    runs(2000),
  );
});

test('quotients of any numbers are those of values/ratio.ts, or slow', () => {
  fc.assert(
    fc.property(pairs, (rows) => {
      for (const [at, found] of divided(rows).entries()) {
        const [a, b] = rows[at] as (typeof rows)[number];
        const expected = applied(a, b, () => ({ mantissa: 0n, scale: 0 }));
        if (expected === null || expected === 'slow') expect(found).toBe(expected);
        else if (found !== 'slow') expect(found).toBe(quotientText(a as Known, b as Known));
      }
    }),
    runs(1000),
  );
});

type Known = Exclude<Fixed, null | 'slow'>;

/** Texts of the quotients, null, or slow. */
function divided(rows: readonly (readonly [Fixed, Fixed])[]): (string | null)[] {
  kernel.release(start);
  const [left, right] = columnsOf(rows);
  const out = newNumbers(kernel, rows.length);
  kernel.call.divideNumbers(...left, ...right, rows.length, ...out);
  return readNumbers(kernel, out, rows.length).map((each) =>
    each === null || each === 'slow' ? each : formatDecimal(each),
  );
}
const HOW = { round: 0, floor: 1, ceil: 2, whole: 3, abs: 4, negate: 5, sign: 6 } as const;

test.each(['round', 'floor', 'ceil'] as const)('%s', (how) => {
  const decimals = how === 'round' ? fc.integer({ min: -20, max: 20 }) : fc.constant(0);
  fc.assert(
    fc.property(fc.array(fixed, { minLength: 1, maxLength: 30 }), decimals, (rows, to) => {
      const expected = rows.map((row) => (row === null || row === 'slow' ? row : rounded(row, to, how)));
      expect(mapped(rows, HOW[how], to).map(valueOfFixed)).toEqual(expected.map(valueOfFixed));
    }),
    runs(600),
  );
});

test('abs, negate, sign, whole', () => {
  fc.assert(
    fc.property(known, (number) => {
      const { mantissa: m } = number;
      const signed = m < 0n ? -1n : m > 0n ? 1n : 0n;
      expect(mapped([number], HOW.abs, 0)).toEqual([{ ...number, mantissa: m * signed }]);
      expect(mapped([number], HOW.negate, 0)).toEqual([{ ...number, mantissa: -m }]);
      expect(mapped([number], HOW.sign, 0)).toEqual([{ mantissa: signed, scale: 0 }]);
      const unit = 10n ** BigInt(number.scale);
      expect(mapped([number], HOW.whole, 0)).toEqual([m % unit === 0n ? { mantissa: m / unit, scale: 0 } : 'slow']);
    }),
    runs(500),
  );
});

function mapped(rows: readonly Fixed[], how: number, decimals: number): Fixed[] {
  kernel.release(start);
  const [column, out] = [writeNumbers(kernel, rows), newNumbers(kernel, rows.length)];
  kernel.call.mapNumbers(...column, rows.length, how, decimals, ...out);
  return readNumbers(kernel, out, rows.length);
}

function valueOfFixed(number: Fixed): string | null {
  return number === null || number === 'slow' ? number : formatDecimal(number);
}

test('numbers as texts', () => {
  fc.assert(
    fc.property(fc.array(fixed, { minLength: 1, maxLength: 40 }), (rows) => {
      kernel.release(start);
      const column = writeNumbers(kernel, rows);
      const [cells, arena] = [kernel.allocate(rows.length * 8), kernel.allocate(rows.length * 40)];
      kernel.call.numberCells(...column, rows.length, cells, arena);
      expect(readTexts(kernel, cells, rows.length)).toEqual(rows.map(valueOfFixed));
    }),
    runs(2000),
  );
});
