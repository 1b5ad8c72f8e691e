/** Tables of cells as they are written: which starts of rows they know. */
import { statSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { inputOfTable, TableFile } from '../../../src/engine/io/table-file.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import { planPartitions } from '../../../src/plan/partitions.ts';
import { readTable } from '../../helpers/engine/read-table.ts';
import { tableBytes } from '../../helpers/engine/tables.ts';
import { TemporaryFiles } from '../../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

describe.each([true, false])('a table in a file, private: %s', (isPrivate) => {
  const rows = (byteLength: number): Buffer =>
    tableBytes([[{ kind: Kind.text, bytes: Buffer.alloc(byteLength - 4, 'x') }]]).bytes;

  it('knows where rows start, a quarter of a mebibyte apart', () => {
    const table = new TableFile({ directory: files.directory, isPrivate });
    for (const byteLength of [200_000, 100_000, 100_000, 0, 262_144, 10, 300_000])
      table.write(byteLength === 0 ? Buffer.alloc(0) : rows(byteLength));
    const { path, byteLength, starts } = table.table;
    expect(starts).toEqual([0, 300_000, 662_144]);
    expect(typeof path).toBe(isPrivate ? 'number' : 'string');
    const input = inputOfTable({ path, byteLength, starts }, { name: 'rows', columns: ['x'] });
    const { count, at } = planPartitions([input], { jobs: 1, chunkBytes: 1 });
    const spans = Array.from({ length: count }, (_, index) => at(index).spans).flat();
    const lengths = readTable(input, ['x'], { spans }).rows.map(([text = '']) => text.length + 2);
    expect(lengths).toEqual([200_000, 100_000, 100_000, 262_144, 10, 300_000]);
  });

  it('can be empty', () => {
    const { table } = new TableFile({ directory: files.directory, isPrivate });
    const input = inputOfTable(table, { name: 'rows', columns: ['x'] });
    expect(table.starts).toEqual([0]);
    expect(readTable(input, ['x']).rows).toEqual([]);
  });
});

it('of several processes starts where each of them writes', () => {
  const table = new TableFile({ directory: files.directory, isPrivate: false });
  for (const byteLength of [300_000, 5, 400_000]) expect(table.place(byteLength)?.path).toBe(table.place(0)?.path);
  const { path, byteLength, starts } = table.table;
  expect([byteLength, starts]).toEqual([700_005, [0, 300_000]]);
  expect(statSync(path as string).size).toBe(0);
});
