/** Rows in runs, merged in ranges of any size: what a plain array makes of them, no row lost and none doubled. */
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { loadKernel, returnKernel } from '../../../../src/engine/kernel.ts';
import { KeyColumns } from '../../../../src/engine/sorting/key-columns.ts';
import { inOrder, SharedRuns } from '../../../../src/engine/sorting/row-sorter.ts';
import { RunMerger } from '../../../../src/engine/sorting/run-merger.ts';
import { Kind } from '../../../../src/engine/values/cells.ts';
import { writeCells } from '../../../helpers/engine/kernel-cells.ts';
import { runs } from '../../../helpers/engine/runs.ts';
import { type Partitions, plainlySorted, type Sorting, TestSorter } from '../../../helpers/engine/sorted-rows.ts';
import { TemporaryFiles } from '../../../helpers/engine/temporary-files.ts';
import { openDescriptors } from '../../../helpers/run/process-tree.ts';

const files = new TemporaryFiles();
let kernel = loadKernel();
const descriptors = openDescriptors();
afterEach(() => expect(openDescriptors()).toBeLessThanOrEqual(descriptors));
afterEach(() => {
  returnKernel(kernel);
  kernel = loadKernel();
});
afterAll(() => files.remove());

const long = 'x'.repeat(20_000);
/** Keys, some of them so long that a row is several blocks. */
const KEYS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  random: fc.oneof(fc.integer({ min: -99, max: 99 }).map(String), fc.string({ maxLength: 9 })),
  skewed: fc.oneof({ weight: 9, arbitrary: fc.constant('often') }, { weight: 1, arbitrary: fc.integer().map(String) }),
  constant: fc.constant('same'),
  'few and long': fc.constantFrom(`${long}a`, `${long}b`, long, 'a', '7'),
};
const memory = fc.record({
  sortBytes: fc.constantFrom(1, 200, 2000, 1e6),
  heldBytes: fc.constantFrom(0, 100, 5000, 1e6),
  rangeBytes: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 30_000 })),
});
const sorting: fc.Arbitrary<Sorting> = fc.record({
  isUnique: fc.boolean(),
  limit: fc.option(fc.nat(12), { nil: undefined }),
  memory,
});

function partitionsOf(key: fc.Arbitrary<string>): fc.Arbitrary<Partitions> {
  return fc.array(fc.array(fc.array(key, { minLength: 1, maxLength: 12 }), { maxLength: 4 }), { maxLength: 5 });
}

describe.each(Object.keys(KEYS))('keys %s', (name) => {
  const partitions = partitionsOf(KEYS[name] as fc.Arbitrary<string>);

  test('are sorted by one process', () => {
    fc.assert(
      fc.property(partitions, sorting, (all, how) => {
        kernel.recycle();
        const made = new TestSorter(kernel, files.directory, how);
        for (const [p, batches] of all.entries()) made.add(p, batches);
        expect(made.merged() === plainlySorted(all, how)).toBe(true);
        made.sorter.close();
        expect(readdirSync(files.directory).filter((each) => each !== 'shared')).toEqual([]);
      }),
      runs(80),
    );
  });

  test('are merged range by range from the runs of several', () => {
    fc.assert(
      fc.property(partitions, sorting, fc.array(fc.nat(2), { minLength: 5, maxLength: 5 }), (all, how, owners) => {
        kernel.recycle();
        const { limit: _, ...whole } = how;
        const sorters = [0, 1, 2].map(() => new TestSorter(kernel, `${files.directory}/shared`, whole, false));
        for (const [p, batches] of all.entries()) sorters[owners[p] as number]?.add(p, batches);
        const states = sorters.map(({ sorter }) => sorter.handOver());
        const shared = new SharedRuns(states);
        const merger = new RunMerger(kernel, inOrder(shared.sources), how.isUnique);
        const bounds = merger.bounds(how.memory.rangeBytes);
        const ranges = Array.from({ length: bounds.length + 1 }, (_, range) => {
          const rows = merger.rows(merger.range(bounds[range - 1], bounds[range]));
          return Array.from(rows, (text) => Buffer.from(text).toString()).join('');
        });
        expect(ranges.join('') === plainlySorted(all, whole)).toBe(true);
        shared.close();
        for (const { sorter } of sorters) sorter.close();
      }),
      runs(40),
    );
  });
});

describe('a value that nearly all rows have', () => {
  const batch = (p: number): string[][] => Array.from({ length: 4 }, (_, b) => Array(2000).fill(b === p ? 'a' : 'b'));
  const how: Sorting = { isUnique: false, memory: { sortBytes: 1e6, heldBytes: 1e6, rangeBytes: 100_000 } };

  test('is shared out: no range is much larger than the others', () => {
    const made = new TestSorter(kernel, `${files.directory}/shared`, how, false);
    const all = [0, 1, 2, 3].map(batch);
    for (const [p, batches] of all.entries()) made.add(p, batches);
    const shared = new SharedRuns([made.sorter.handOver()]);
    const merger = new RunMerger(kernel, shared.sources, false);
    const bounds = merger.bounds(how.memory.rangeBytes);
    const counts = [...bounds, undefined].map((upper, at) => merger.range(bounds[at - 1], upper).count);
    expect(counts.length).toBeGreaterThan(8);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(32_000);
    expect(Math.max(...counts)).toBeLessThan((3 * 32_000) / counts.length);
    shared.close();
    made.sorter.close();
  });

  test.each([
    ['sorted', (at: number) => at],
    ['reversed', (at: number) => 24_000 - at],
  ] as const)('does as well as rows that come %s', (_title, keyAt) => {
    const rows = Array.from({ length: 24_000 }, (_, at) => String(keyAt(at)));
    const all = [0, 1, 2, 3].map((p) => [0, 2000, 4000].map((b) => rows.slice(p * 6000 + b, p * 6000 + b + 2000)));
    const made = new TestSorter(kernel, files.directory, how);
    for (const [p, batches] of all.entries()) made.add(p, batches);
    expect(made.merged() === plainlySorted(all, how)).toBe(true);
    made.sorter.close();
  });
});

test('after a sorter is cleared, it has nothing of what was there before', () => {
  const how: Sorting = { isUnique: false, limit: 2, memory: { sortBytes: 100, heldBytes: 50, rangeBytes: 60 } };
  const made = new TestSorter(kernel, files.directory, how);
  made.add(0, [['a', 'b', 'c', 'a', 'b', 'c']]);
  made.sorter.clear();
  const all = [[['z', 'y', 'x', 'y']], [['w', 'y']]];
  for (const [p, batches] of all.entries()) made.add(p, batches);
  expect(made.merged()).toBe(plainlySorted(all, how));
  made.sorter.close();
});

test('keys have the room that was asked for, also where numbers in texts count', () => {
  const texts = ['1\0'.repeat(400), '1\x01'.repeat(400), '\0'.repeat(400), '1'.repeat(400)];
  for (const values of ['any', 'text', 'natural', 'number'] as const) {
    const columns = new KeyColumns(kernel, [{ column: 0, isDescending: false, nullsFirst: false, values }]);
    const cells = writeCells(
      kernel,
      texts.map((text) => ({ text, kind: Kind.text })),
    );
    const batch = { rows: texts.length, cells: [cells], textBytes: 2000, byteOf: () => 0 };
    const room = columns.take({ batch, quote: 0, fileName: '' });
    const [lengths, entries, records] = [kernel.allocate(64), kernel.allocate(64), kernel.allocate(room + 9999)];
    expect(columns.write({ text: 0, lengths, entries, records }) - records).toBeLessThanOrEqual(room);
  }
});
