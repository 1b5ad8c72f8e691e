/**
 * min and max: the least or greatest number and its source text. i64 at the column's scale, text length u32, 4 bytes
 * unused, 24 bytes of text. Of equal numbers the shortest text is kept, then the least by bytes. What is no number comes
 * behind all numbers, by its bytes, and is kept beside.
 */

import { compareDecimals, type Decimal } from '../../core/decimal.ts';
import type { Kernel } from '../kernel.ts';
import { Kind } from '../values/cells.ts';
import { compareSpellings, compareTexts } from '../values/value-order.ts';
import type { ColumnState, GroupOf, SavedSlow, SlowNumber, StatePlace, StateRows, TextValue } from './state.ts';

export class ExtremeState implements ColumnState {
  readonly byteLength = 40;
  /** 1 for the least, -1 for the greatest. */
  readonly #sign: 1 | -1;
  readonly #slow = new Map<number, SlowNumber>();
  readonly #texts = new Map<number, TextValue>();

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

  addText(group: number, value: TextValue): void {
    const held = this.#texts.get(group);
    const order = held ? compareTexts(value.text, held.text) * this.#sign : -1;
    // What is a string in one record and a boolean in another is no string, whichever came first.
    if (order < 0 || (order === 0 && value.kind > (held as TextValue).kind)) this.#texts.set(group, value);
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
    kernel.call.mergeExtremes(source.base, source.stride, source.groupCount, map, base, stride, BigInt(this.#sign));
  }

  mergeSlow(saved: readonly SavedSlow[], groupOf: GroupOf): void {
    for (const [group, kind, mantissa, scale, text] of saved) {
      if (kind > 0) this.addText(groupOf(group), { text, kind });
      else this.addSlow(groupOf(group), { value: { mantissa: BigInt(mantissa), scale }, text });
    }
  }

  /** Numbers have no kind. */
  saveSlow(): SavedSlow[] {
    const numbers = Array.from(this.#slow, ([group, { value, text }]): SavedSlow => {
      return [group, 0, value.mantissa.toString(), value.scale, text];
    });
    return [...numbers, ...Array.from(this.#texts, ([group, { text, kind }]): SavedSlow => [group, kind, '', 0, text])];
  }

  hasSlow(group?: number): boolean {
    if (group === undefined) return this.#slow.size > 0 || this.#texts.size > 0;
    return this.#slow.has(group) || this.#texts.has(group);
  }

  clear(): void {
    this.#slow.clear();
    this.#texts.clear();
  }

  /** The extreme as it stands in the input; undefined for a group without values. */
  read(kernel: Kernel, address: number, group: number, scale: number): TextValue | undefined {
    const number = this.#readNumber(kernel, address, group, scale);
    const text = this.#texts.get(group);
    return this.#sign === 1 ? (number ?? text) : (text ?? number);
  }

  #readNumber(kernel: Kernel, address: number, group: number, scale: number): TextValue | undefined {
    const fast = this.#readFast(kernel, address, scale);
    const slow = this.#slow.get(group);
    const best = fast && slow ? (this.#isBetter(slow, fast) ? slow : fast) : (fast ?? slow);
    return best && { text: best.text, kind: Kind.number };
  }

  #readFast(kernel: Kernel, address: number, scale: number): (SlowNumber & { value: Decimal }) | undefined {
    const view = kernel.view(address, 16);
    const length = view.getUint32(8, true);
    if (length === 0) return undefined;
    const text = Buffer.from(kernel.bytes.buffer, address + 16, length).toString('latin1');
    return { value: { mantissa: view.getBigInt64(0, true), scale }, text };
  }
}
