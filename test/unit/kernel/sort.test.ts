/** Entries of keys, and runs of records: sorted, compared, copied and searched as plain arrays are. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { type KeyedText, rowsOf, writeEntries, writeRun } from '../../helpers/engine/sort-kernel.ts';

const kernel = loadKernel();
const { call } = kernel;
const start = kernel.allocate(0);
const SIZES = [0, 1, 2, 3, 39, 40, 41, 42, 255, 256, 257, 3000];
const GROUP_BYTES = 6;

/** Keys end in a 0 that is nowhere else, so that none is the beginning of another. */
const SHAPES: Readonly<Record<string, (at: number, size: number) => string>> = {
  constant: () => 'the same key for all',
  sorted: (at) => String(at).padStart(6, '0'),
  reversed: (at, size) => String(size - at).padStart(6, '0'),
  'many ties': (at) => `k${(at * 7919) % 5}`,
  'nine of ten alike': (at) => (at % 10 === 0 ? `${(at * 31) % 97}` : 'b'),
  'alike in 7 bytes': (at) => `aaaaaaa${(at * 7919) % 251}`,
  'alike in 8 bytes': (at) => `aaaaaaaa${(at * 7919) % 251}`,
  'alike in 16 bytes': (at) => `${'a'.repeat(16)}${(at * 7919) % 251}`,
  'alike in 24 bytes': (at) => `${'a'.repeat(24)}${(at * 7919) % 1009}`,
  'of many lengths': (at) => 'a'.repeat((at * 7919) % 40),
  'of one byte': (at) => String.fromCharCode(1 + ((at * 7919) % 127)),
  scattered: (at) => String((at * 2654435761) % 4294967296),
};

function keyed(key: string, row: string): KeyedText {
  return { key: Buffer.from(`${key}\0`), row: Buffer.from(row) };
}

function textsOf(shape: string, size: number): KeyedText[] {
  return Array.from({ length: size }, (_, at) =>
    keyed((SHAPES[shape] as (at: number, size: number) => string)(at, size), `${at}`),
  );
}

function inOrder(texts: readonly KeyedText[]): KeyedText[] {
  return texts.toSorted((a, b) => Buffer.compare(a.key, b.key));
}

function withoutRepeats(sorted: readonly KeyedText[]): KeyedText[] {
  return sorted.filter(({ key }, at) => at === 0 || Buffer.compare(key, sorted[at - 1]?.key as Uint8Array) !== 0);
}

const plain = (texts: readonly KeyedText[]): string[] => texts.map(({ row }) => Buffer.from(row).toString());

function sort(texts: readonly KeyedText[]): number {
  const entries = writeEntries(kernel, texts);
  const scratch = kernel.allocate(16 * texts.length);
  // What lies behind the stack shows whether it had room.
  const groups = kernel.allocate(GROUP_BYTES * texts.length + 16);
  const end = groups + GROUP_BYTES * texts.length;
  kernel.bytes.fill(0xa5, end + 12, end + 16);
  call.sortEntries(entries, texts.length, scratch, groups);
  expect([...kernel.bytes.subarray(end + 12, end + 16)]).toEqual([0xa5, 0xa5, 0xa5, 0xa5]);
  return entries;
}

const text = fc.record({
  key: fc
    .string({ unit: fc.constantFrom('\x01', 'a', 'b', '\x7f'), maxLength: 26 })
    .map((key) => Buffer.from(`${key}\0`)),
  row: fc.string({ unit: fc.constantFrom('x', 'y', ','), maxLength: 40 }).map((row) => Buffer.from(row)),
});
const texts = fc.array(text, { maxLength: 60 });
const fewKeys = fc.array(
  fc
    .tuple(fc.constantFrom('a', 'aaaaaaaa', 'aaaaaaaab', 'b'), fc.constantFrom('r', 'row', ''))
    .map(([k, r]) => keyed(k, r)),
  { maxLength: 60 },
);
const anyTexts = fc.oneof(texts, fewKeys);

describe.each(Object.keys(SHAPES))('keys %s', (shape) => {
  test.each(SIZES)('%i entries are sorted as an array is', (size) => {
    kernel.release(start);
    const all = textsOf(shape, size);
    const expected = inOrder(all);
    const entries = sort(all);
    expect(rowsOf(kernel, entries, size)).toEqual(plain(expected));
    const different = withoutRepeats(expected);
    expect(call.dropEqualKeys(entries, size)).toBe(different.length);
    expect(rowsOf(kernel, entries, different.length)).toEqual(plain(different));
  });
});

