/** sum: how many numbers, and their exact sum. u64 count, i128 sum at the column's scale. */

import { addDecimals, type Decimal } from '../../core/decimal.ts';
import type { Kernel } from '../kernel.ts';
import type { ColumnState, GroupOf, SavedSlow, SlowNumber, StatePlace, StateRows } from './state.ts';

export interface Sum {
  readonly count: number;
  readonly sum: Decimal;
}

/** A sum as mantissa / 10^scale of its column. */
export interface SmallSum {
  readonly count: number;
  readonly mantissa: number;
}

/** The kernel's sums of 2^37 rows stay within 127 bits when none of them starts out beyond 90. */
const MAX_BITS = 90;

export class SumState implements ColumnState {
  readonly byteLength = 24;
  readonly #slow = new Map<number, Sum>();

  add(kernel: Kernel, rows: StateRows, { base, stride }: StatePlace): number {
    const { mantissas, scales, groups, scale, declined } = rows;
    return kernel.call.addSums(mantissas, scales, rows.rows, groups, base, stride, scale, declined);
  }

  addSlow(group: number, number: SlowNumber): void {
    this.#offer(group, { count: 1, sum: number.value });
  }

  #offer(group: number, more: Sum): void {
    const held = this.#slow.get(group);
    this.#slow.set(group, held ? { count: held.count + more.count, sum: addDecimals(held.sum, more.sum) } : more);
  }

  raiseScale(
    kernel: Kernel,
    { base, stride, groupCount }: StatePlace,
    from: number,
    to: number,
    groupOf: GroupOf,
  ): void {
    const factor = 10n ** BigInt(to - from);
    for (let group = 0; group < groupCount; group++) {
      const words = kernel.u64(base + group * stride, 3);
      const raised = int128(words) * factor;
      const fits = BigInt.asIntN(MAX_BITS, raised) === raised;
      words[1] = fits ? BigInt.asUintN(64, raised) : 0n;
      words[2] = fits ? BigInt.asUintN(64, raised >> 64n) : 0n;
      if (!fits) this.#offer(groupOf(group), { count: 0, sum: { mantissa: raised, scale: to } });
    }
  }

  merge(kernel: Kernel, source: StatePlace, map: number, { base, stride }: StatePlace): void {
    kernel.call.mergeSums(source.base, source.stride, source.groupCount, map, base, stride);
  }

  mergeSlow(saved: readonly SavedSlow[], groupOf: GroupOf): void {
    for (const [group, count, mantissa, scale] of saved) {
      this.#offer(groupOf(group), { count, sum: { mantissa: BigInt(mantissa), scale } });
    }
  }

  saveSlow(): SavedSlow[] {
    return Array.from(this.#slow, ([group, { count, sum }]) => [group, count, sum.mantissa.toString(), sum.scale, '']);
  }

  hasSlow(group?: number): boolean {
    return group === undefined ? this.#slow.size > 0 : this.#slow.has(group);
  }

  clear(): void {
    this.#slow.clear();
  }

  /** The group's sum when it is below 2^53 in fixed point: the usual case, read without big numbers. */
  readSmall(kernel: Kernel, address: number, group: number): SmallSum | undefined {
    if (this.#slow.size > 0 && this.#slow.has(group)) return undefined;
    const { words } = kernel;
    const at = address / 4;
    const middle = (words[at + 3] as number) | 0;
    const sign = middle >> 31;
    if (((words[at + 4] as number) | 0) !== sign || ((words[at + 5] as number) | 0) !== sign) return undefined;
    const mantissa = middle * 2 ** 32 + (words[at + 2] as number);
    if (!Number.isSafeInteger(mantissa)) return undefined;
    return { count: (words[at + 1] as number) * 2 ** 32 + (words[at] as number), mantissa };
  }

  read(kernel: Kernel, address: number, group: number, scale: number): Sum {
    const words = kernel.u64(address, 3);
    const fast: Sum = { count: Number(words[0]), sum: { mantissa: int128(words), scale } };
    const slow = this.#slow.get(group);
    return slow ? { count: fast.count + slow.count, sum: addDecimals(fast.sum, slow.sum) } : fast;
  }
}

function int128(words: BigUint64Array): bigint {
  return BigInt.asIntN(128, ((words[2] as bigint) << 64n) | (words[1] as bigint));
}
