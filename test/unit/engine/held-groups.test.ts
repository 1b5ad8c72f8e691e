/** When groups are too much to hold: by how often those of the rows so far came again. */
import { describe, expect, test } from 'vitest';
import { isTooMuch } from '../../../src/engine/sinks/held-groups.ts';

const MIB = 1024 ** 2;
const MEMORY = { groupBytes: 32 * MIB, mostGroupBytes: 512 * MIB };
const GROUP_BYTES = 80;

/** Rows that belong to any of so many groups, when they have reached so many bytes. */
function rowsOf(groups: number, byteLength: number) {
  const groupCount = byteLength / GROUP_BYTES;
  const rowCount = -groups * Math.log(1 - groupCount / groups);
  return { byteLength, groupCount, rowCount };
}

describe('groups', () => {
  test('are held up to what is given without question', () => {
    const held = { byteLength: 32 * MIB, groupCount: 400_000, rowCount: 400_000 };
    expect(isTooMuch(held, MEMORY.groupBytes, MEMORY)).toBe(false);
  });

  test('that hardly ever come again are put aside', () => {
    for (const groups of [3_000_000, 10_000_000, 1e9])
      expect(isTooMuch(rowsOf(groups, 33 * MIB), MEMORY.groupBytes, MEMORY), `${groups}`).toBe(true);
    const held = { byteLength: 33 * MIB, groupCount: 400_000, rowCount: 400_000 };
    expect(isTooMuch(held, MEMORY.groupBytes, MEMORY)).toBe(true);
  });

  test('that will fit into four times as much are held until they do not', () => {
    for (const groups of [600_000, 1_000_000, 1_400_000])
      for (const bytes of [33 * MIB, 40 * MIB])
        expect(isTooMuch(rowsOf(groups, bytes), MEMORY.groupBytes, MEMORY), `${groups}`).toBe(false);
  });

  test('of which most rows are the second or a later one are held up to a limit', () => {
    const held = { byteLength: 500 * MIB, groupCount: 6_000_000, rowCount: 12_000_000 };
    expect(isTooMuch(held, MEMORY.groupBytes, MEMORY)).toBe(false);
    expect(isTooMuch({ ...held, byteLength: 513 * MIB }, MEMORY.groupBytes, MEMORY)).toBe(true);
  });

  test('are not held beyond the limit of a run, whatever is expected of them', () => {
    const memory = { groupBytes: MIB, mostGroupBytes: MIB };
    expect(isTooMuch(rowsOf(20_000, 1.2 * MIB), memory.groupBytes, memory)).toBe(true);
  });
});
