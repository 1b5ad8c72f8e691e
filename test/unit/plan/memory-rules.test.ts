/** How large a partition may be: as much as is said, less where its rows are held, and a share of the memory. */
import { expect, test } from 'vitest';
import { largestChunk } from '../../../src/plan/memory-rules.ts';

const MIB = 1024 ** 2;

test.each([
  ['an aggregate', undefined, 2, false, 16 * MIB],
  ['rows that pass', undefined, 2, true, 8 * MIB],
  ['much memory', 4096 * MIB, 2, true, 8 * MIB],
  ['little memory', 64 * MIB, 2, true, 4 * MIB],
  ['little memory for many', 64 * MIB, 8, false, MIB],
  ['next to no memory', 1024, 2, true, 65_536],
] as const)('%s', (_title, limitBytes, processes, passesRows, expected) => {
  expect(largestChunk(limitBytes, processes, passesRows)).toBe(expected);
});
