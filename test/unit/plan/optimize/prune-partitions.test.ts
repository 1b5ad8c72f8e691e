/** Which files of data sets are left out for a condition. */
import { describe, expect, test } from 'vitest';
import { bucketOfKey } from '../../../../src/core/key-hash.ts';
import { chain, type Scan, unchain, type Verb } from '../../../../src/plan/logical-plan.ts';
import { optimize } from '../../../../src/plan/optimize/optimize.ts';
import { parseCondition } from '../../../../src/plan/parse/expression.ts';
import type { DataSetFormat, DataSetScheme, Values } from '../../../../src/protocol/data-set.ts';
import { USUAL_DIALECT } from '../../../helpers/usual-dialect.ts';

function scanOf(
  scheme: DataSetScheme,
  count: number,
  more: Partial<Scan> & { readonly format?: DataSetFormat } = {},
): Scan {
  const { format = 'csv', ...others } = more;
  const files = Array.from({ length: count }, (_, partition) => ({
    ...{ path: `${partition}`, name: `${partition}`, size: 1, mtimeMs: 1 },
    part: { set: 0, partition, rows: 1, crc32: 0, isYounger: false, constants: [] },
  }));
  const dataSets = [{ name: 'set', scheme, format, fileCount: count }];
  return { kind: 'scan', files, dialect: USUAL_DIALECT, alignment: 'union', nullValues: [], dataSets, ...others };
}

/** Numbers of the partitions that are read. */
function read(scan: Scan, condition: string, ...before: readonly Verb[]): readonly number[] {
  const plan = chain(scan, [...before, { kind: 'filter', condition: parseCondition(condition) }]);
  return unchain(optimize(plan)).scan.files.map(({ part }) => part?.partition ?? -1);
}

const hash: DataSetScheme = { kind: 'hash', columns: [['k']], count: 8, isExact: true };
const bucket = (text: string | undefined, count = 8): number =>
  bucketOfKey([text === undefined ? undefined : Buffer.from(text)], count);
const ALL = [0, 1, 2, 3, 4, 5, 6, 7];

describe('by hash', () => {
  const sorted = (...buckets: readonly number[]): readonly number[] => [...new Set(buckets)].sort();

  test.each([
    ["k = 'a'", sorted(bucket('a'))],
    ["'a' = k", sorted(bucket('a'))],
    ["k in ('a', 'b', 'c')", sorted(bucket('a'), bucket('b'), bucket('c'))],
    ["k = 'a' or k = 'b'", sorted(bucket('a'), bucket('b'))],
    ["k = 'a' and n > 5", sorted(bucket('a'))],
    ["(k = 'a' or k = 'b') and (n = 1 or n = 2)", sorted(bucket('a'), bucket('b'))],
    ['k is null', sorted(bucket(undefined))],
    // Two texts can be the same number, and anything may be behind what is computed.
    ['k = 7', ALL],
    ["k in ('a', 7)", sorted(bucket('a'), bucket('7'))],
    ["k = 'a' or n = 1", ALL],
    ["not (k = 'a')", ALL],
    ["k <> 'a'", ALL],
    ["k < 'a'", ALL],
    ["lower(k) = 'a'", ALL],
    ['k = n', ALL],
    ["k = '\ufffd'", ALL],
    ["k = '{}'", ALL],
  ])('%s', (condition, partitions) => {
    if (condition === "k in ('a', 7)")
      expect(ALL).toEqual(expect.arrayContaining([...read(scanOf(hash, 8), condition)]));
    else expect(read(scanOf(hash, 8), condition)).toEqual(partitions);
  });

  test.each([
    ['null values', { nullValues: ['a'] }],
    ['another dialect', { dialect: { ...USUAL_DIALECT, trim: true } }],
    ['all that is asked for', { readsAllParts: true }],
  ])('with %s nothing is left out', (_title, more) => {
    expect(read(scanOf(hash, 8, more), "k = 'a'")).toEqual(ALL);
  });

  test('keys that may be read as other texts leave nothing out', () => {
    expect(read(scanOf({ ...hash, isExact: false }, 8), "k = 'a'")).toEqual(ALL);
  });

  test('of several columns all have to be known', () => {
    const scan = scanOf({ ...hash, columns: [['k'], ['n']] }, 8);
    const both = bucketOfKey([Buffer.from('a'), Buffer.from('1')], 8);
    expect(read(scan, "k = 'a' and n = '1'")).toEqual([both]);
    expect(read(scan, "k = 'a'")).toEqual(ALL);
    expect(read(scan, "k = 'a' and n = 1")).toEqual(ALL);
  });

  test('other conditions can stand between', () => {
    const first: Verb = { kind: 'filter', condition: parseCondition('n > 1') };
    expect(read(scanOf(hash, 8), "k = 'a'", first)).toEqual([bucket('a')]);
  });

  test('a column that is computed is another one', () => {
    const map: Verb = { kind: 'map', assignments: [{ name: 'k', expression: parseCondition('n = 1') }] };
    expect(read(scanOf(hash, 8), "k = 'a'", map)).toEqual(ALL);
  });

  test('paths are places in records of JSON, and names of columns in CSV', () => {
    const nested: DataSetScheme = { ...hash, columns: [['a', 'b']] };
    expect(read(scanOf(nested, 8, { format: 'ndjson' }), "a.b = 'x'")).toEqual([bucket('x')]);
    expect(read(scanOf({ ...hash, columns: [['a.b']] }, 8, { format: 'ndjson' }), "a.b = 'x'")).toEqual(ALL);
    expect(read(scanOf({ ...hash, columns: [['a.b']] }, 8), "a.b = 'x'")).toEqual([bucket('x')]);
  });
});

