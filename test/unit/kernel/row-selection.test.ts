/** Some rows of a batch as a batch of their own. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { RowSelection } from '../../../src/engine/operators/row-selection.ts';
import { readTexts } from '../../helpers/engine/kernel-columns.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { columnOf, textRow } from '../../helpers/engine/text-columns.ts';

const kernel = loadKernel();
const start = kernel.allocate(0);

test('columns that share their cells go on sharing them', () => {
  const rows = fc.array(fc.tuple(textRow, textRow, fc.boolean()), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(rows, (table) => {
      kernel.release(start);
      const columns = ([0, 1] as const).map((c) => table.map((row) => row[c]));
      const [first = 0, second = 0] = columns.map((column) => columnOf(kernel, column));
      const picked = table.flatMap(([, , isPicked], row) => (isPicked ? [row] : []));
      const batch = { rows: table.length, cells: [first, second, first], byteOf: (at: number) => at, textBytes: 9 };
      const gathered = new RowSelection(kernel).gather(batch, Uint32Array.from(picked));
      expect(gathered.rows).toBe(picked.length);
      expect(gathered.cells[2]).toBe(gathered.cells[0]);
      for (const [c, column] of columns.entries()) {
        const found = readTexts(kernel, gathered.cells[c] as number, picked.length);
        expect(found).toEqual(picked.map((row) => column[row]));
      }
    }),
    runs(500),
  );
});
