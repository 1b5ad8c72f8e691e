/**
 * Every verb over every format of input and output: what a naive implementation says, for one process and for several,
 * however the file is cut, in blocks of any size, whether rows are handed over or written by the workers themselves.
 */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type Answer, NAIVE_QUERIES, type NaiveQuery, type Row, type SourceRow } from '../helpers/engine/naive-rows.ts';
import {
  type AnswerFormat,
  FORMATS,
  type Format,
  jsonText,
  type RowFile,
  randomRecords,
  rowFile,
  writtenAsCsv,
  writtenAsJson,
} from '../helpers/engine/row-files.ts';
import { RowsEngines } from '../helpers/engine/rows-engines.ts';
import { runs } from '../helpers/engine/runs.ts';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());
let fileCount = 0;

const cuts = fc.record({
  workers: fc.integer({ min: 1, max: 4 }),
  chunkBytes: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 300 })),
  blockBytes: fc.option(fc.integer({ min: 64, max: 200 }), { nil: undefined }),
  isPlaced: fc.boolean(),
});
const to = fc.constantFrom<AnswerFormat>('csv', 'tsv', 'ndjson', 'json');

describe.each(FORMATS)('%s', (format) => {
  describe.each(NAIVE_QUERIES.map((query) => [query.words.join(' '), query] as const))('%s', (_title, query) => {
    test('is what a naive implementation makes of it', async () => {
      const property = fc.asyncProperty(
        randomRecords,
        to,
        fc.array(cuts, { minLength: 3, maxLength: 3 }),
        async (records, answer, ways) => {
          const file = rowFile(format, records);
          const path = files.write(`${fileCount++}-${file.name}`, file.text);
          const engines = await RowsEngines.of([...query.words, '--to', answer, path], files.directory);
          const expected = expectedOf(query, format, file, answer);
          expect(await engines.run()).toBe(expected);
          for (const way of ways) {
            const { workers, ...inline } = way;
            expect(await engines.run(inline)).toBe(expected);
            if (!engines.plan.lowered.stopsEarly) expect(await engines.run(way)).toBe(expected);
          }
        },
      );
      await fc.assert(property, runs(4));
    });
  });
});

function expectedOf(query: NaiveQuery, format: Format, file: RowFile, to: AnswerFormat): string {
  const isCsv = format === 'csv' || format === 'tsv';
  const names = isCsv ? ['k', 'x', 't'] : namesOf(file.rows);
  const answer = query.apply(file.rows, names);
  if (to === 'csv' || to === 'tsv') return asCsv(answer, names, format === to && !query.gathers, to);
  return writtenAsJson(isCsv ? cellRecords(answer, names) : jsonRecords(answer), to);
}

function asCsv(answer: Answer, names: readonly string[], isCopied: boolean, to: 'csv' | 'tsv'): string {
  const delimiter = to === 'csv' ? ',' : '\t';
  if (answer.kind === 'rows') return writtenAsCsv(answer.names, answer.rows, delimiter);
  if (!isCopied) return writtenAsCsv(names, rowsOf(answer.rows), delimiter);
  return writtenAsCsv(names, [], delimiter) + answer.rows.map(({ source }) => `${source}\n`).join('');
}

/** From CSV: all columns in their order. */
function cellRecords(answer: Answer, names: readonly string[]): readonly string[] {
  const rows = answer.kind === 'rows' ? answer.rows : rowsOf(answer.rows);
  const columns = answer.kind === 'rows' ? answer.names : names;
  return rows.map((row) => object(columns.map((name) => [name, row.get(name) ?? null] as const)));
}

/** Records as they stood, on one line each; those that were changed have their members in the same order. */
function jsonRecords(answer: Answer): readonly string[] {
  if (answer.kind === 'records') return answer.rows.map(({ source }) => source.replace(/[\r\n]+/g, ' '));
  return answer.rows.map((row) => object([...row]));
}

function object(members: readonly (readonly [string, Parameters<typeof jsonText>[0]])[]): string {
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${jsonText(value)}`).join(',')}}`;
}

function rowsOf(rows: readonly SourceRow[]): readonly Row[] {
  return rows.map(({ row }) => row);
}

/** Of all members, in the order of their first appearance. */
function namesOf(rows: readonly SourceRow[]): readonly string[] {
  return [...new Set(rows.flatMap(({ row }) => [...row.keys()]))];
}
