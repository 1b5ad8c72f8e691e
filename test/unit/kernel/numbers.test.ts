/** parseNumbers and addSums against their plain twins, on numbers of all shapes and on what is almost one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import { writeCells } from '../../helpers/engine/kernel-cells.ts';
import { csvNumber } from '../../helpers/engine/numbers.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { type FixedPoint, parseShort, sumByGroup } from '../../twins/numbers.ts';

const SCALE_NULL = 255;
const SCALE_SLOW = 254;
const HAS_SLOW = 256;
const HAS_NULL = 512;
const kernel = loadKernel();
const start = kernel.allocate(0);

const almost = fc.string({ unit: fc.constantFrom(...'00123456789..+-eE x'), minLength: 1, maxLength: 24 });
const digitsOnly = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 21 });
const dotted = fc.tuple(digitsOnly, fc.nat(21)).map(([text, at]) => `${text.slice(0, at)}.${text.slice(at)}`);
const text = fc.oneof(
  csvNumber,
  almost,
  digitsOnly,
  dotted,
  fc.constantFrom('-', '+', '.', '-.', '+.', '5.', '.5', '-.5'),
);
const kind = fc.constantFrom(Kind.text, Kind.quoted, Kind.string, Kind.number);
const cell = fc.oneof({ weight: 9, arbitrary: fc.record({ text, kind }) }, { weight: 1, arbitrary: fc.constant(null) });
/** What stands right behind each cell. */
const between = fc.constantFrom('7', ',', '.', '"', 'e5', '\n-');

test('parseNumbers reads what the twin reads', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 40 }), between, (cells, behind) => {
      kernel.release(start);
      const [mantissas, scales] = [kernel.allocate(cells.length * 8), kernel.allocate(cells.length)];
      const flags = kernel.call.parseNumbers(writeCells(kernel, cells, behind), cells.length, mantissas, scales);
      const expected = cells.map((each) => (each === null ? null : (parseShort(each.text) ?? 'slow')));
      const found = cells.map((_, row) => numberAt(mantissas + row * 8, kernel.bytes[scales + row] ?? -1));
      expect(found).toEqual(expected);
      const largest = Math.max(0, ...expected.map((each) => (typeof each === 'object' ? (each?.scale ?? 0) : 0)));
      const oddities = Number(expected.includes('slow')) * HAS_SLOW + Number(expected.includes(null)) * HAS_NULL;
      expect(flags).toBe(largest | oddities);
    }),
    runs(3000),
  );
});

const GROUPS = 3;
const STRIDE = 64;
const LARGEST = 10n ** 18n - 1n;
const mantissa = fc.oneof(
  fc.bigInt({ min: -LARGEST, max: LARGEST }),
  fc.bigInt({ min: -100_000n, max: 100_000n }),
  fc.constantFrom(LARGEST, -LARGEST, 0n, 2n ** 31n, -(2n ** 31n), 2n ** 31n - 1n),
);
const fixedPoint = (scale: fc.Arbitrary<number>) =>
  fc.array(fc.record({ mantissa, scale, group: fc.nat(GROUPS - 1) }), { maxLength: 80 });
/** All of one scale, as most columns are, or of several. */
const numbers = fc.oneof(
  fixedPoint(fc.constant(6)),
  fixedPoint(fc.integer({ min: 0, max: 6 })),
  fc.tuple(fixedPoint(fc.constant(6)), fixedPoint(fc.constantFrom(0, 6))).map((parts) => parts.flat()),
);

test.each(['all rows in one group', 'rows in groups'])('addSums adds what the twin adds: %s', (how) => {
  fc.assert(
    fc.property(numbers, fc.array(fc.nat(79)), (rows, nulls) => {
      const isNull = (row: number): boolean => nulls.includes(row) && row % 2 === 0;
      const cells = rows.map((row, at): FixedPoint | null => (isNull(at) ? null : row));
      const groups = rows.map(({ group }) => (how === 'rows in groups' ? group : 0));
      const { sums, declined } = sumByGroup([...cells, ...cells], [...groups, ...groups], 6);
      const found = addTwice(cells, how === 'rows in groups' ? groups : undefined);
      expect(found.declined).toEqual(declined.slice(rows.length));
      expect(found.sums).toEqual(
        Array.from({ length: GROUPS }, (_, group) => sums.get(group) ?? { count: 0n, sum: 0n }),
      );
    }),
    runs(1000),
  );
});

/** The states of all groups after the same batch has been added twice at scale 6, and which rows were declined. */
function addTwice(cells: readonly (FixedPoint | null)[], groups: readonly number[] | undefined) {
  kernel.release(start);
  const [mantissas, scales] = [kernel.allocate(cells.length * 8), kernel.allocate(cells.length)];
  const [groupsAt, declinedAt] = [kernel.allocate(cells.length * 4), kernel.allocate(cells.length)];
  const base = kernel.allocate(GROUPS * STRIDE);
  for (const [row, cell] of cells.entries()) {
    kernel.view(mantissas + row * 8, 8).setBigInt64(0, cell?.mantissa ?? 123n, true);
    kernel.bytes[scales + row] = cell?.scale ?? SCALE_NULL;
  }
  kernel.u32(groupsAt, cells.length).set(groups ?? []);
  const counts = [1, 2].map(() =>
    kernel.call.addSums(mantissas, scales, cells.length, groups ? groupsAt : 0, base, STRIDE, 6, declinedAt),
  );
  const declined = Array.from(kernel.bytes.subarray(declinedAt, declinedAt + cells.length), (byte) => byte === 1);
  expect(counts).toEqual(Array(2).fill(declined.filter(Boolean).length));
  return { declined, sums: Array.from({ length: GROUPS }, (_, group) => sumAt(base + group * STRIDE)) };
}

function sumAt(state: number): { count: bigint; sum: bigint } {
  const [count = 0n, low = 0n, high = 0n] = kernel.u64(state, 3);
  return { count, sum: BigInt.asIntN(128, (high << 64n) | low) };
}

test.each([Kind.boolean, Kind.nested, Kind.escaped])('a cell of kind %i is left to the caller', (odd) => {
  const scales = kernel.allocate(1);
  const flags = kernel.call.parseNumbers(
    writeCells(kernel, [{ text: '12', kind: odd }]),
    1,
    kernel.allocate(8),
    scales,
  );
  expect([flags, kernel.bytes[scales]]).toEqual([HAS_SLOW, SCALE_SLOW]);
});

function numberAt(mantissa: number, scale: number) {
  if (scale === SCALE_NULL) return null;
  return scale === SCALE_SLOW ? 'slow' : { mantissa: kernel.view(mantissa, 8).getBigInt64(0, true), scale };
}
