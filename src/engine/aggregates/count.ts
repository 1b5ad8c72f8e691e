/** count: how many cells are not null. u64. */
import type { Kernel } from '../kernel.ts';
import { RowsState } from './rows.ts';
import type { StatePlace, StateRows } from './state.ts';

export class CountState extends RowsState {
  override add(kernel: Kernel, rows: StateRows, { base, stride }: StatePlace): number {
    kernel.call.addCounts(rows.cells, rows.rows, rows.groups, base, stride);
    return 0;
  }
}
