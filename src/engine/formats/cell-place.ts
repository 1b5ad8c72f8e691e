/** Where in its file a cell is; of one that was computed, where the first cell of its row is that was read. */
import type { Kernel } from '../kernel.ts';
import { cellKind, Kind } from '../values/cells.ts';
import type { Batch } from './reader.ts';

/** NaN where nothing was read. `cell` is the address of a cell in one of the batch's columns. */
export function byteOfCell(kernel: Kernel, batch: Batch, cell: number): number {
  const { rows, cells, readColumns = cells.length } = batch;
  const column = cells.findIndex((first) => cell >= first && cell < first + rows * 8);
  if (column < readColumns) return byteAt(kernel, batch, cell);
  return byteOfRow(kernel, batch, (cell - (cells[column] as number)) / 8);
}

/** NaN where nothing was read. */
export function byteOfRow(kernel: Kernel, batch: Batch, row: number): number {
  const read = batch.cells.slice(0, batch.readColumns).map((first) => first + row * 8);
  const cell = read.find((one) => cellKind(kernel, one) !== Kind.null) ?? read[0];
  return cell === undefined ? Number.NaN : byteAt(kernel, batch, cell);
}

function byteAt(kernel: Kernel, batch: Batch, cell: number): number {
  return batch.byteOf(kernel.words[cell / 4] as number);
}
