/** --source-column: every record gets the name of its file, whatever the name is and however the file is read. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { CellKind } from '../../../src/core/values.ts';
import { Engines } from '../../helpers/engine/engines.ts';
import type { PlannedStage } from '../../helpers/engine/planned-stage.ts';
import { planQuery } from '../../helpers/engine/query.ts';
import { TemporaryFiles } from '../../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const rows = Array.from({ length: 3000 }, (_, row) => row);
const csv = files.write('a.csv', `n,"k ""q"""\n${rows.map((row) => `${row},"x ""${row % 2}"""\n`).join('')}`);
const ndjson = files.write('a.ndjson', rows.map((row) => `{"n":${row},"f":null}\n`).join(''));

/** The plan, and the same for files with other names. */
function planned(keys: string, names: readonly string[], paths = [csv, ndjson]): PlannedStage {
  const plan = planQuery(paths, { keys, aggregates: 'count(*), count(f), sum(n)' }, { sourceColumn: 'f' });
  const renamed = plan.stage.files.map((file, at) => ({ ...file, name: names[at] ?? file.name }));
  return { ...plan, stage: { ...plan.stage, files: renamed } };
}

describe('the source column', () => {
  it('is a text, whatever the name', async () => {
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.constantFrom('"quoted"', '2023', '-1e5', 'true', 'a\\"b', 'ä€😀', 'x'.repeat(5000), 'y'.repeat(70_000)),
    );
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(name, { minLength: 2, maxLength: 2 }), async (names) => {
        const expected = names.map((one) => [
          [CellKind.text, one],
          [CellKind.number, '3000'],
          [CellKind.number, '3000'],
          [CellKind.number, '4498500'],
        ]);
        const engines = new Engines(planned('f', names), files.directory);
        expect(await engines.inline()).toMatchObject({ rows: expected });
        expect(await engines.withWorkers(3, { chunkBytes: 5000 })).toMatchObject({ rows: expected });
      }),
      { numRuns: 20 },
    );
  });

  it('is a key beside others', async () => {
    const engines = new Engines(planned('f, n', ['one', 'two']), files.directory);
    const outcome = await engines.inline();
    expect('rows' in outcome && outcome.rows.length).toBe(6000);
    expect(await engines.withWorkers(2, { chunkBytes: 777 })).toEqual(outcome);
  });

  it('is an error at the first record that has a value there', async () => {
    const text = rows.map((row) => `{"n":${row}${row === 2500 ? ',"f":{}' : ''}}\n`).join('');
    const path = files.write('clash.ndjson', text);
    const message = 'there is a column "f" already';
    const expected = { code: 'PQ_USAGE', message, file: 0, byte: text.indexOf('{}') };
    const engines = new Engines(planned('f', ['clash'], [path]), files.directory);
    expect(await engines.inline()).toEqual(expected);
    for (const chunkBytes of [100, 999, 100_000])
      expect(await engines.withWorkers(3, { chunkBytes })).toEqual(expected);
  });
});