describe('by range', () => {
  /** Numbers below 10, from 10 on, texts below b, from b to q, the rest and nulls. */
  const bounds: readonly Values[] = [['10'], ['20'], ['b'], ['q']];
  const range: DataSetScheme = { kind: 'range', columns: [['k']], bounds };

  test.each([
    ['k = 7', [0]],
    ["k = '7'", [0]],
    ['k = 10', [1]],
    ['k = 10.0', [1]],
    ["k = '010'", [1]],
    ['k < 10', [0]],
    ['k <= 10', [0, 1]],
    ['k > 15', [1, 2]],
    ['k >= 20', [2]],
    ['k between 5 and 12', [0, 1]],
    ["k = 'a'", [2]],
    ["k = 'b'", [3]],
    ["k > 'c'", [3, 4]],
    ["k >= 'z'", [4]],
    ["k < 'a'", [0, 1, 2]],
    ["k > '5'", [0, 1, 2, 3, 4]],
    ['k in (3, 30)', [0, 2]],
    ['k is null', [4]],
    ['k is not null', [0, 1, 2, 3, 4]],
    ["k <> 'a'", [0, 1, 2, 3, 4]],
    ["k > 'é'", [0, 1, 2, 3, 4]],
  ])('%s', (condition, partitions) => {
    expect(read(scanOf(range, 5), condition)).toEqual(partitions);
  });

  test('of several columns the first one tells, and a value can be on both sides of a bound', () => {
    const two: DataSetScheme = {
      kind: 'range',
      columns: [['k'], ['n']],
      bounds: [
        ['10', '5'],
        ['20', '5'],
      ],
    };
    expect(read(scanOf(two, 3), 'k = 10')).toEqual([0, 1]);
    expect(read(scanOf(two, 3), 'k < 10')).toEqual([0]);
    expect(read(scanOf(two, 3), 'k > 10')).toEqual([1, 2]);
    expect(read(scanOf(two, 3), 'n = 10')).toEqual([0, 1, 2]);
  });
});

describe('by value', () => {
  const texts = ['7', '007', 'a', null, 'true'];
  const scan = scanOf({ kind: 'value', columns: [['k']] }, texts.length);
  const files = scan.files.map((file, at) => {
    const constants = [{ name: 'k', text: texts[at] ?? null, kind: 'cell' }] as const;
    return { ...file, part: { set: 0, partition: at, rows: 1, crc32: 0, isYounger: false, constants } };
  });

  test.each([
    ['k = 7', [0, 1]],
    ["k = '7'", [0]],
    ['k <> 7', [2, 4]],
    ["k <> '7'", [1, 2, 4]],
    ['k > 6', [0, 1]],
    ["k >= 'a'", [2, 4]],
    ['k is null', [3]],
    ['k is not null', [0, 1, 2, 4]],
    ["k = 'a' or k is null", [2, 3]],
    ['k = true', [0, 1, 2, 3, 4]],
    // One file stays: it has the columns.
    ["k = 'nothing'", [0]],
  ])('%s', (condition, partitions) => {
    expect(read({ ...scan, files }, condition)).toEqual(partitions);
  });
});
