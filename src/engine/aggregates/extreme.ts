/**
 * min and max: the least or greatest number and its source text. i64 at the column's scale, text length u32, 4 bytes
 * unused, 24 bytes of text. Of equal numbers the shortest text is kept, then the least by bytes.
 */
import type { Kernel } from '../kernel.ts';
import { compareDecimals, type Decimal } from '../values/decimal.ts';
import { compareSpellings } from '../values/value-order.ts';
import type { ColumnState, GroupOf, SavedSlow, SlowNumber, StatePlace, StateRows } from './state.ts';

export class ExtremeState implements ColumnState {
  readonly byteLength = 40;
  /** 1 for the least, -1 for the greatest. */
  readonly #sign: 1 | -1;
  readonly #slow = new Map<number, SlowNumber>();

  constructor(which: 'min' | 'max') {
    this.#sign = which === 'min' ? 1 : -1;
  }

  add(kernel: Kernel, rows: StateRows, { base, stride }: StatePlace): number {
    const { cells, mantissas, scales, groups, scale, declined } = rows;
    const sign = BigInt(this.#sign);
    return kernel.call.addExtremes(cells, mantissas, scales, rows.rows, groups, base, stride, scale, sign, declined);
  }

  addSlow(group: number, number: SlowNumber): void {
    const held = this.#slow.get(group);
    if (!held || this.#isBetter(number, held)) this.#slow.set(group, number);
  }

  #isBetter(a: SlowNumber, b: SlowNumber): boolean {
    const order = compareDecimals(a.value, b.value) * this.#sign;
    return (order || compareSpellings(a.text, b.text)) < 0;
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
      const address = base + group * stride;
      const held = this.#readFast(kernel, address, from);
      if (!held) continue;
      const raised = held.value.mantissa * factor;
      const view = kernel.view(address, 16);
      if (BigInt.asIntN(64, raised) === raised) view.setBigInt64(0, raised, true);
      else {
        view.setUint32(8, 0, true);
        this.addSlow(groupOf(group), held);
      }
    }
  }

  merge(kernel: Kernel, source: StatePlace, map: number, { base, stride }: StatePlace): void {
    kernel.call.mergeExtremes(source.base, source.groupCount, map, base, stride, BigInt(this.#sign));
  }

  mergeSlow(saved: readonly SavedSlow[], groupOf: GroupOf): void {
    for (const [group, , mantissa, scale, text] of saved) {
      this.addSlow(groupOf(group), { value: { mantissa: BigInt(mantissa), scale }, text });
    }
  }

  saveSlow(): SavedSlow[] {
    return Array.from(this.#slow, ([group, { value, text }]) => [
      group,
      0,
      value.mantissa.toString(),
      value.scale,
      text,
    ]);
  }

  hasSlow(group?: number): boolean {
    return group === undefined ? this.#slow.size > 0 : this.#slow.has(group);
  }

  clearSlow(): void {
    this.#slow.clear();
  }

  /** The extreme's source text; undefined for a group without numbers. */
  read(kernel: Kernel, address: number, group: number, scale: number): string | undefined {
    const fast = this.#readFast(kernel, address, scale);
    const slow = this.#slow.get(group);
    if (!fast || !slow) return (fast ?? slow)?.text;
    return this.#isBetter(slow, fast) ? slow.text : fast.text;
  }

  #readFast(kernel: Kernel, address: number, scale: number): (SlowNumber & { value: Decimal }) | undefined {
    const view = kernel.view(address, 16);
    const length = view.getUint32(8, true);
    if (length === 0) return undefined;
    const text = Buffer.from(kernel.bytes.buffer, address + 16, length).toString('latin1');
    return { value: { mantissa: view.getBigInt64(0, true), scale }, text };
  }
}
