/**
 * products: of the rows in which all of several columns are numbers, how many there are (u64), the exact sum of each
 * column (i128, at the column's scale), and of each product of two of them (i192, at both their scales).
 */

import { addDecimals, type Decimal, multiplyDecimals } from '../../core/decimal.ts';
import type { Kernel } from '../kernel.ts';
import type { ProductSums } from '../values/products.ts';
import type { GroupOf, GroupState, SavedSlow, StatePlace } from './state.ts';

/** A column of a batch as numbers. Addresses in kernel memory. */
export interface ParsedColumn {
  readonly mantissas: number;
  readonly scales: number;
  /** Of the states: at least that of any number. */
  readonly scale: number;
  /** A row's number in full; undefined for null. */
  numberAt(row: number): Decimal | undefined;
}

/** Count, sums and products as one list of decimals: the sums of the columns, then the products, as in the record. */
interface Slow {
  readonly count: number;
  readonly values: readonly Decimal[];
}

/** What a record may start out with, for 2^37 rows to fit beside it: sums of 63 bits, products of 126. */
const MAX_SUM_BITS = 90;
const MAX_PRODUCT_BITS = 150;
const COLUMN_WORDS = 3;

export class ProductsState implements GroupState {
  readonly byteLength: number;
  readonly #columnCount: number;
  /** The two columns of each product. */
  readonly #pairs: readonly (readonly [number, number])[];
  readonly #slow = new Map<number, Slow>();
  /** Of the records, a column each. */
  #scales: readonly number[];

  constructor(columnCount: number) {
    const columns = Array.from({ length: columnCount }, (_, column) => column);
    this.#columnCount = columnCount;
    this.#pairs = columns.flatMap((i) => columns.slice(i).map((j) => [i, j] as const));
    this.#scales = columns.map(() => 0);
    this.byteLength = 8 + columnCount * 16 + this.#pairs.length * 24;
  }

  /** Adds a batch; `groups` and `declined` as in StateRows. */
  add(
    kernel: Kernel,
    columns: readonly ParsedColumn[],
    { rows, groups, declined }: { readonly rows: number; readonly groups: number; readonly declined: number },
    place: StatePlace,
  ): void {
    const scales = columns.map(({ scale }) => scale);
    this.raiseScales(kernel, place, scales);
    const list = kernel.allocate(columns.length * COLUMN_WORDS * 4);
    const words = columns.flatMap(({ mantissas, scales: each, scale }) => [mantissas, each, scale]);
    kernel.u32(list, words.length).set(words);
    const { base, stride } = place;
    const count = kernel.call.addProducts(list, columns.length, rows, groups, base, stride, declined);
    kernel.release(list);
    for (let row = 0; count > 0 && row < rows; row++) {
      if (kernel.bytes[declined + row] === 0) continue;
      const numbers = columns.map((column) => column.numberAt(row) as Decimal);
      this.#offer(groups === 0 ? 0 : (kernel.words[groups / 4 + row] as number), this.#slowOf(numbers));
    }
  }

