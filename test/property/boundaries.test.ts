/**
 * Boundaries at every byte: each awkward file is cut at every chunk size from one byte to more than its length, and read
 * in blocks of every small size. The answer is that of one process on the whole file, and that of the oracle.
 */
import { afterAll, describe, expect, test } from 'vitest';
import {
  ARRAY_FILES,
  type AwkwardFile,
  CSV_FILES,
  DIALECT_FILES,
  NDJSON_FILES,
  SEQUENCE_FILES,
  TSV_FILES,
} from '../helpers/engine/awkward-files.ts';
import { Engines } from '../helpers/engine/engines.ts';
import { askOracle } from '../helpers/engine/oracle.ts';
import { everyAggregateOf, planQuery, type Query } from '../helpers/engine/query.ts';
import { runs } from '../helpers/engine/runs.ts';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const FORMATS = {
  CSV: CSV_FILES,
  TSV: TSV_FILES,
  'CSV dialects': DIALECT_FILES,
  NDJSON: NDJSON_FILES,
  'JSON array': ARRAY_FILES,
  'JSON sequence': SEQUENCE_FILES,
};
/** From a block that is smaller than a record to one that is larger than the file. */
const BLOCK_SIZES = [...Array.from({ length: 66 }, (_, more) => 64 + more), 200, 256, 333, 512];

/** Of each file a quarter of them, and every fourth chunk size; all when tests run longer. */
const BLOCK_STEP = runs(1).numRuns > 1 ? 1 : 4;
const CHUNK_STEP = runs(1).numRuns > 1 ? 1 : 4;

describe.each(Object.entries(FORMATS))('%s', (_format, awkward) => {
  describe.each(awkward.map((file) => [file.title, file] as const))('%s', (_title, file) => {
    const path = files.write(`${Math.random()}-${file.name}`, file.text);
    const byKey = queryOf(file, file.key);
    const ofAll = queryOf(file, undefined);

    test('is read as the reference readers read it', async () => {
      for (const query of [byKey, ofAll]) {
        const { rows } = await inline(path, query, file.dialect);
        expect(rows).toEqual(askOracle(file.records(), query));
      }
    });

    test.each([1, 3])('cut at every chunk size, %i workers', async (workers) => {
      const engines = new Engines(planQuery([path], byKey, file.dialect), files.directory);
      const whole = await engines.inline();
      for (
        let chunkBytes = workers > 1 ? CHUNK_STEP : 1;
        chunkBytes <= Buffer.byteLength(file.text) + 1;
        chunkBytes += CHUNK_STEP
      ) {
        expect(await engines.withWorkers(workers, { chunkBytes }), `chunks of ${chunkBytes}`).toEqual(whole);
      }
    });

    test('cut at every chunk size, inline', async () => {
      const engines = new Engines(planQuery([path], ofAll, file.dialect), files.directory);
      const whole = await engines.inline();
      for (let chunkBytes = 1; chunkBytes <= Buffer.byteLength(file.text); chunkBytes++) {
        expect(await engines.inline({ chunkBytes }), `chunks of ${chunkBytes}`).toEqual(whole);
      }
    });

    test('read in blocks of every size', async () => {
      const whole = await inline(path, byKey, file.dialect);
      for (const blockBytes of BLOCK_SIZES.filter((_, at) => at % BLOCK_STEP === file.text.length % BLOCK_STEP)) {
        const engines = new Engines(planQuery([path], byKey, file.dialect), files.directory, blockBytes);
        expect(await engines.inline(), `blocks of ${blockBytes}`).toEqual(whole);
        expect(await engines.withWorkers(2, { chunkBytes: 50 }), `blocks of ${blockBytes}, chunks of 50`).toEqual(
          whole,
        );
      }
    });
  });
});

test('guesses that are wrong are found out, and read again', async () => {
  const text = CSV_FILES.find(({ title }) => title === 'quoted records')?.text ?? '';
  const path = files.write('wrong-guesses.csv', text);
  const engines = new Engines(planQuery([path], { aggregates: 'count(*)' }), files.directory);
  const whole = await engines.inline();
  let seamsRerun = 0;
  for (let chunkBytes = 1; chunkBytes < text.length; chunkBytes++) {
    expect(await engines.withWorkers(3, { chunkBytes })).toEqual(whole);
    seamsRerun += engines.seamsRerun;
  }
  expect(seamsRerun).toBeGreaterThan(0);
});

function queryOf({ number, key }: AwkwardFile, keys: string | undefined): Query {
  return { keys, aggregates: number === undefined ? `count(*), count(${key})` : everyAggregateOf(number) };
}

async function inline(path: string, query: Query, dialect: AwkwardFile['dialect']) {
  const outcome = await new Engines(planQuery([path], query, dialect), files.directory).inline();
  if ('code' in outcome) throw new Error(`${outcome.code} at byte ${outcome.byte}`);
  return outcome;
}
