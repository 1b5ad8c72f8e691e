/** A column's cells as plain ones: the batch's own, or copies without quotes and escapes where there are some. */
import { cellsOf } from '../../operators/number-cells.ts';
import { UNPLAIN_KINDS } from '../../operators/plain-cells.ts';
import type { Context } from './context.ts';
import { type Cells, Step } from './steps.ts';

export function plainColumn(context: Context, column: number): Cells {
  const { kernel, arena } = context;
  const own = context.newCells();
  let at = own;
  const step = new Step(context, false, () => {
    const { batch, quote } = context.rows;
    at = cellsOf(batch, column);
    if (!kernel.call.hasKinds(at, batch.rows, UNPLAIN_KINDS)) return;
    kernel.bytes.copyWithin(own, at, at + batch.rows * 8);
    const free = arena.reserve(kernel.call.textBytes(own, batch.rows));
    arena.take(kernel.call.plainTexts(own, batch.rows, free, quote) >>> 0);
    at = own;
  });
  return {
    form: 'cells',
    step,
    get at() {
      return at;
    },
  };
}
