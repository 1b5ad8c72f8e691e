/** HyperLogLog: merging is uniting, order does not show, and the error is what is stated. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateCount, mergeRegisters, noteHash, REGISTER_COUNT } from '../../../src/engine/values/hyperloglog.ts';
import { runs } from '../../helpers/engine/runs.ts';

function registersOf(values: Iterable<string | number>): Uint8Array {
  const registers = new Uint8Array(REGISTER_COUNT);
  for (const value of values) {
    const hash = createHash('md5').update(String(value)).digest();
    noteHash(registers, hash.readUInt32LE(0), hash.readUInt32LE(4));
  }
  return registers;
}

function merged(...all: readonly Uint8Array[]): Uint8Array {
  const registers = new Uint8Array(REGISTER_COUNT);
  for (const each of all) mergeRegisters(registers, each);
  return registers;
}

function numbers(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

const texts = fc.array(fc.string({ maxLength: 3 }), { maxLength: 60 });

describe('registers', () => {
  test('of a union are the merged registers, in any order and grouping', () =>
    fc.assert(
      fc.property(texts, texts, texts, (a, b, c) => {
        const [x, y, z] = [registersOf(a), registersOf(b), registersOf(c)];
        const whole = registersOf([...c, ...a, ...b, ...a]);
        expect(merged(x, y, z)).toEqual(whole);
        expect(merged(merged(z, y), x)).toEqual(whole);
        expect(merged(x, merged())).toEqual(x);
        expect(merged(x, x)).toEqual(x);
      }),
      runs(100),
    ));

  test.each([
    ['the first register, no zeros', 0x00020000, 0, 0, 1],
    ['the last register, 17 zeros', 0xfffc0001, 0, 16383, 18],
    ['zeros that go on in the lower half', 0xfffc0000, 0x80000000, 16383, 19],
    ['nothing but zeros', 0, 0, 0, 51],
    ['a one at the end', 0, 1, 0, 50],
  ])('%s', (_title, high, low, index, run) => {
    const registers = new Uint8Array(REGISTER_COUNT);
    noteHash(registers, high, low);
    expect([registers[index], registers.reduce((sum, each) => sum + each)]).toEqual([run, run]);
  });

  test('keep their longest run', () => {
    const registers = new Uint8Array(REGISTER_COUNT);
    for (const high of [0x00010000, 0x00000001, 0x00020000]) noteHash(registers, high, 0);
    expect(registers[0]).toBe(18);
  });
});

describe('estimates', () => {
  test('of nothing and of little are exact', () => {
    for (const count of [0, 1, 2, 3, 10, 50]) expect(estimateCount(registersOf(numbers(0, count)))).toBe(count);
  });

  test.each([100, 1000, 10_000, 40_000, 60_000, 100_000, 300_000])(
    'of %i are off by less than 4 standard errors',
    (count) => {
      const error = estimateCount(registersOf(numbers(7, count))) / count - 1;
      expect(Math.abs(error)).toBeLessThan(4 * 0.0081);
    },
  );

  test('err by 0.81 % on average, and to neither side', () => {
    const [count, rounds] = [30_000, 24];
    const errors = numbers(0, rounds).map((round) => {
      return estimateCount(registersOf(numbers(round * count, count))) / count - 1;
    });
    const mean = errors.reduce((sum, error) => sum + error) / rounds;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / rounds);
    expect(Math.abs(mean)).toBeLessThan(0.006);
    expect(deviation).toBeGreaterThan(0.004);
    expect(deviation).toBeLessThan(0.0125);
  });

  test('of full registers are finite and large', () => {
    expect(estimateCount(new Uint8Array(REGISTER_COUNT).fill(50))).toBeGreaterThan(2 ** 60);
    expect(estimateCount(new Uint8Array(REGISTER_COUNT).fill(51))).toBe(Infinity);
  });
});
