/** Groups, keys, and the texts that keys are made of: the kernel against Map and JSON.parse. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Kernel, loadKernel } from '../../../src/engine/kernel.ts';
import { GroupTable } from '../../../src/engine/operators/group-table.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import { Aggregation, type Row } from '../../helpers/engine/aggregation.ts';
import { hashTwin, keysOfOneHash } from '../../helpers/engine/hash-twin.ts';
import { cellBytes, writeCells } from '../../helpers/engine/kernel-cells.ts';
import { runs } from '../../helpers/engine/runs.ts';

/** Keys that share beginnings and ends, around 8 and 16 bytes, where what is compared changes. */
const similar = fc.tuple(
  fc.constantFrom(0, 1, 7, 8, 9, 13, 14, 15, 16, 17, 31, 32, 33),
  fc.constantFrom('', 'a', 'b', '\0', '\x0e', '\x0f', '\xff', 'ab'),
);
const key = fc.oneof(
  similar.map(([length, end]) => 'x'.repeat(length) + end),
  fc.string({ maxLength: 40 }),
  fc.constant(null),
);

describe.each([1, 2, 3])('%i key columns', (keyCount) => {
  test('are told apart as a Map tells them apart, in order of first appearance', () => {
    const row = fc.tuple(...Array.from({ length: keyCount }, () => key), fc.constant('1'));
    fc.assert(
      fc.property(
        fc.array(fc.array(row, { maxLength: 60 }), { maxLength: 5 }),
        fc.infiniteStream(fc.nat()),
        (parts, picks) => {
          const aggregation = new Aggregation(keyCount);
          const order = parts.map((rows, index) => ({ rows, index, pick: picks.next().value as number }));
          for (const { rows, index } of order.toSorted((a, b) => a.pick - b.pick)) aggregation.add(index, rows);
          expect(keysAndCounts(aggregation, keyCount)).toEqual(countByMap(parts.flat(), keyCount));
        },
      ),
      runs(150),
    );
  });
});

test('a table that grows again and again loses no group', () => {
  const aggregation = new Aggregation(1);
  const rows = Array.from({ length: 60_000 }, (_, row): Row => [`key ${(row * 7919) % 25_000}`, '1']);
  for (let at = 0; at < rows.length; at += 5000) aggregation.add(at / 5000, rows.slice(at, at + 5000));
  expect(keysAndCounts(aggregation, 1)).toEqual(countByMap(rows, 1));
});

/** Enough groups that come again for records to become wide, among keys that are looked at. */
const MANY = Array.from({ length: 38_000 }, (_, row): Row => [`a rather long key ${row % 17_000}`, '1']);

test('wide records tell keys apart as a Map does', () => {
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 300 }), (some) => {
      const rows = [...some, ...some].map((text): Row => [text, '1']);
      const aggregation = new Aggregation(1);
      aggregation.add(0, rows);
      aggregation.add(1, MANY);
      aggregation.add(2, rows);
      aggregation.add(3, MANY);
      expect(keysAndCounts(aggregation, 1)).toEqual(countByMap([...rows, ...MANY, ...rows, ...MANY], 1));
    }),
    runs(2),
  );
});

describe.each([32, 40])('keys of %i bytes with one hash', (length) => {
  const [one, other] = keysOfOneHash(length);
  const rows = [one, other, other, one, other].map((text): Row => [text, '1']);
  test.each([
    ['narrow', []],
    ['wide', MANY],
  ])('are told apart by %s records', (_, many) => {
    const kernel = loadKernel();
    expect(hashesOf(kernel, [one, other])).toEqual([hashTwin(one), hashTwin(one)]);
    const aggregation = new Aggregation(1, kernel);
    aggregation.add(0, many);
    aggregation.add(1, rows);
    expect(keysAndCounts(aggregation, 1)).toEqual(countByMap([...many, ...rows], 1));
  });
});