describe('entries', () => {
  test('are sorted, with equal keys in their order', () => {
    fc.assert(
      fc.property(anyTexts, (all) => {
        kernel.release(start);
        const numbered = all.map(({ key }, at) => ({ key, row: Buffer.from(`${at}`) }));
        expect(rowsOf(kernel, sort(numbered), all.length)).toEqual(plain(inOrder(numbered)));
      }),
      runs(300),
    );
  });

  test('out of order are found, and equal ones where they are not to be', () => {
    fc.assert(
      fc.property(anyTexts, fc.nat(), fc.boolean(), (all, swap, isUnique) => {
        kernel.release(start);
        const almost = isUnique ? withoutRepeats(inOrder(all)) : inOrder(all);
        if (almost.length > 1) almost.push(...almost.splice(swap % almost.length, 1));
        const orders = almost.map(({ key }, at) =>
          at === 0 ? -1 : Buffer.compare(almost[at - 1]?.key as Uint8Array, key),
        );
        const expected = orders.findIndex((order) => order > 0 || (isUnique && order === 0));
        const found = call.firstUnsorted(writeEntries(kernel, almost), almost.length, isUnique ? 1 : 0);
        expect(found).toBe(expected < 0 ? almost.length : expected);
      }),
      runs(300),
    );
  });

  test('within a bound are listed', () => {
    fc.assert(
      fc.property(anyTexts, text, (all, bound) => {
        kernel.release(start);
        for (const { key } of [bound, ...all.slice(0, 3)]) {
          const { from } = writeRun(kernel, [{ key, row: new Uint8Array(0) }]);
          const out = kernel.allocate(4 * all.length + 4);
          const count = call.entriesWithin(writeEntries(kernel, all), all.length, from, out);
          const expected = [...all.keys()].filter((at) => Buffer.compare(all[at]?.key as Uint8Array, key) <= 0);
          expect([...kernel.u32(out, count)]).toEqual(expected);
        }
      }),
      runs(200),
    );
  });
});

/** As many as fit, from the one at `first` on. */
function fitting(texts: readonly Uint8Array[], first: number, capacity: number): readonly Uint8Array[] {
  const taken: Uint8Array[] = [];
  let byteLength = 0;
  for (const each of texts.slice(first)) {
    byteLength += each.length;
    if (byteLength > capacity) break;
    taken.push(each);
  }
  return taken;
}

function recordBytes({ key, row }: KeyedText): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(key.length, 0);
  head.writeUInt32LE(row.length, 4);
  return Buffer.concat([head, key, row]);
}

describe('what entries stand for', () => {
  const all = textsOf('of many lengths', 9).map(({ key }, at) => ({
    key,
    row: Buffer.from('r'.repeat((at * 5) % 19)),
  }));

  test.each([
    ['records and rows', 'gatherRecords', all.map(recordBytes)],
    ['rows', 'gatherRows', all.map(({ row }) => row)],
  ] as const)('%s are copied, up to every capacity', (_title, gather, pieces) => {
    const most = pieces.reduce((sum, { length }) => sum + length, 0) + 1;
    for (let first = 0; first <= all.length; first++)
      for (let capacity = 0; capacity <= most; capacity++) {
        kernel.release(start);
        const entries = writeEntries(kernel, all);
        const out = kernel.allocate(most + 64);
        const next = call[gather](entries, first, all.length, out, capacity);
        const expected = fitting(pieces, first, capacity);
        expect(next).toBe(first + expected.length);
        const copied = Buffer.from(kernel.bytes.subarray(out, call.gatherEnd() >>> 0));
        expect(copied.equals(Buffer.concat(expected))).toBe(true);
      }
  });
});

describe('a run', () => {
  test('is searched, from every record on', () => {
    fc.assert(
      fc.property(anyTexts, text, fc.boolean(), (some, other, withEqual) => {
        kernel.release(start);
        const sorted = inOrder(some);
        const { from, end } = writeRun(kernel, sorted);
        const places = [from];
        for (const each of sorted) places.push((places.at(-1) as number) + recordBytes(each).length);
        expect(call.countRecords(from, end)).toBe(sorted.length);
        for (const { key } of [other, ...sorted.slice(0, 5)]) {
          const bound = writeRun(kernel, [{ key, row: new Uint8Array(0) }]).from;
          for (const [at, place] of places.entries()) {
            const isBehind = (each: KeyedText): boolean => Buffer.compare(each.key, key) >= (withEqual ? 0 : 1);
            const behind = sorted.findIndex((each, index) => index >= at && isBehind(each));
            const expected = behind < 0 ? end : places[behind];
            expect(call.firstBehind(place, end, bound, withEqual ? 1 : 0) >>> 0).toBe(expected);
            expect(call.lastBefore(from, place) >>> 0).toBe(at === 0 ? from : places[at - 1]);
          }
        }
      }),
      runs(60),
    );
  });

  test('and entries of it compare as their keys do', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        kernel.release(start);
        const [one, other] = [writeRun(kernel, [a]).from, writeRun(kernel, [b]).from];
        expect(Math.sign(call.compareKeys(one, other))).toBe(Math.sign(Buffer.compare(a.key, b.key)));
      }),
      runs(300),
    );
  });
});
