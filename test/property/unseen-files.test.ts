/** Files that nobody has looked at before they are read: the same answers and the same errors as of files that were. */
import { afterAll, describe, expect, test } from 'vitest';
import type { PlannedStage } from '../../src/plan/stages.ts';
import { ARRAY_FILES, CSV_FILES, NDJSON_FILES, SEQUENCE_FILES, TSV_FILES } from '../helpers/engine/awkward-files.ts';
import { Engines } from '../helpers/engine/engines.ts';
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
  return { ...planned, stage: { ...stage, files: stage.files.map(({ format: _, ...file }) => file) } };
}
