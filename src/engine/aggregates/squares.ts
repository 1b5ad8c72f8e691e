/** squares: the exact sum of squares. u192 at twice the column's scale. */

import { addDecimals, type Decimal, multiplyDecimals } from '../../core/decimal.ts';
import type { Kernel } from '../kernel.ts';
import type { ColumnState, GroupOf, SavedSlow, SlowNumber, StatePlace, StateRows } from './state.ts';

/** A square has at most 126 bits; 2^37 of them on top of this stay within 192. */
const MAX_BITS = 160;

export class SquaresState implements ColumnState {
  readonly byteLength = 24;
  readonly #slow = new Map<number, Decimal>();

  add(kernel: Kernel, rows: StateRows, { base, stride }: StatePlace): number {
    const { mantissas, scales, groups, scale, declined } = rows;
    return kernel.call.addSquares(mantissas, scales, rows.rows, groups, base, stride, scale, declined);
  }

  addSlow(group: number, number: SlowNumber): void {
    this.#offer(group, multiplyDecimals(number.value, number.value));
  }

  #offer(group: number, more: Decimal): void {
    const held = this.#slow.get(group);
    this.#slow.set(group, held ? addDecimals(held, more) : more);
  }

  raiseScale(
    kernel: Kernel,
    { base, stride, groupCount }: StatePlace,
    from: number,
    to: number,
    groupOf: GroupOf,
  ): void {
    const factor = 10n ** BigInt(2 * (to - from));
    for (let group = 0; group < groupCount; group++) {
      const words = kernel.u64(base + group * stride, 3);
      const raised = uint192(words) * factor;
      const kept = raised >> BigInt(MAX_BITS) ? 0n : raised;
      for (let word = 0; word < 3; word++) words[word] = BigInt.asUintN(64, kept >> BigInt(64 * word));
      if (kept !== raised) this.#offer(groupOf(group), { mantissa: raised, scale: to * 2 });
    }
  }

  merge(kernel: Kernel, source: StatePlace, map: number, { base, stride }: StatePlace): void {
    kernel.call.mergeSquares(source.base, source.stride, source.groupCount, map, base, stride);
  }

  mergeSlow(saved: readonly SavedSlow[], groupOf: GroupOf): void {
    for (const [group, , mantissa, scale] of saved) this.#offer(groupOf(group), { mantissa: BigInt(mantissa), scale });
  }

  saveSlow(): SavedSlow[] {
    return Array.from(this.#slow, ([group, sum]) => [group, 0, sum.mantissa.toString(), sum.scale, '']);
  }

  hasSlow(group?: number): boolean {
    return group === undefined ? this.#slow.size > 0 : this.#slow.has(group);
  }

  clear(): void {
    this.#slow.clear();
  }

  read(kernel: Kernel, address: number, group: number, scale: number): Decimal {
    const fast = { mantissa: uint192(kernel.u64(address, 3)), scale: scale * 2 };
    const slow = this.#slow.get(group);
    return slow ? addDecimals(fast, slow) : fast;
  }
}

function uint192(words: BigUint64Array): bigint {
  return ((words[2] as bigint) << 128n) | ((words[1] as bigint) << 64n) | (words[0] as bigint);
}
