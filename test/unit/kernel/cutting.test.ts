/** Rows cut into buckets: found, counted and put together as plain code does it. */
import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketOfKey } from '../../../src/core/key-hash.ts';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import { cellBytes, writeCells } from '../../helpers/engine/kernel-cells.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { writeEntries } from '../../helpers/engine/sort-kernel.ts';

const kernel = loadKernel();
const { call } = kernel;
const start = kernel.allocate(0);

const anyText = fc.oneof(
  fc.constantFrom('', 'a', '7', '007', 'é', '1234567', '12345678', '123456789', '\0', '\0\0'),
  fc.string({ maxLength: 40 }),
  fc.integer({ min: 0, max: 300 }).map((length) => 'x'.repeat(length)),
);
const value = fc.option(anyText, { nil: null, freq: 5 });

function textCells(texts: readonly (string | null)[]): number {
  return writeCells(
    kernel,
    texts.map((text) => (text === null ? null : { text, kind: Kind.text })),
  );
}

const bytesOf = (text: string | null): Uint8Array | undefined => (text === null ? undefined : Buffer.from(text));

describe('by hash', () => {
  test('of one column', () => {
    const property = fc.property(
      fc.array(value, { maxLength: 40 }),
      fc.integer({ min: 1, max: 3000 }),
      (texts, count) => {
        kernel.release(start);
        const out = kernel.allocate(texts.length * 4);
        call.cutByHash(textCells(texts), texts.length, count, out);
        expect([...kernel.u32(out, texts.length)]).toEqual(texts.map((text) => bucketOfKey([bytesOf(text)], count)));
      },
    );
    fc.assert(property, runs(300));
  });

  test('of several columns', () => {
    const rows = fc.array(fc.tuple(value, value, value), { maxLength: 20 });
    const property = fc.property(rows, fc.integer({ min: 1, max: 100 }), (all, count) => {
      kernel.release(start);
      const columns = [0, 1, 2].map((column) => textCells(all.map((row) => row[column] ?? null)));
      const list = kernel.allocate(12);
      kernel.u32(list, 3).set(columns);
      const packed = kernel.allocate(all.length * 8);
      const scratch = kernel.allocate(all.flat().reduce((sum, text) => sum + Buffer.byteLength(text ?? '') + 5, 0));
      call.packKeys(list, 3, all.length, packed, scratch);
      const out = kernel.allocate(all.length * 4);
      call.cutByHash(packed, all.length, count, out);
      expect([...kernel.u32(out, all.length)]).toEqual(all.map((row) => bucketOfKey(row.map(bytesOf), count)));
    });
    fc.assert(property, runs(200));
  });

  test('numbers in a row are spread over all buckets', () => {
    const texts = Array.from({ length: 2000 }, (_, at) => String(at));
    const counts = new Map<number, number>();
    for (const text of texts) {
      const bucket = bucketOfKey([Buffer.from(text)], 8);
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
    expect(counts.size).toBe(8);
    for (const count of counts.values()) expect(Math.abs(count - 250)).toBeLessThan(60);
  });
});

describe('keys that may be read as other texts', () => {
  const cellsOf = (bytes: Uint8Array, kind: number = Kind.text): number => {
    kernel.release(start);
    return writeCells(kernel, [null, { text: 'plain', kind: Kind.text }, { text: bytes, kind }], '\xff');
  };

  test('are those that are no UTF-8', () => {
    const bytes = fc.uint8Array({ maxLength: 20 });
    const almost = fc.string({ unit: 'binary', maxLength: 12 }).map((each) => Buffer.from(each));
    const surrogate = fc.constantFrom('eda080', 'edbfbf', 'c0af', 'f4908080', 'f0808080', 'e08080', 'c3', 'f09f98');
    const property = fc.property(
      fc.oneof(
        bytes,
        almost,
        surrogate.map((hex) => Buffer.from(hex, 'hex')),
      ),
      (each) => {
        expect(call.hasOddKeys(cellsOf(each), 3) !== 0).toBe(!isUtf8(each));
      },
    );
    fc.assert(property, runs(2000));
  });

  test('and nested values', () => {
    expect(call.hasOddKeys(cellsOf(Buffer.from('[]'), Kind.nested), 3)).not.toBe(0);
    expect(call.hasOddKeys(cellsOf(Buffer.from('é😀'), Kind.string), 3)).toBe(0);
  });
});

test('kinds are told by letters, as JSON writes them', () => {
  kernel.release(start);
  const kinds = [Kind.text, Kind.quoted, Kind.string, Kind.escaped, Kind.number, Kind.boolean, Kind.nested];
  const cells = writeCells(kernel, [null, ...kinds.map((kind) => ({ text: 'x', kind }))]);
  const out = kernel.allocate((kinds.length + 1) * 8);
  call.kindCells(cells, kinds.length + 1, out);
  const letters = [...Array(kinds.length + 1).keys()].map((at) => cellBytes(kernel, out + at * 8).toString());
  expect(letters.join('')).toBe('0ttssnbj');
});

describe('by bounds', () => {
  test('a key that is a bound lies above it', () => {
    const key = fc.string({ unit: fc.constantFrom('a', 'b', '\x7f'), maxLength: 20 });
    const keyed = (text: string) => ({ key: Buffer.from(`${text}\0`), row: new Uint8Array(0) });
    const property = fc.property(fc.array(key, { maxLength: 20 }), fc.array(key, { maxLength: 9 }), (texts, some) => {
      kernel.release(start);
      const bounds = [...some, ...texts.slice(0, 3)].map(keyed).toSorted((a, b) => Buffer.compare(a.key, b.key));
      const keys = texts.map(keyed);
      const out = kernel.allocate(texts.length * 4);
      call.cutByBounds(writeEntries(kernel, keys), keys.length, writeEntries(kernel, bounds), bounds.length, out);
      const expected = keys.map((each) => bounds.filter(({ key }) => Buffer.compare(key, each.key) <= 0).length);
      expect([...kernel.u32(out, keys.length)]).toEqual(expected);
    });
    fc.assert(property, runs(300));
  });
});

test('in turns, from every row on', () => {
  for (const [first, rows, count] of [
    [0, 5, 1],
    [0, 7, 3],
    [2, 7, 3],
    [4000000000, 9, 4],
    [5, 0, 2],
  ] as const) {
    kernel.release(start);
    const out = kernel.allocate(rows * 4);
    call.cutInTurns(first, rows, count, out);
    expect([...kernel.u32(out, rows)]).toEqual(Array.from({ length: rows }, (_, at) => (first + at) % count));
  }
});

describe('rows of buckets', () => {
  const row = fc.record({
    bucket: fc.nat(3),
    text: fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 40 }),
  });

  test('are counted and put together, each in its place and nothing beside it', () => {
    const property = fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
      kernel.release(start);
      const texts = rows.map(({ text }) => Buffer.from(text));
      const text = kernel.allocate(texts.reduce((sum, { length }) => sum + length, 0));
      kernel.bytes.set(Buffer.concat(texts), text);
      const [lengths, buckets] = [kernel.allocate(rows.length * 4), kernel.allocate(rows.length * 4)];
      kernel.u32(lengths, rows.length).set(texts.map(({ length }) => length));
      kernel.u32(buckets, rows.length).set(rows.map(({ bucket }) => bucket));
      const expected = [0, 1, 2, 3].map((wanted) =>
        Buffer.concat(texts.filter((_, at) => rows[at]?.bucket === wanted)),
      );
      const counts = kernel.allocate(4 * 8);
      call.countBuckets(lengths, buckets, rows.length, counts);
      expect([...kernel.u32(counts, 8)]).toEqual(
        expected.flatMap((bytes, wanted) => [bytes.length, rows.filter(({ bucket }) => bucket === wanted).length]),
      );
      expect(scattered(text, lengths, buckets, rows.length, expected)).toEqual(Buffer.concat(expected));
    });
    fc.assert(property, runs(400));
  });

  function scattered(
    text: number,
    lengths: number,
    buckets: number,
    rows: number,
    expected: readonly Buffer[],
  ): Buffer {
    const total = expected.reduce((sum, { length }) => sum + length, 0);
    const out = kernel.allocate(total + 32);
    kernel.bytes.fill(0xa5, out, out + total + 32);
    const places = kernel.allocate(4 * 8);
    const ends = expected.map((_, at) => out + expected.slice(0, at + 1).reduce((sum, { length }) => sum + length, 0));
    kernel.u32(places, 8).set(ends.flatMap((end, at) => [ends[at - 1] ?? out, end]));
    call.scatterRows(text, lengths, buckets, rows, places);
    expect([...kernel.bytes.subarray(out + total, out + total + 32)]).toEqual(Array(32).fill(0xa5));
    return Buffer.from(kernel.bytes.slice(out, out + total));
  }
});
