/** Rows of cells as the kernel reads them: as plain code does, wherever the bytes end. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { cellBytes } from '../../helpers/engine/kernel-cells.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { tableBytes } from '../../helpers/engine/tables.ts';
import { readRows } from '../../twins/cells.ts';

const kernel = loadKernel();
const { call } = kernel;
const start = kernel.allocate(0);
const MOST_ROWS = 20;

const cell = fc.record({ kind: fc.nat(15), bytes: fc.uint8Array({ maxLength: 20 }) });
const table = fc
  .integer({ min: 1, max: 4 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }));

/** Of the columns that are wanted, by row; the bytes end where zeros or something else goes on. */
function readInKernel(bytes: Buffer, wanted: readonly boolean[], most: number, behind: number) {
  kernel.release(start);
  const address = kernel.allocate(bytes.length + 64);
  kernel.bytes.fill(behind, address, address + bytes.length + 64);
  kernel.bytes.set(bytes, address);
  const arrays = wanted.map((isWanted) => (isWanted ? kernel.allocate(MOST_ROWS * 8) : 0));
  const list = kernel.allocate(wanted.length * 4);
  kernel.u32(list, wanted.length).set(arrays);
  const count = call.readCells(address, address + bytes.length, list, wanted.length, most);
  const rows = Array.from({ length: count }, (_, row) =>
    arrays.map((cells) => {
      if (cells === 0) return undefined;
      const [, head = 0] = kernel.u32(cells + row * 8, 2);
      return { kind: head >>> 28, text: cellBytes(kernel, cells + row * 8) };
    }),
  );
  return { rows, byteLength: (call.readCellsEnd() >>> 0) - address };
}

test('rows that are whole, of the columns that are wanted', () => {
  const property = fc.property(
    table,
    fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    fc.nat(60),
    fc.constantFrom(0, 1, 255),
    (rows, all, missing, behind) => {
      const { bytes } = tableBytes(rows);
      const wanted = all.slice(0, rows[0]?.length);
      const some = bytes.subarray(0, Math.max(0, bytes.length - missing));
      const expected = readRows(some, wanted.length);
      const read = readInKernel(some, wanted, MOST_ROWS, behind);
      expect(read.byteLength).toBe(expected.byteLength);
      expect(read.rows).toEqual(
        expected.rows.map((row) => row.map((one, column) => (wanted[column] ? one : undefined))),
      );
    },
  );
  fc.assert(property, runs(500));
});

test('no more rows than there is room for', () => {
  const rows = Array.from({ length: 5 }, () => [{ kind: 1, bytes: Buffer.from('abc') }]);
  const { bytes, starts } = tableBytes(rows);
  const read = readInKernel(bytes, [true], 3, 0);
  expect([read.rows.length, read.byteLength]).toEqual([3, starts[3]]);
});
