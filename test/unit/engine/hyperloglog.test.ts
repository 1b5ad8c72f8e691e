/** HyperLogLog: the kernel's registers against the twin's, whoever saw what; and the error is what is stated. */
import { describe, expect, test } from 'vitest';
import { HyperLogLogState } from '../../../src/engine/aggregates/hyperloglog.ts';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import { estimateCount } from '../../../src/engine/values/hyperloglog.ts';
import { writeCells } from '../../helpers/engine/kernel-cells.ts';
import { countsOf, MOST_RUN, noteHash, REGISTER_COUNT, registersOf } from '../../twins/hyperloglog.ts';

function numbers(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${from + index}`);
}

function estimateOf(values: readonly string[]): number {
  return estimateCount(countsOf(registersOf(values)));
}

/** States of some groups in a kernel of their own, where a row is a group and a value. */
class Groups {
  readonly #kernel = loadKernel();
  readonly #state = new HyperLogLogState(this.#kernel);
  readonly #groupCount: number;
  readonly #place;
  readonly #counts = this.#kernel.allocate((MOST_RUN + 1) * 4);

  constructor(groupCount: number) {
    this.#groupCount = groupCount;
    this.#place = { base: this.#kernel.allocate(groupCount * 8), stride: 8, groupCount };
  }

  add(rows: readonly (readonly [group: number, value: string | null])[]): this {
    for (let at = 0; at < rows.length; at += 2048) this.#addBatch(rows.slice(at, at + 2048));
    return this;
  }

  #addBatch(rows: readonly (readonly [group: number, value: string | null])[]): void {
    const cells = writeCells(
      this.#kernel,
      rows.map(([, text]) => (text === null ? null : { text, kind: Kind.text })),
    );
    const groups = this.#kernel.allocate(rows.length * 4);
    this.#kernel.u32(groups, rows.length).set(rows.map(([group]) => group));
    const textBytes = rows.reduce((sum, [, text]) => sum + Buffer.byteLength(text ?? ''), 0);
    this.#state.addCells({ rows: rows.length, cells, groups, textBytes, quote: 34, place: 0n }, this.#place);
  }

  /** Group g of theirs becomes group (g + turn) mod n. */
  merge(other: Groups, turn = 0): this {
    const map = this.#kernel.allocate(this.#groupCount * 4);
    const places = Array.from({ length: this.#groupCount }, (_, group) => (group + turn) % this.#groupCount);
    this.#kernel.u32(map, this.#groupCount).set(places);
    const saved = other.#save();
    const address = this.#kernel.allocate(saved.length);
    this.#kernel.bytes.set(saved, address);
    this.#state.mergeEntries({ address, byteLength: saved.length }, map, this.#place);
    return this;
  }

  #save(): Buffer {
    const ranges = this.#state.saveEntries(undefined, this.#place);
    return Buffer.concat(
      ranges.map(({ address, byteLength }) => this.#kernel.bytes.slice(address, address + byteLength)),
    );
  }

  clear(): this {
    this.#state.clear();
    this.#kernel.u64(this.#place.base, this.#groupCount).fill(0n);
    return this;
  }

  /** How many registers of each group hold each run. */
  counts(): number[][] {
    return Array.from({ length: this.#groupCount }, (_, group) => {
      this.#kernel.call.hllCounts(this.#place.base + group * 8, this.#counts);
      return [...this.#kernel.u32(this.#counts, MOST_RUN + 1)];
    });
  }
}

/** Groups of very different sizes: nothing, a few values, sets that grow and grow, and all registers. */
const SIZES = [0, 1, 11, 12, 13, 48, 49, 190, 200, 769, 5000, 40_000];
const ROWS = SIZES.flatMap((size, group) =>
  numbers(group * 7, size).map((value) => [group, `value ${value}`] as const),
);
const EXPECTED = SIZES.map((_, group) => countsOf(registersOf(valuesOf(group))));

function valuesOf(group: number): string[] {
  return ROWS.filter((row) => row[0] === group).map(([, value]) => value);
}

describe('registers', () => {
  test("are the twin's, however many groups there are at once", () => {
    const groups = new Groups(SIZES.length).add(ROWS);
    expect(groups.counts()).toEqual(EXPECTED);
    expect(groups.add(ROWS.toReversed()).counts()).toEqual(EXPECTED);
  });

  test('of two parts that are merged are those of the whole, whichever is merged into which', () => {
    for (const modulus of [2, 3, 100, 5000]) {
      const parts = [0, 1].map((rest) => {
        const rows = ROWS.filter((_, at) => Number(at % modulus === 0) === rest);
        return new Groups(SIZES.length).add(rows);
      }) as [Groups, Groups];
      const whole = new Groups(SIZES.length).merge(parts[1]).merge(parts[0]);
      expect(whole.counts()).toEqual(EXPECTED);
      expect(parts[0].merge(parts[1]).counts()).toEqual(EXPECTED);
      expect(parts[0].merge(new Groups(SIZES.length)).merge(parts[1]).counts()).toEqual(EXPECTED);
    }
  });

  test('of groups that are merged into others are united', () => {
    const groups = new Groups(SIZES.length).add(ROWS).merge(new Groups(SIZES.length).add(ROWS), 5);
    const united = SIZES.map((_, group) => {
      const other = (group + SIZES.length - 5) % SIZES.length;
      return countsOf(registersOf([...valuesOf(group), ...valuesOf(other)]));
    });
    expect(groups.counts()).toEqual(united);
  });

  test('start anew when they are cleared', () => {
    const groups = new Groups(SIZES.length).add(ROWS).clear();
    expect(groups.counts()).toEqual(SIZES.map(() => countsOf(registersOf([]))));
    expect(groups.add(ROWS).counts()).toEqual(EXPECTED);
  });

  test('have nothing of null, and something of an empty text', () => {
    const groups = new Groups(2).add([
      [0, null],
      [1, ''],
      [0, null],
    ]);
    expect(groups.counts()).toEqual([countsOf(registersOf([])), countsOf(registersOf(['']))]);
  });

  test.each([
    ['the first register, no zeros', 0x00020000_00000000n, 0, 1],
    ['the last register, 17 zeros', 0xfffc0001_00000000n, 16383, 18],
    ['zeros that go on in the lower half', 0xfffc0000_80000000n, 16383, 19],
    ['nothing but zeros', 0n, 0, 51],
    ['a one at the end', 1n, 0, 50],
  ])('of the twin: %s', (_title, hash, index, run) => {
    const registers = new Uint8Array(REGISTER_COUNT);
    noteHash(registers, hash);
    expect([registers[index], registers.reduce((sum, each) => sum + each)]).toEqual([run, run]);
  });
});

describe('estimates', () => {
  test('of nothing and of little are exact', () => {
    for (const count of [0, 1, 2, 3, 10, 50]) expect(estimateOf(numbers(0, count))).toBe(count);
  });

  test.each([100, 1000, 10_000, 40_000, 60_000, 100_000, 300_000])(
    'of %i are off by less than 4 standard errors',
    (count) => {
      const error = estimateOf(numbers(7, count)) / count - 1;
      expect(Math.abs(error)).toBeLessThan(4 * 0.0081);
    },
  );

  test('err by 0.81 % on average, and to neither side', () => {
    const [count, rounds] = [30_000, 24];
    const errors = Array.from({ length: rounds }, (_, round) => {
      return estimateOf(numbers(round * count, count)) / count - 1;
    });
    const mean = errors.reduce((sum, error) => sum + error) / rounds;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / rounds);
    expect(Math.abs(mean)).toBeLessThan(0.006);
    expect(deviation).toBeGreaterThan(0.004);
    expect(deviation).toBeLessThan(0.0125);
  });

  test('of full registers are finite and large', () => {
    expect(estimateCount(countsOf(new Uint8Array(REGISTER_COUNT).fill(MOST_RUN - 1)))).toBeGreaterThan(2 ** 60);
    expect(estimateCount(countsOf(new Uint8Array(REGISTER_COUNT).fill(MOST_RUN)))).toBe(Infinity);
  });
});
