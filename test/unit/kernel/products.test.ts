/** Sums of products against big integers: numbers up to what a state takes, nulls, slow numbers, groups, merging. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDecimals, type Decimal, multiplyDecimals } from '../../../src/core/decimal.ts';
import { type ParsedColumn, ProductsState } from '../../../src/engine/aggregates/products.ts';
import type { StatePlace } from '../../../src/engine/aggregates/state.ts';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { runs } from '../../helpers/engine/runs.ts';

const kernel = loadKernel();
const start = kernel.allocate(0);
const SCALE_NULL = 255;
const SCALE_SLOW = 254;
const GROUPS = 3;

/** A number at a scale, null, or one that is not for the kernel. */
type Value = Decimal | null | { readonly slow: Decimal };

const mantissa = fc.oneof(
  fc.bigInt(-9n, 9n),
  fc.bigInt(-(2n ** 32n), 2n ** 32n),
  fc.bigInt(-(10n ** 18n) + 1n, 10n ** 18n - 1n),
  fc.constantFrom(-(2n ** 31n), 2n ** 31n - 1n, 2n ** 31n, -(2n ** 31n) - 1n, 0n),
);
const decimal = fc.record({ mantissa, scale: fc.integer({ min: 0, max: 3 }) });
const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 12, arbitrary: decimal },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: decimal.map((slow) => ({ slow })) },
);
const table = (columns: number) =>
  fc.array(
    fc.record({ group: fc.nat(GROUPS - 1), values: fc.array(value, { minLength: columns, maxLength: columns }) }),
    { minLength: 1, maxLength: 20 },
  );
type Rows = typeof table extends (columns: number) => fc.Arbitrary<infer Each> ? Each : never;

test.each([1, 2, 3])('of %i columns', (columns) => {
  fc.assert(
    fc.property(table(columns), table(columns), fc.boolean(), (some, more, isGrouped) => {
      kernel.release(start);
      const [one, other] = [new Table(columns), new Table(columns)];
      one.add(some, isGrouped, [3, 4, 5]);
      // From 3 to 18 decimals: sums and products of long numbers no longer fit, and go to the side table.
      other.add(more, isGrouped, [18, 3, 4]);
      one.merge(other);
      const all = [...some, ...more];
      for (let group = 0; group < GROUPS; group++) {
        const rows = all.filter((row) => (isGrouped ? row.group : 0) === group).map(({ values }) => values);
        expect(normal(one.read(group))).toEqual(normal(expected(rows, columns)));
      }
    }),
    runs(400),
  );
});

/** A state with room for its groups. */
class Table {
  readonly state: ProductsState;
  readonly place: StatePlace;
  #scales: readonly number[];

  constructor(columns: number) {
    this.state = new ProductsState(columns);
    const stride = this.state.byteLength;
    this.place = { base: kernel.allocate(GROUPS * stride), stride, groupCount: GROUPS };
    this.#scales = Array.from({ length: columns }, () => 0);
  }

  add(rows: Rows, isGrouped: boolean, scales: readonly number[]): void {
    this.#scales = scales.slice(0, this.#scales.length);
    const columns = this.#scales.map((scale, column) => parsed(rows, column, scale));
    const groups = kernel.allocate(rows.length * 4);
    kernel.u32(groups, rows.length).set(rows.map(({ group }) => group));
    const declined = kernel.allocate(rows.length);
    this.state.add(kernel, columns, { rows: rows.length, groups: isGrouped ? groups : 0, declined }, this.place);
  }

  merge(other: Table): void {
    const scales = this.#scales.map((scale, column) => Math.max(scale, other.#scales[column] as number));
    const identity = kernel.allocate(GROUPS * 4);
    kernel.u32(identity, GROUPS).set([0, 1, 2]);
    this.state.raiseScales(kernel, this.place, scales);
    // The other one's records are raised as they would be when read back: what does not fit comes to this side table.
    const saved = other.state.saveSlow();
    this.state.raiseSaved(kernel, other.place, other.#scales, scales, (group) => group);
    this.state.merge(kernel, other.place, identity, this.place);
    this.state.mergeSlow(saved, (group) => group);
  }

  read(group: number) {
    return this.state.read(kernel, this.place.base + group * this.place.stride, group);
  }
}

function parsed(rows: Rows, column: number, scale: number): ParsedColumn {
  const values = rows.map((row) => row.values[column] as Value);
  const [mantissas, scales] = [kernel.allocate(rows.length * 8), kernel.allocate(rows.length)];
  for (const [row, each] of values.entries()) {
    const isFast = each !== null && !('slow' in each);
    kernel.bytes[scales + row] = isFast ? each.scale : each === null ? SCALE_NULL : SCALE_SLOW;
    if (isFast) kernel.view(mantissas + row * 8, 8).setBigInt64(0, each.mantissa, true);
  }
  return { mantissas, scales, scale, numberAt: (row) => plain(values[row] as Value) };
}

function plain(each: Value): Decimal | undefined {
  if (each === null) return undefined;
  return 'slow' in each ? each.slow : each;
}

function expected(rows: readonly (readonly Value[])[], columns: number) {
  const complete = rows.map((row) => row.map(plain)).filter((row) => !row.includes(undefined)) as Decimal[][];
  const total = (of: (row: Decimal[]) => Decimal) => complete.map(of).reduce(addDecimals, { mantissa: 0n, scale: 0 });
  const indexes = Array.from({ length: columns }, (_, index) => index);
  return {
    count: complete.length,
    sums: indexes.map((i) => total((row) => row[i] as Decimal)),
    products: indexes.map((i) =>
      indexes.slice(i).map((j) => total((row) => multiplyDecimals(row[i] as Decimal, row[j] as Decimal))),
    ),
  };
}

/** All at one scale, to compare. */
function normal({ count, sums, products }: ReturnType<typeof expected> | ReturnType<Table['read']>) {
  const at = ({ mantissa: digits, scale }: Decimal) => digits * 10n ** BigInt(40 - scale);
  return { count, sums: sums.map(at), products: products.map((row) => row.map(at)) };
}
