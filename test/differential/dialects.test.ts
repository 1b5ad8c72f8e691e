/**
 * Random dialects against csv-parse, which is told the same: whatever reads them here, however they are cut, among any
 * number of workers, in blocks of any size.
 */
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { Engines } from '../helpers/engine/engines.ts';
import { askOracle } from '../helpers/engine/oracle.ts';
import { dialectRecords } from '../helpers/engine/oracle-records.ts';
import { planQuery, type Query } from '../helpers/engine/query.ts';
import { dialectFile } from '../helpers/engine/random-dialects.ts';
import { runs } from '../helpers/engine/runs.ts';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const QUERY: Query = { keys: 'k, l', aggregates: 'count(*), count(l), sum(x)' };

const cut = fc.record({
  chunkBytes: fc.integer({ min: 1, max: 200 }),
  workers: fc.integer({ min: 1, max: 3 }),
  blockBytes: fc.integer({ min: 16, max: 300 }),
});

test('are read as csv-parse reads them', async () => {
  await fc.assert(
    fc.asyncProperty(dialectFile, cut, async ({ dialect, text, ignored }, { chunkBytes, workers, blockBytes }) => {
      const path = files.write('dialect.csv', text);
      const { records } = dialectRecords(text, dialect);
      const planned = planQuery([path], QUERY, dialect);
      const engines = new Engines(planned, files.directory, Math.max(64, blockBytes));
      const whole = await engines.inline();
      expect('rows' in whole ? whole.rows : whole.code).toEqual(askOracle(records, QUERY));
      if ('rows' in whole) expect(whole).toMatchObject({ skipped: ignored, records: records.length + ignored });
      expect(await engines.inline({ chunkBytes })).toEqual(whole);
      expect(await engines.withWorkers(workers, { chunkBytes })).toEqual(whole);
    }),
    runs(150),
  );
});

/** What csv-parse takes for text and pq refuses, and what both refuse: one code and one byte for every cut. */
test('mistakes are found at the same byte, however the file is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      dialectFile,
      fc.nat(),
      fc.constantFrom('"', "'", 'z', ',', '\n'),
      cut,
      async (file, at, mistake, by) => {
        const place = at % (file.text.length + 1);
        const text = `${file.text.slice(0, place)}${mistake}${file.text.slice(place)}`;
        const path = files.write('mistake.csv', text);
        const planned = planUnlessRefused(path, file.dialect);
        if (planned === undefined) return;
        const engines = new Engines(planned, files.directory, Math.max(64, by.blockBytes));
        const whole = await engines.inline();
        expect(await engines.inline({ chunkBytes: by.chunkBytes })).toEqual(whole);
        expect(await engines.withWorkers(by.workers, { chunkBytes: by.chunkBytes })).toEqual(whole);
      },
    ),
    runs(150),
  );
});

function planUnlessRefused(path: string, dialect: Parameters<typeof planQuery>[2]) {
  try {
    return planQuery([path], { aggregates: 'count(*)' }, dialect);
  } catch {
    return undefined; // the mistake is in the header
  }
}
