/** csv-spectrum: each file grouped by all its columns is the list of records that its JSON twin has. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { corpus, filesOf } from '../helpers/engine/corpora.ts';
import { Engines } from '../helpers/engine/engines.ts';
import { planQuery } from '../helpers/engine/query.ts';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';

const suite = corpus('csv_spectrum/csvs');
/** The answer to one file was made from another one (upstream): its phone number is not in the file. */
const paths = filesOf(suite, /^(?!location_coordinates).*\.csv$/);
const files = new TemporaryFiles();
afterAll(() => files.remove());

describe.skipIf(suite.isAbsent)(suite.title, () => {
  test('is complete', () => expect(paths.length).toBe(11));

  test.each(paths.map((path) => [basename(path, '.csv'), path]))('%s', async (name, path) => {
    const expected = JSON.parse(readFileSync(join(suite.directory, `../json/${name}.json`), 'utf8')) as Record<
      string,
      string
    >[];
    const columns = Object.keys(expected[0] ?? {});
    const keys = columns.map((column) => JSON.stringify(column)).join(', ');
    const planned = planQuery([path], { keys, aggregates: 'count(*)' });
    expect(planned.stage.files[0]?.format).toMatchObject({ columns });
    const engines = new Engines(planned, files.directory);
    for (let chunkBytes = 1; chunkBytes <= 20; chunkBytes++) {
      const outcome = await engines.withWorkers(2, { chunkBytes });
      const rows = 'rows' in outcome ? outcome.rows.map((row) => row.map(([, text]) => text)) : outcome;
      expect(rows).toEqual(expected.map((record) => [...columns.map((column) => record[column]), '1']));
    }
  });
});
