/** rows: how many records. u64. */
import type { Kernel } from '../kernel.ts';
import type { ColumnState, StatePlace, StateRows } from './state.ts';

export class RowsState implements ColumnState {
  readonly byteLength = 8;

  add(kernel: Kernel, rows: StateRows, { base, stride }: StatePlace): number {
    kernel.call.addRows(rows.rows, rows.groups, base, stride);
    return 0;
  }

  merge(kernel: Kernel, source: StatePlace, map: number, { base, stride }: StatePlace): void {
    kernel.call.mergeCounts(source.base, source.stride, source.groupCount, map, base, stride);
  }

  addSlow(): void {}
  raiseScale(): void {}
  mergeSlow(): void {}
  saveSlow(): [] {
    return [];
  }
  hasSlow(): boolean {
    return false;
  }
  clear(): void {}

  /** Address of a group's state to its count. */
  read(kernel: Kernel, address: number): number {
    return Number(kernel.u64(address, 1)[0]);
  }
}
