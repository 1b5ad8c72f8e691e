/** Rows that a scan cuts into buckets: every row in the bucket of its key, in the order of the input. */
import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { bucketOfKey } from '../../../src/core/key-hash.ts';
import { loadKernel } from '../../../src/engine/kernel.ts';
import type { RowFormat } from '../../../src/protocol/result.ts';
import type { CutRule } from '../../../src/protocol/stage.ts';
import { type CutPart, cutRows, textOfBucket } from '../../helpers/engine/cut-rows.ts';
import { keysOf } from '../../helpers/engine/sort-kernel.ts';
import { TemporaryFiles } from '../../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const CSV: RowFormat = { kind: 'csv', delimiter: 44, texts: ['', ',', '\n'] };
const CELLS: RowFormat = { kind: 'cells' };
const columns = ['k', 'n'];
const lines = Array.from({ length: 5000 }, (_, at) => `${at % 7 === 0 ? '' : `k${(at * 7919) % 101}`},${at}\n`);
const path = files.write('a.csv', `k,n\n${lines.join('')}`);
const keyOf = (line: string): string => line.slice(0, line.indexOf(','));
const hash = { kind: 'hash', columns: [0], bucketCount: 5 } as const satisfies CutRule;

function cut(by: CutRule, how: Partial<Parameters<typeof cutRows>[1]> = {}, paths = [path]): readonly CutPart[] {
  const parts = cutRows(paths, { by, format: CSV, columns, ...how });
  if (typeof parts === 'string') throw new Error(parts);
  return parts;
}

function bucketOf(key: string, count: number): number {
  return bucketOfKey([key === '' ? undefined : Buffer.from(key)], count);
}

const WAYS = [
  ['at once', {}],
  ['in small partitions', { chunkBytes: 700 }],
  ['in several parts of a partition', { chunkBytes: 30_000, sortBytes: 1 }],
  ['by three who share a directory', { chunkBytes: 900, runners: 3, sharedDirectory: files.directory }],
] as const;

describe.each(WAYS)('%s', (_title, how) => {
  test('by hash', () => {
    const parts = cut(hash, how);
    for (let bucket = 0; bucket < 5; bucket++) {
      const expected = lines.filter((line) => bucketOf(keyOf(line), 5) === bucket);
      expect(textOfBucket(parts, bucket)).toBe(expected.join(''));
      expect(parts.reduce((sum, { rowCounts }) => sum + (rowCounts[bucket] ?? 0), 0)).toBe(expected.length);
    }
  });

  test('in turns, of each partition', () => {
    const parts = cut({ kind: 'turns', bucketCount: 3 }, how);
    const partitions = Map.groupBy(parts, ({ partition }) => partition);
    const sorted = [...partitions.values()].map((same) => [0, 1, 2].map((bucket) => textOfBucket(same, bucket)));
    const rows = sorted.flatMap((buckets) => {
      const turns = buckets.map((text) => text.split(/(?<=\n)/).filter((line) => line !== ''));
      const most = Math.max(...turns.map(({ length }) => length));
      return Array.from({ length: most }, (_, at) => turns.flatMap((turn) => turn[at] ?? [])).flat();
    });
    expect(rows.join('')).toBe(lines.join(''));
  });

  test('by value', () => {
    const texts = new Map<string | null, string>();
    for (const { values, texts: of } of cut({ kind: 'values', columns: [0], tellsKinds: false }, how))
      for (const [bucket, [value = null] = []] of (values ?? []).entries())
        texts.set(value, (texts.get(value) ?? '') + of[bucket]);
    const expected = Map.groupBy(lines, (line) => (keyOf(line) === '' ? null : keyOf(line)));
    expect(texts).toEqual(new Map([...expected].map(([key, some]) => [key, some.join('')])));
  });
});

test('by range: a key that is a bound lies above it, and null comes last', () => {
  const how = { isDescending: false, nullsFirst: false, values: 'any' } as const;
  const bounds = keysOf(loadKernel(), [['k20'], ['k55']], [how]).map((key) => key.toString('base64'));
  const parts = cut({ kind: 'range', keys: [{ column: 0, ...how }], bounds });
  const place = (key: string): number => (key === '' || key >= 'k55' ? 2 : key >= 'k20' ? 1 : 0);
  for (const bucket of [0, 1, 2]) {
    expect(textOfBucket(parts, bucket)).toBe(lines.filter((line) => place(keyOf(line)) === bucket).join(''));
  }
});

test('values are alike by their text, whatever the format', () => {
  const csv = files.write('b.csv', 'k,n\n7,1\n"7",2\n"say ""hi""",3\n,4\n"",5\n');
  const json = files.write(
    'b.ndjson',
    '{"k":7,"n":1}\n{"k":"7","n":2}\n{"k":"say \\"hi\\"","n":3}\n{"n":4}\n{"k":"","n":5}\n',
  );
  const count = 64;
  const bucketsOf = (file: string): readonly (readonly number[])[] =>
    cut({ ...hash, bucketCount: count }, { format: CELLS }, [file]).map(({ rowCounts }) => rowCounts);
  expect(bucketsOf(json)).toEqual(bucketsOf(csv));
  const expected = Array.from({ length: count }, () => 0);
  for (const key of [Buffer.from('7'), Buffer.from('7'), Buffer.from('say "hi"'), undefined, Buffer.alloc(0)])
    (expected[bucketOfKey([key], count)] as number)++;
  expect(bucketsOf(csv)).toEqual([expected]);
});

test('values are told byte by byte', () => {
  const file = files.write('c.csv', Buffer.from('k,n\n\xff\xfe,1\n\xc3\xa9,2\n', 'latin1'));
  expect(cut({ kind: 'values', columns: [0], tellsKinds: false }, {}, [file])[0]?.values).toEqual([
    ['\xff\xfe'],
    ['\xc3\xa9'],
  ]);
});

test('too many different values are an error', () => {
  const many = files.write('d.csv', `k,n\n${Array.from({ length: 10_001 }, (_, at) => `${at},1\n`).join('')}`);
  const by = { kind: 'values', columns: [0], tellsKinds: false } as const;
  expect(cutRows([many], { by, format: CSV, columns })).toMatch(
    /^PQ_USAGE: there are more than 10,000 different values/,
  );
});

test('nothing is left of what a process keeps to itself, and no rows make no parts', () => {
  const before = readdirSync('/proc/self/fd').length;
  expect(cut(hash, {}, [files.write('e.csv', 'k,n\n')])).toEqual([]);
  cut(hash);
  expect(readdirSync('/proc/self/fd').length).toBe(before);
});
