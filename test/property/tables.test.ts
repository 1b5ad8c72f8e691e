/**
 * Rows that were put into a table of cells, scanned again: the same answer as of the files that they came from, for any
 * verb, in one process and several, however the table is cut.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { inspectInput } from '../../src/engine/inspect.ts';
import { inputOfTable } from '../../src/engine/io/table-file.ts';
import type { ColumnPath, InspectedFile } from '../../src/protocol/stage.ts';
import { cutFiles, textOfBucket } from '../helpers/engine/cut-rows.ts';
import { NAIVE_QUERIES } from '../helpers/engine/naive-rows.ts';
import { FORMATS, randomRecords, rowFile } from '../helpers/engine/row-files.ts';
import { RowsEngines } from '../helpers/engine/rows-engines.ts';
import { runs } from '../helpers/engine/runs.ts';
import { startsOfRows, tableOfFiles } from '../helpers/engine/tables.ts';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';
import { USUAL_DIALECT } from '../helpers/usual-dialect.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const QUERIES = [
  ...NAIVE_QUERIES.map(({ words }) => words),
  ['agg', '--agg', 'count(*) as n, sum(x) as s, max(t) as t, list(k) as l', '-g', 'k'],
  ['agg', '--agg', 'count(*) as n'],
  ['distinct', 'k, x', 'then', 'sort', 'x desc, t'],
  ['filter', 'x > 0', '--null-value', 'a', '--null-value', '1'],
];

const cuts = fc.record({
  workers: fc.integer({ min: 1, max: 3 }),
  chunkBytes: fc.integer({ min: 1, max: 100 }),
  blockBytes: fc.option(fc.integer({ min: 64, max: 200 }), { nil: undefined }),
  isTight: fc.boolean(),
});

describe.each(FORMATS)('%s', (format) => {
  test.each(QUERIES.map((words) => [words.join(' '), words] as const))('%s', async (_title, words) => {
    const property = fc.asyncProperty(randomRecords, cuts, async (records, way) => {
      fc.pre(format === 'csv' || format === 'tsv' || records.length > 0);
      const file = rowFile(format, records);
      const path = files.write(file.name, file.text);
      const read = format === 'sequence' ? ['--from', 'json'] : [];
      const engines = await RowsEngines.of([...words, ...read, '--to', 'ndjson', path], files.directory);
      const overTable = engines.over([tableOf(engines, format === 'csv' || format === 'tsv')]);
      const text = await engines.run();
      const { workers, ...inline } = way;
      expect(await overTable.run(inline)).toBe(text);
      if (!engines.plan.lowered.stopsEarly) expect(await overTable.run(way)).toBe(text);
    });
    await fc.assert(property, runs(4));
  });
});

test('buckets of a table are those of the file that it was made from', () => {
  const property = fc.property(randomRecords, fc.constantFrom(...FORMATS), cuts, (records, format, way) => {
    fc.pre(records.length > 0);
    const { name, text } = rowFile(format, records);
    const { size, mtimeMs } = statSync(files.write(name, text));
    const source = { path: join(files.directory, name), name, size, mtimeMs };
    const { file } = inspectInput(source, { ...USUAL_DIALECT, from: format === 'sequence' ? 'json' : undefined });
    const by = { kind: 'hash', columns: [0, 2], bucketCount: 7 } as const;
    const cutting = { by, format: { kind: 'cells' }, columns: ['k', 'x', 't'] } as const;
    const parts = cutFiles([file], cutting);
    const { workers: runners, chunkBytes } = way;
    const again = cutFiles([tableOfColumns([file], columnsOf(cutting.columns), [])], {
      ...cutting,
      chunkBytes,
      runners,
    });
    if (typeof parts === 'string' || typeof again === 'string') throw new Error(`${parts} ${again}`);
    for (let bucket = 0; bucket < 7; bucket++) expect(textOfBucket(again, bucket)).toBe(textOfBucket(parts, bucket));
  });
  fc.assert(property, runs(60));
});

const columnsOf = (names: readonly string[]) => names.map((text) => ({ steps: [text], text }));

/** What the scan reads, in a table that can be cut before every row. A row without columns would be nothing. */
function tableOf({ plan }: RowsEngines, isCsv: boolean): InspectedFile {
  const { scan } = plan.lowered;
  const wanted = scan.columns.filter(({ steps }) => steps.length > 0 || !isCsv);
  const columns = wanted.length === 0 ? [{ steps: ['k'], text: 'k' }] : wanted;
  return tableOfColumns(plan.files as readonly InspectedFile[], columns, scan.nullValues);
}

function tableOfColumns(
  of: readonly InspectedFile[],
  columns: readonly ColumnPath[],
  nullValues: readonly string[],
): InspectedFile {
  const table = tableOfFiles(of, columns, nullValues, { directory: files.directory, isPrivate: false });
  const starts = startsOfRows(readFileSync(table.path), columns.length);
  return inputOfTable({ ...table, starts }, { name: 'rows', columns: columns.map(({ text }) => text) });
}
