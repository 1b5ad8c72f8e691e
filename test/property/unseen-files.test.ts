/** Files that nobody has looked at before they are read: the same answers and the same errors as of files that were. */
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import {
  ARRAY_FILES,
  CSV_FILES,
  DIALECT_FILES,
  NDJSON_FILES,
  SEQUENCE_FILES,
  TSV_FILES,
} from '../helpers/engine/awkward-files.ts';
import { Engines } from '../helpers/engine/engines.ts';
import type { PlannedStage } from '../helpers/engine/planned-stage.ts';
import { everyAggregateOf, planQuery } from '../helpers/engine/query.ts';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const AWKWARD = [...CSV_FILES, ...TSV_FILES, ...NDJSON_FILES, ...ARRAY_FILES, ...SEQUENCE_FILES].map((file, at) => ({
  ...file,
  title: `${file.name} ${file.title}`,
  path: files.write(`${at}-${file.name}`, file.text),
}));

describe.each(AWKWARD)('$title', ({ path, key, number }) => {
  const query = { keys: key, aggregates: number === undefined ? 'count(*)' : everyAggregateOf(number) };

  test('is answered alike', async () => {
    const seen = planQuery([path, path, path], query);
    const expected = await new Engines(seen, files.directory).inline();
    expect('rows' in expected).toBe(true);
    expect(await new Engines(unseen(seen), files.directory).inline()).toEqual(expected);
    expect(await new Engines(unseen(seen), files.directory).withWorkers(3, {})).toEqual(expected);
    expect(await new Engines(unseen(seen), files.directory, 64).inline()).toEqual(expected);
  });
});

describe.each(DIALECT_FILES)('$title', ({ title, text, key, dialect }) => {
  const path = files.write(`${title}.csv`, text);
  const query = { keys: key, aggregates: 'count(*), count(x)' };

  test('is answered alike', async () => {
    const seen = planQuery([path, path, path], query, dialect);
    const expected = await new Engines(seen, files.directory).inline();
    expect('rows' in expected).toBe(true);
    expect(await new Engines(unseen(seen), files.directory).withWorkers(3, {})).toEqual(expected);
  });
});

describe('what has to be decoded', () => {
  const utf16 = Buffer.from('\ufeffk,x\nä,1\nb,2\n', 'utf16le');
  test.each([
    ['a.csv.gz', gzipSync('k,x\na,1\nb,"2"\n'), {}],
    ['b.csv', gzipSync('k,x\na,1\n'.repeat(1) + 'b,2\n'.repeat(50_000)), {}],
    ['c.json.gz', gzipSync('[{"k":"a","x":1},\n{"k":"b"}]'), {}],
    ['d.csv', utf16, {}],
    ['e.csv.gz', gzipSync(utf16), {}],
    ['f.csv', Buffer.from('k,x\n\xe4,1\n', 'latin1'), { encoding: 'latin1' }],
    ['g.csv.gz', gzipSync('k,x\n#\na,1\n'), { comment: '#' }],
    ['h.json', Buffer.from('{"r":[{"k":"a","x":1},{"k":"b","x":2}]}'), { root: { steps: ['r'], text: 'r' } }],
  ] as const)('%s', async (name, bytes, dialect) => {
    const path = files.write(name, bytes);
    const seen = planQuery([path, path, path], { keys: 'k', aggregates: 'count(*), sum(x)' }, dialect);
    expect(seen.stage.files.map(({ size }) => size)).toEqual([undefined, undefined, undefined]);
    const expected = await new Engines(seen, files.directory).inline();
    expect('rows' in expected).toBe(true);
    expect(await new Engines(unseen(seen), files.directory).inline()).toEqual(expected);
    expect(await new Engines(unseen(seen), files.directory).withWorkers(3, {})).toEqual(expected);
    expect(await new Engines(unseen(seen), files.directory, 64).inline()).toEqual(expected);
  });
});

test('files of all kinds one after another', async () => {
  const seen = planQuery(
    AWKWARD.map(({ path }) => path),
    { keys: 'k', aggregates: 'count(*), count(x)' },
  );
  const expected = await new Engines(seen, files.directory).inline();
  expect(await new Engines(unseen(seen), files.directory).inline()).toEqual(expected);
  expect(await new Engines(unseen(seen), files.directory).withWorkers(4, {})).toEqual(expected);
});

test.each([
  ['a.csv', 'k,x\n"a,1\n'],
  ['b.csv', 'k,x\n"a"b,1\n'],
  ['c.json', '[{"k":1,"x":2},\n{"k":1,"x":}]'],
  ['d.ndjson', '{"x":1}\n{"x":"one"}\n'],
  ['e.csv.gz', gzipSync('x\n1\none\n')],
  ['f.csv.gz', gzipSync('k,x\na\n')],
])('%s has the same error', async (name, text) => {
  const paths = [files.write(`good-${name}.csv`, 'k,x\na,1\n'), files.write(name, text)];
  const seen = planQuery(paths, { aggregates: 'sum(x)' });
  const expected = await new Engines(seen, files.directory).inline();
  expect(expected).toMatchObject({ file: 1 });
  expect(await new Engines(unseen(seen), files.directory).inline()).toEqual(expected);
  expect(await new Engines(unseen(seen), files.directory).withWorkers(2, {})).toEqual(expected);
});

function unseen(planned: PlannedStage): PlannedStage {
  const { stage } = planned;
  const withoutFormat = stage.files.map(({ format: _, decoding, ...file }) => {
    return { ...file, size: decoding === undefined ? file.size : decoding.storedBytes };
  });
  return { ...planned, stage: { ...stage, files: withoutFormat } };
}