  #slowOf(numbers: readonly Decimal[]): Slow {
    const products = this.#pairs.map(([i, j]) => multiplyDecimals(numbers[i] as Decimal, numbers[j] as Decimal));
    return { count: 1, values: [...numbers, ...products] };
  }

  #offer(group: number, more: Slow): void {
    const held = this.#slow.get(group);
    const values = held?.values.map((value, at) => addDecimals(value, more.values[at] as Decimal)) ?? more.values;
    this.#slow.set(group, { count: (held?.count ?? 0) + more.count, values });
  }

  /** Brings this table's records to larger scales, a column each. */
  raiseScales(kernel: Kernel, place: StatePlace, scales: readonly number[]): void {
    this.raiseSaved(kernel, place, this.#scales, scales, (group) => group);
    this.#scales = scales;
  }

  /** Brings records from some scales to larger ones; what no longer fits goes to the side table. */
  raiseSaved(
    kernel: Kernel,
    { base, stride, groupCount }: StatePlace,
    from: readonly number[],
    to: readonly number[],
    groupOf: GroupOf,
  ): void {
    const by = to.map((scale, column) => scale - (from[column] as number));
    if (by.every((difference) => difference === 0)) return;
    const factors = this.#ofValues(by).map((difference) => 10n ** BigInt(difference));
    const scales = this.#ofValues(to);
    for (let group = 0; group < groupCount; group++) {
      const raised = this.#readFast(kernel, base + group * stride).map((value, at) => value * (factors[at] as bigint));
      const fits = raised.map((value, at) => BigInt.asIntN(this.#bitsOf(at), value) === value);
      this.#writeFast(
        kernel,
        base + group * stride,
        raised.map((value, at) => (fits[at] ? value : 0n)),
      );
      if (!fits.includes(false)) continue;
      const values = raised.map((value, at) => ({ mantissa: fits[at] ? 0n : value, scale: scales[at] as number }));
      this.#offer(groupOf(group), { count: 0, values });
    }
  }

  /** Scales, or differences of scales, of the sums and of the products from those of the columns. */
  #ofValues(columns: readonly number[]): readonly number[] {
    return [...columns, ...this.#pairs.map(([i, j]) => (columns[i] as number) + (columns[j] as number))];
  }

  #bitsOf(at: number): number {
    return at < this.#columnCount ? MAX_SUM_BITS : MAX_PRODUCT_BITS;
  }

  /** Words (u64) of a value in the record, and where they start. */
  #wordsOf(at: number): readonly [start: number, count: number] {
    const k = this.#columnCount;
    return at < k ? [1 + at * 2, 2] : [1 + k * 2 + (at - k) * 3, 3];
  }

  #readFast(kernel: Kernel, address: number): readonly bigint[] {
    const words = kernel.u64(address, this.byteLength / 8);
    return Array.from({ length: this.#columnCount + this.#pairs.length }, (_, at) => {
      const [start, count] = this.#wordsOf(at);
      const value = words.subarray(start, start + count).reduceRight((high, word) => (high << 64n) | word, 0n);
      return BigInt.asIntN(64 * count, value);
    });
  }

  #writeFast(kernel: Kernel, address: number, values: readonly bigint[]): void {
    const words = kernel.u64(address, this.byteLength / 8);
    for (const [at, value] of values.entries()) {
      const [start, count] = this.#wordsOf(at);
      for (let w = 0; w < count; w++) words[start + w] = BigInt.asUintN(64, value >> BigInt(64 * w));
    }
  }

  merge(kernel: Kernel, source: StatePlace, map: number, { base, stride }: StatePlace): void {
    kernel.call.mergeProducts(source.base, source.stride, source.groupCount, map, base, stride, this.#columnCount);
  }

  mergeSlow(saved: readonly SavedSlow[], groupOf: GroupOf): void {
    const zeros = this.#ofValues(this.#scales).map((): Decimal => ({ mantissa: 0n, scale: 0 }));
    for (const [group, count, mantissa, scale, at] of saved) {
      this.#offer(groupOf(group), { count, values: zeros.with(Number(at), { mantissa: BigInt(mantissa), scale }) });
    }
  }

  /** An entry a value, whose place among the values is its text; the first one has the count. */
  saveSlow(): SavedSlow[] {
    return Array.from(this.#slow, ([group, { count, values }]) =>
      values.map(({ mantissa, scale }, at): SavedSlow => [group, at === 0 ? count : 0, `${mantissa}`, scale, `${at}`]),
    ).flat();
  }

  hasSlow(group?: number): boolean {
    return group === undefined ? this.#slow.size > 0 : this.#slow.has(group);
  }

  clear(): void {
    this.#slow.clear();
    this.#scales = this.#scales.map(() => 0);
  }

  read(kernel: Kernel, address: number, group: number): ProductSums {
    const slow = this.#slow.get(group);
    const scales = this.#ofValues(this.#scales);
    const values = this.#readFast(kernel, address).map((mantissa, at) => {
      const fast = { mantissa, scale: scales[at] as number };
      return slow ? addDecimals(fast, slow.values[at] as Decimal) : fast;
    });
    const k = this.#columnCount;
    const rows = Array.from({ length: k }, (_, i) => values.filter((_value, at) => this.#pairs[at - k]?.[0] === i));
    return { count: Number(kernel.u64(address, 1)[0]) + (slow?.count ?? 0), sums: values.slice(0, k), products: rows };
  }
}
