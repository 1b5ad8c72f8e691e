/** The hash table of joins against a Map: full buckets, keys whose lengths are around those that are compared at once. */
import { describe, expect, test } from 'vitest';
import { BATCH_ROWS } from '../../../src/engine/formats/reader.ts';
import { JoinTable } from '../../../src/engine/joining/join-table.ts';
import { KeyLookup } from '../../../src/engine/joining/key-lookup.ts';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { cellsOf, textCell } from '../../helpers/engine/joins.ts';
import { writeCells } from '../../helpers/engine/kernel-cells.ts';

const kernel = loadKernel();
const start = kernel.allocate(0);
/** As many as buckets are made for: some of them run over. */
const FULL = 5 << 13;
const NONE = 0xffffffff;

function tableOf(keys: readonly string[], how: 'inner' | 'right'): JoinTable {
  const table = new JoinTable(kernel, { how, rightKeys: [1], nullsEqual: false, rightColumnCount: 3 });
  const bytes = cellsOf(keys.map((key, at) => [textCell(`${at}`), textCell(key), null]));
  table.load([
    { byteLength: bytes.length, read: (target, from) => void target.set(bytes.subarray(from, from + target.length)) },
  ]);
  return table;
}

/** The numbers of the rows with each of these keys. */
function lookUp(table: JoinTable, keys: readonly string[]): number[][] {
  const lookup = new KeyLookup(kernel, [0]);
  const room = kernel.allocate(3 * BATCH_ROWS * 8);
  const columns = kernel.allocate(12);
  kernel.u32(columns, 3).set([0, 1, 2].map((column) => room + column * BATCH_ROWS * 8));
  const pairs = kernel.allocate(2 * BATCH_ROWS * 4 + 12);
  const state = pairs + 2 * BATCH_ROWS * 4;
  const rows: number[][] = keys.map(() => []);
  for (let from = 0; from < keys.length; from += BATCH_ROWS) {
    const some = keys.slice(from, from + BATCH_ROWS);
    const cells = writeCells(kernel, some.map(textCell));
    const batch = { rows: some.length, cells: [cells], textBytes: 0, byteOf: () => 0 };
    lookup.find({ batch, quote: 0, fileName: '' }, table);
    kernel.u32(state, 3).fill(0);
    for (;;) {
      const room = [state, pairs, pairs + BATCH_ROWS * 4, BATCH_ROWS] as const;
      const count = kernel.call.joinPairs(table.description, lookup.found, some.length, 0, ...room);
      if (count === 0) break;
      kernel.call.joinCells(pairs + BATCH_ROWS * 4, count, columns, 3);
      for (const [at, left] of kernel.u32(pairs, count).entries())
        (rows[from + left] as number[]).push(numberAt(kernel.u32(columns, 1)[0] as number, at));
    }
  }
  return rows;
}

function numberAt(cells: number, row: number): number {
  const [address = 0, head = 0] = kernel.u32(cells + row * 8, 2);
  return Number(Buffer.from(kernel.bytes.subarray(address, address + (head & 0xfffffff))).toString());
}

function expectLikeMap(rights: readonly string[], lefts: readonly string[]): void {
  const rowsOf = Map.groupBy(rights.keys(), (row) => rights[row] as string);
  for (const how of ['inner', 'right'] as const) {
    kernel.release(start);
    const table = tableOf(rights, how);
    expect([table.rowCount, table.keyCount, table.repeatCount]).toEqual([
      rights.length,
      rowsOf.size,
      rights.length - rowsOf.size,
    ]);
    expect(lookUp(table, lefts)).toEqual(lefts.map((key) => rowsOf.get(key) ?? []));
  }
}

describe('keys are found, and others are not', () => {
  const key = (number: number): string => `${(number * 7919) % 1_000_003}`;

  test('in full buckets', () => {
    const rights = Array.from({ length: FULL }, (_, row) => key(row));
    expectLikeMap(
      rights,
      Array.from({ length: 2 * FULL }, (_, row) => key(row * 3)),
    );
  });

  test('where a few repeat', () => {
    const rights = Array.from({ length: FULL }, (_, row) => key(row % 1000 === 0 ? (row % 7000) + 1 : row));
    expectLikeMap(
      rights,
      Array.from({ length: FULL }, (_, row) => key(row)),
    );
    const [first = ''] = rights;
    expectLikeMap([...rights, ...Array<string>(2000).fill(first)], [first, key(FULL)]);
  });

  test('where they repeat', () => {
    const rights = Array.from({ length: FULL }, (_, row) => key(row % (FULL - 100)));
    expectLikeMap(
      rights,
      Array.from({ length: FULL }, (_, row) => key(FULL - row)),
    );
    const few = Array.from({ length: 3000 }, (_, row) => key(row % 7));
    expectLikeMap(
      few,
      Array.from({ length: 20 }, (_, row) => key(row)),
    );
  });

  test('of any length', () => {
    const lengths = [0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 100];
    const rights = lengths.flatMap((length) => ['', 'a', 'b', '\0'].map((end) => 'x'.repeat(length) + end));
    const lefts = lengths.flatMap((length) => ['', 'a', 'c', '\0', '\0\0'].map((end) => 'x'.repeat(length) + end));
    expectLikeMap([...new Set(rights)], lefts);
    expectLikeMap(rights, lefts);
  });

  test('where there are no rows', () => expectLikeMap([], ['', 'a']));
});

test.each(['inner', 'right'] as const)('rows that come in pieces are held as those that come at once, %s', (how) => {
  kernel.release(start);
  const table = new JoinTable(kernel, { how, rightKeys: [1], nullsEqual: false, rightColumnCount: 3 });
  // The second is larger than all that there was room for, again and again; the third fits where it was.
  for (const count of [10, 150_000, 40_000, 0, 1]) {
    const keys = Array.from({ length: count }, (_, row) => `key ${(row * 7919) % 100_003}`);
    table.fill((append) => {
      for (let from = 0; from < count; from += 777) {
        const rows = keys.slice(from, from + 777).map((key, at) => [textCell(`${from + at}`), textCell(key), null]);
        const bytes = cellsOf(rows);
        append(bytes.length, (target) => target.set(bytes));
      }
    });
    const rowsOf = Map.groupBy(keys.keys(), (row) => keys[row] as string);
    expect([table.rowCount, table.keyCount]).toEqual([count, rowsOf.size]);
    const lefts = Array.from({ length: 3000 }, (_, at) => `key ${at * 41}`);
    expect(lookUp(table, lefts)).toEqual(lefts.map((key) => rowsOf.get(key) ?? []));
  }
});

test('more than the kernel can hold is said to be the right side of a join', () => {
  kernel.release(start);
  const join = { how: 'inner', rightKeys: [0], nullsEqual: false, rightColumnCount: 1 } as const;
  const load = () => new JoinTable(kernel, join).load([{ byteLength: 5e9, read: () => {} }]);
  expect(load).toThrow('out of memory: a join cannot hold a right side of 5 GB');
});

test('places that were found are those of the first rows', () => {
  kernel.release(start);
  const table = tableOf(['a', 'b', 'a'], 'right');
  const lookup = new KeyLookup(kernel, [0]);
  const cells = writeCells(kernel, ['b', 'a', 'c'].map(textCell));
  const batch = { rows: 3, cells: [cells], textBytes: 0, byteOf: () => 0 };
  expect(lookup.find({ batch, quote: 0, fileName: '' }, table)).toBe(2);
  expect([...kernel.u32(lookup.found, 3)]).toEqual([2, 0, NONE]);
});
