/**
 * values: every number, exactly. In a log of fixed-point numbers; those that do not fit are kept beside. Nothing is in
 * the record.
 */

import type { Decimal } from '../../core/decimal.ts';
import type { Kernel } from '../kernel.ts';
import { GroupedNumbers } from './grouped-numbers.ts';
import { ENTRY_BYTES, NumberLog } from './number-log.ts';
import type {
  ColumnState,
  GroupOf,
  GroupSelection,
  GroupShares,
  KernelRange,
  SavedSlow,
  SlowNumber,
  StateRows,
  StoredState,
} from './state.ts';

export class ValuesState implements ColumnState, StoredState {
  readonly byteLength = 0;
  readonly #kernel: Kernel;
  readonly #log: NumberLog;
  readonly #slow = new Map<number, Decimal[]>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#log = new NumberLog(kernel);
  }

  add(_kernel: Kernel, rows: StateRows): number {
    this.#log.add(rows);
    return 0;
  }

  addSlow(group: number, { value }: SlowNumber): void {
    if (!this.#log.addOne(group, value)) this.#keep(group, value);
  }

  #keep(group: number, value: Decimal): void {
    const held = this.#slow.get(group);
    if (held) held.push(value);
    else this.#slow.set(group, [value]);
  }

  /** Numbers in the log keep their own scales. */
  raiseScale(): void {}
  merge(): void {}

  get storedBytes(): number {
    return this.#log.count * ENTRY_BYTES;
  }

  beginShares(shares: GroupShares): void {
    this.#log.beginShares(shares);
  }

  saveEntries(selection: GroupSelection | undefined): readonly KernelRange[] {
    return selection === undefined ? this.#log.save() : this.#log.saveShare(selection.share);
  }

  mergeEntries(saved: KernelRange, map: number): void {
    this.#log.merge(saved, map);
  }

  mergeSlow(saved: readonly SavedSlow[], groupOf: GroupOf): void {
    for (const [group, , mantissa, scale] of saved) this.#keep(groupOf(group), { mantissa: BigInt(mantissa), scale });
  }

  saveSlow(): SavedSlow[] {
    return Array.from(this.#slow, ([group, values]) =>
      values.map(({ mantissa, scale }): SavedSlow => [group, 0, mantissa.toString(), scale, '']),
    ).flat();
  }

  hasSlow(group?: number): boolean {
    return group === undefined ? this.#slow.size > 0 : this.#slow.has(group);
  }

  clear(): void {
    this.#log.clear();
    this.#slow.clear();
  }

  /** The numbers of each group, until more are added. */
  byGroup(groupCount: number): GroupedNumbers {
    return new GroupedNumbers(this.#kernel, this.#log.pieces, this.#slow, groupCount);
  }
}
