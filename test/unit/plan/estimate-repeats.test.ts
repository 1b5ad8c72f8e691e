/** How many rows a key has, by a few places of the input. */
import { describe, expect, test } from 'vitest';
import { estimateRepeats } from '../../../src/plan/estimate-repeats.ts';

const ROWS = 2_000_000;
const PLACES = 8;
const PLACE_ROWS = 2000;

/** Of an input whose row has that key. */
function estimated(keyOf: (row: number) => string, rows = ROWS): number | undefined {
  const places = Array.from({ length: PLACES }, (_, place) => {
    const start = Math.floor((rows * place) / PLACES);
    return Array.from({ length: Math.min(PLACE_ROWS, rows / PLACES) }, (_, at) => keyOf(start + at));
  });
  return estimateRepeats(places, rows);
}

/** A number below `below`, as if by chance. */
function hashed(row: number, below: number): number {
  let x = Math.imul(row ^ (row >>> 16), 0x45d9f3b);
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  return ((x ^ (x >>> 16)) >>> 0) % below;
}

describe('keys that stand anywhere', () => {
  test.each([4, 16, 100, 10_000])('%i rows each', (repeats) => {
    const found = estimated((row) => `${hashed(row, ROWS / repeats)}`) ?? 0;
    expect(found / repeats).toBeGreaterThan(0.6);
    expect(found / repeats).toBeLessThan(1.6);
  });

  test('one row each', () => {
    expect(estimated(String)).toBe(1);
  });

  test('two values', () => {
    expect((estimated((row) => `${hashed(row, 2)}`) ?? 0) / (ROWS / 2)).toBeCloseTo(1, 2);
  });
});

describe('keys that stand together', () => {
  test.each([2, 7, 50])('%i rows each', (repeats) => {
    const found = estimated((row) => `${Math.floor(row / repeats)}`) ?? 0;
    expect(found / repeats).toBeGreaterThan(0.9);
    expect(found / repeats).toBeLessThan(1.1);
  });

  test('one of all', () => {
    expect((estimated(() => 'same') ?? 0) / ROWS).toBeCloseTo(1, 2);
  });
});

test('a small input is known as a whole', () => {
  expect(estimated((row) => `${row % 100}`, 800)).toBeCloseTo(8, 0);
});

test('of nothing nothing is known', () => {
  expect(estimateRepeats([], 0)).toBeUndefined();
  expect(estimateRepeats([[], []], 100)).toBeUndefined();
});