test('keys of which a head cannot hold the length are told apart', () => {
  const aggregation = new Aggregation(1);
  const long = 'x'.repeat(2 ** 24);
  const rows = [`${long}a`, `${long}b`, long, `${long}a`, long.slice(1), `${long}a`].map((text): Row => [text, '1']);
  aggregation.add(0, rows.slice(0, 3));
  aggregation.add(1, rows.slice(3));
  expect(keysAndCounts(aggregation, 1)).toEqual(countByMap(rows, 1));
});

test('plainTexts reads JSON strings as JSON.parse does', () => {
  const kernel = loadKernel();
  const start = kernel.allocate(0);
  const simple = ['n', 't', 'r', 'b', 'f', '"', '\\', '/'].map((letter) => `\\${letter}`);
  const part = fc.oneof(
    fc.constantFrom(...simple, 'a', 'ä', '😀', ' '),
    fc.nat(0xffff).map((code) => `\\u${code.toString(16).padStart(4, '0')}`),
    fc
      .nat(0x10ffff)
      .filter((code) => code > 0xffff)
      .map(escapedPair),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
      const text = parts.join('');
      const value = JSON.parse(`"${text}"`) as string;
      fc.pre(value.isWellFormed());
      kernel.release(start);
      const cells = writeCells(kernel, [{ text, kind: Kind.escaped }]);
      const scratch = kernel.allocate(text.length + 16);
      const end = kernel.call.plainTexts(cells, 1, scratch, 0);
      expect(cellBytes(kernel, cells).toString('utf8')).toBe(value);
      expect(end - scratch).toBe(Buffer.byteLength(value));
    }),
    runs(1500),
  );
});

test('halves of surrogate pairs stay what they are, and different', () => {
  const kernel = loadKernel();
  const texts = [
    '\\ud800',
    '\\udc00',
    '\\ud800a',
    '\\udc00\\ud800',
    '\\ud800\\ud800\\udc00',
    '\\ufffd',
    '\\ud800\\\\dc00',
  ];
  const plain = texts.map((text) => {
    const cells = writeCells(kernel, [{ text, kind: Kind.escaped }]);
    kernel.call.plainTexts(cells, 1, kernel.allocate(64), 0);
    return cellBytes(kernel, cells).toString('latin1');
  });
  expect(new Set(plain).size).toBe(texts.length);
  expect(plain[0]).toBe('\xed\xa0\x80');
});

function hashesOf(kernel: Kernel, texts: readonly string[]): bigint[] {
  const table = new GroupTable(kernel, 1, 0);
  table.reserve(texts.length, texts.join('').length);
  const cells = writeCells(
    kernel,
    texts.map((text) => ({ text, kind: Kind.text })),
  );
  const [kinds, out, hashes] = [
    kernel.allocate(4),
    kernel.allocate(texts.length * 4),
    kernel.allocate(texts.length * 8),
  ];
  kernel.u32(kinds, 1).set([cells]);
  kernel.call.groupsFind(cells, texts.length, out, kinds, 1, hashes);
  return texts.map((_, at) => new DataView(kernel.bytes.buffer).getBigUint64(hashes + at * 8, true));
}

function escapedPair(code: number): string {
  const units = String.fromCodePoint(code);
  return [0, 1].map((at) => `\\u${units.charCodeAt(at).toString(16).toUpperCase()}`).join('');
}

function keysAndCounts(aggregation: Aggregation, keyCount: number): unknown[] {
  return aggregation
    .answer()
    .map((row) => [
      ...row.slice(0, keyCount).map(([kind, text]) => (kind === 0 ? null : text)),
      Number(row[keyCount]?.[1]),
    ]);
}

function countByMap(rows: readonly Row[], keyCount: number): unknown[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const text = JSON.stringify(row.slice(0, keyCount));
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return Array.from(counts, ([text, count]) => [...(JSON.parse(text) as unknown[]), count]);
}

test('a table in memory that was used before does not take what was left there for a group', () => {
  const kernel = loadKernel();
  for (let round = 0; round < 3; round++) {
    kernel.recycle();
    const aggregation = new Aggregation(1, kernel);
    aggregation.add(0, [
      ['key', '1'],
      ['key', '2'],
    ]);
    expect(keysAndCounts(aggregation, 1)).toEqual([['key', 2]]);
  }
});
