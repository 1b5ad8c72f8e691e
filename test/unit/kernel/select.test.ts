/** Order statistics against sorting: many equal numbers, sorted ones, few and many, the limits of 64 bits. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { runs } from '../../helpers/engine/runs.ts';

const kernel = loadKernel();
const start = kernel.allocate(0);
const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;

function write(numbers: readonly bigint[]): number {
  kernel.release(start);
  const address = kernel.allocate(numbers.length * 8);
  new BigInt64Array(kernel.bytes.buffer, address, numbers.length).set(numbers);
  return address;
}

function read(address: number, count: number): bigint[] {
  return [...new BigInt64Array(kernel.bytes.buffer, address, count)];
}

const sorted = (numbers: readonly bigint[]): bigint[] => [...new BigInt64Array(numbers).sort()];

const number = fc.oneof(
  fc.bigInt(-5n, 5n),
  fc.bigInt(LEAST, GREATEST),
  fc.constantFrom(LEAST, GREATEST, LEAST + 1n, GREATEST - 1n, 0n),
);
const numbers = fc.oneof(
  fc.array(number, { minLength: 1, maxLength: 100 }),
  fc.array(number, { minLength: 1, maxLength: 4000, size: 'max' }),
  fc.array(fc.bigInt(0n, 3n), { minLength: 1, maxLength: 2000, size: 'max' }),
);

describe('selectNumber', () => {
  test('finds the number at a rank, and parts the others there', () =>
    fc.assert(
      fc.property(numbers, fc.nat(), (all, pick) => {
        const rank = pick % all.length;
        const address = write(all);
        const found = kernel.call.selectNumber(address, all.length, rank);
        const moved = read(address, all.length);
        expect(found).toBe(sorted(all)[rank]);
        expect(moved[rank]).toBe(found);
        expect(moved.slice(0, rank).every((before) => before <= found)).toBe(true);
        expect(moved.slice(rank).every((behind) => behind >= found)).toBe(true);
        expect(sorted(moved)).toEqual(sorted(all));
      }),
      runs(400),
    ));

  test('ranks one after another, in any order', () =>
    fc.assert(
      fc.property(numbers, fc.array(fc.nat(), { maxLength: 8 }), (all, picks) => {
        const address = write(all);
        const expected = sorted(all);
        for (const pick of picks) {
          const rank = pick % all.length;
          expect(kernel.call.selectNumber(address, all.length, rank)).toBe(expected[rank]);
        }
      }),
      runs(200),
    ));

  test.each([
    ['rising', (at: number) => at],
    ['falling', (at: number) => -at],
    ['organ pipes', (at: number) => Math.min(at, 300_000 - at)],
    ['saw teeth', (at: number) => at % 1000],
    ['all alike', () => 7],
    ['all alike but one', (at: number) => Number(at === 150_000)],
  ])('is quick whatever the order: %s', (_title, numberAt) => {
    const all = Array.from({ length: 300_001 }, (_, at) => BigInt(numberAt(at)));
    const expected = sorted(all);
    for (const rank of [0, 1, 1000, 150_000, 285_000, 300_000]) {
      const address = write(all);
      const started = performance.now();
      expect(kernel.call.selectNumber(address, all.length, rank)).toBe(expected[rank]);
      // Some milliseconds; a quadratic one would take a minute.
      expect(performance.now() - started).toBeLessThan(1000);
    }
  });
});

test('leastNumber and countBelow are what they say', () =>
  fc.assert(
    fc.property(numbers, number, (all, value) => {
      const address = write(all);
      expect(kernel.call.leastNumber(address, all.length)).toBe(sorted(all)[0]);
      expect(kernel.call.countBelow(address, all.length, value)).toBe(all.filter((each) => each < value).length);
    }),
    runs(200),
  ));
