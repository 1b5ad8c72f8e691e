/**
 * Data sets of any records, by any scheme, in any format: read again they are what was written, in order within each file,
 * and a condition keeps the same records whether or not files are left out for it.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { asNdjson, conditions, keyedRecords, runWords, schemes } from '../helpers/engine/data-sets.ts';
import { RowsEngines } from '../helpers/engine/rows-engines.ts';
import { runs } from '../helpers/engine/runs.ts';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const FORMATS = ['csv', 'tsv', 'ndjson', 'json'] as const;
const chunkBytes = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 30, max: 3000 })).map(String);
let setCount = 0;

/** The records in a file of a format, and the same as a data set. */
async function written(ndjson: string, format: string, scheme: readonly string[], chunk: string) {
  const source = files.write('source.ndjson', ndjson);
  const plain = join(files.directory, `plain.${format}`);
  await runWords(['project', 'id,k,c', '-j', '1', '--to', format, '-o', plain, source]);
  const set = join(files.directory, `set-${setCount++}`);
  const [verb = '', ...options] = scheme;
  const place = verb === 'persist' ? [set] : ['-o', set];
  await runWords([verb, ...place, ...options, '-j', '1', '--chunk-size', chunk, '--to', format, plain]);
  return { plain, set };
}

async function answer(words: readonly string[], path: string, how = {}): Promise<string> {
  const engines = await RowsEngines.of([...words, path], files.directory);
  return engines.run(how);
}

const partsOf = (set: string): readonly string[] =>
  readdirSync(set, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('part-'));

describe.each(FORMATS)('%s', (format) => {
  const inOrder = ['sort', 'id', 'then', 'project', 'id,k,c', '--to', format];

  test('what is read is what was written', async () => {
    const property = fc.asyncProperty(keyedRecords, schemes, chunkBytes, async (records, scheme, chunk) => {
      const { plain, set } = await written(asNdjson(records), format, scheme.words, chunk);
      const expected = await answer(inOrder, plain);
      expect(await answer(inOrder, set)).toBe(expected);
      expect(await answer(inOrder, set, { workers: 2, chunkBytes: 40 })).toBe(expected);
      if (scheme.keepsOrder) expect(await answer(['cat', '--to', format], set)).toBe(readFileSync(plain, 'utf8'));
      for (const part of partsOf(set)) {
        const ids = await answer(['project', 'id', '--to', 'csv'], join(set, part));
        const numbers = ids.split('\n').slice(1, -1).map(Number);
        expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
      }
      rmSync(set, { recursive: true });
    });
    await fc.assert(property, runs(25));
  });

  test('a condition keeps the same records', async () => {
    const property = fc.asyncProperty(
      keyedRecords,
      schemes,
      fc.array(conditions, { minLength: 4, maxLength: 8 }),
      async (records, scheme, all) => {
        const { plain, set } = await written(asNdjson(records), format, scheme.words, '1000');
        for (const condition of all) {
          const words = ['filter', `(${condition})`, 'then', ...inOrder];
          const expected = await answer(words, plain);
          // Of records that are left out nobody hears what is wrong with them.
          if (!expected.startsWith('PQ_')) expect(await answer(words, set)).toBe(expected);
        }
        rmSync(set, { recursive: true });
      },
    );
    await fc.assert(property, runs(25));
  });
});
