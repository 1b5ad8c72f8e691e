/** Manifests: what is written is read, and what is none is said to be none. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Manifest, manifestText, parseManifest } from '../../../../src/plan/data-sets/manifest.ts';
import { runs } from '../../../helpers/engine/runs.ts';

const bytes = fc.option(
  fc.oneof(
    fc.uint8Array({ maxLength: 8 }).map((each) => Buffer.from(each).toString('latin1')),
    fc.string({ unit: 'binary', maxLength: 5 }).map((each) => Buffer.from(each).toString('latin1')),
  ),
  { nil: null },
);
const steps = fc.oneof(
  fc.string({ maxLength: 5 }).map((name) => [name]),
  fc.constant(['address', 'lines', 0]),
);

function manifestOf(
  values: readonly (string | null)[][],
  columns: readonly (readonly (string | number)[])[],
): Manifest {
  const kind = values.length % 2 === 0 ? 'cell' : 'string';
  return {
    scheme: { kind: 'value', columns },
    format: 'csv',
    columns: ['n', ...columns.map(String)],
    files: values.map((texts, at) => ({
      path: `a=${at}/part-00000.csv`,
      ...{ partition: at, rows: at * 7, bytes: at * 100, crc32: (at * 0x9e3779b1) >>> 0 },
      values: texts.map((text) => ({ text, kind })),
    })),
  };
}

test('what is written is read', () => {
  const property = fc.property(
    fc.array(fc.tuple(bytes, bytes), { maxLength: 5 }),
    steps,
    steps,
    (values, one, other) => {
      const manifest = manifestOf(values, [one, other]);
      expect(parseManifest(manifestText(manifest))).toEqual(manifest);
    },
  );
  fc.assert(property, runs(300));
});

const FILE = { path: 'part-00000.csv', partition: 0, rows: 1, bytes: 5, crc32: '00c0ffee' };
const WHOLE = {
  ...{ version: 1, scheme: { kind: 'hash', columns: ['k'], count: 1, hash: 'pq-1' }, format: 'csv', columns: ['k'] },
  ...{ rows: 1, files: [FILE] },
};

describe('what is none is said to be none', () => {
  test.each([
    [{ ...WHOLE, version: 7 }, 'it is of version 7, and this pq knows version 1'],
    [{ ...WHOLE, format: 'parquet' }, 'format is not one of csv, tsv, ndjson, json'],
    [{ ...WHOLE, rows: 2 }, 'its files have 1 rows, and it says 2'],
    [{ ...WHOLE, rows: -1 }, 'rows is not a count'],
    [{ ...WHOLE, rows: 1.5 }, 'rows is not a count'],
    [{ ...WHOLE, scheme: { ...WHOLE.scheme, hash: 'md5' } }, 'scheme.hash is not one of pq-1'],
    [{ ...WHOLE, scheme: { ...WHOLE.scheme, columns: [] } }, 'scheme.columns is not such a list'],
    [{ ...WHOLE, scheme: { ...WHOLE.scheme, count: 2 } }, 'it is cut into 2 partitions, and has other files'],
    [{ ...WHOLE, scheme: { kind: 'range', columns: ['k'], bounds: [] } }, undefined],
    [
      { ...WHOLE, scheme: { kind: 'range', columns: ['k'], bounds: [['a', 'b']] } },
      'scheme.bounds[0] is not such a list',
    ],
    [{ ...WHOLE, scheme: { kind: 'value', columns: ['k'] } }, 'part-00000.csv has not the values of 1 columns'],
    [{ ...WHOLE, files: [{ ...FILE, path: '../a.csv' }] }, 'files[0].path is not a path in the directory'],
    [{ ...WHOLE, files: [{ ...FILE, path: '/etc/passwd' }] }, 'files[0].path is not a path in the directory'],
    [{ ...WHOLE, files: [{ ...FILE, crc32: 'none' }] }, 'files[0].crc32 is not a checksum'],
    [{ ...WHOLE, files: [{ ...FILE, bytes: '5' }] }, 'files[0].bytes is not a count'],
    [{ ...WHOLE, files: [null] }, 'files[0] is not an object'],
    [{ ...WHOLE, files: {} }, 'files is not such a list'],
    [{ ...WHOLE, scheme: { kind: 'none' }, rows: 2, files: [FILE, FILE] }, 'a file is there twice'],
    [WHOLE, undefined],
  ])('%j', (json, problem) => {
    const read = () => parseManifest(JSON.stringify(json));
    if (problem === undefined) expect(read).not.toThrow();
    else expect(read).toThrow(problem);
  });

  test.each(['', '{', 'null', '"x"', '[]'])('%s', (text) => {
    expect(() => parseManifest(text)).toThrow(/it is no JSON|all of it is not an object/);
  });
});
