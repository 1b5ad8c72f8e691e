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

const cuts = fc.record({
  workers: fc.integer({ min: 1, max: 4 }),
  chunkBytes: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 300 })),
  blockBytes: fc.option(fc.integer({ min: 64, max: 200 }), { nil: undefined }),
  isPlaced: fc.boolean(),
  isTight: fc.boolean(),
});
/** Where a text stands instead of a number. */
const FAILING = [
  ['filter', 'x > 2'],
  ['map', 'y = x * 2'],
  ['project', "k || '!' as z, x + 1 as y", '-w', 'x > -9'],
  ['filter', 'x > 0', 'then', 'head', '2'],
  ['head', '3', 'then', 'map', 'y = x * 2', 'then', 'filter', 'y > 2'],
  ['sort', 'k', 'then', 'filter', 'x > 2', 'then', 'head', '1'],
];

const ways = fc.array(cuts, { minLength: 3, maxLength: 3 });
const to = fc.constantFrom<AnswerFormat>('csv', 'tsv', 'ndjson', 'json');

describe.each(FORMATS)('%s', (format) => {
  describe.each(NAIVE_QUERIES.map((query) => [query.words.join(' '), query] as const))('%s', (_title, query) => {
    test('is what a naive implementation makes of it', async () => {
      const property = fc.asyncProperty(randomRecords, to, ways, async (records, answer, ways) => {
        fc.pre(format === 'csv' || format === 'tsv' || records.length > 0);
        const file = rowFile(format, records);
        const path = files.write(file.name, file.text);
        const words = [...query.words, ...from(format), '--to', answer, path];
        const engines = await RowsEngines.of(words, files.directory);
        const text = await engines.run();
        expect(comparable(text, answer)).toBe(comparable(expectedOf(query, format, file, answer), answer));
        for (const way of ways) {
          const { workers, ...inline } = way;
          expect(await engines.run(inline)).toBe(text);
          if (!engines.plan.lowered.stopsEarly) expect(await engines.run(way)).toBe(text);
        }
      });
      await fc.assert(property, runs(3));
    });
  });
});

describe.each(FORMATS)('%s', (format) => {
  test.each(FAILING.map((words) => [words.join(' '), words] as const))(
    '%s fails at the same place',
    async (_title, words) => {
      const property = fc.asyncProperty(randomRecords, fc.nat(24), ways, async (records, at, ways) => {
        fc.pre(records.length > 0);
        const bad = records.map((record, index) => (index === at % records.length ? { ...record, x: 'oops' } : record));
        const file = rowFile(format, bad);
        const path = files.write(file.name, file.text);
        const engines = await RowsEngines.of([...words, ...from(format), '--to', 'ndjson', path], files.directory);
        const expected = await engines.run();
        for (const way of ways) {
          const { workers, ...inline } = way;
          expect(await engines.run(inline)).toBe(expected);
          if (!engines.plan.lowered.stopsEarly) expect(await engines.run(way)).toBe(expected);
        }
      });
      await fc.assert(property, runs(3));
    },
  );
});

/** The first line of a sequence can look like NDJSON. */
function from(format: Format): readonly string[] {
  return format === 'sequence' ? ['--from', 'json'] : [];
}

/** How much white space there is in a JSON record that has been changed is nobody's promise. */
function comparable(text: string, to: AnswerFormat): string {
  return to === 'csv' || to === 'tsv' ? text : text.replace(/("(?:[^"\\]|\\.)*")|[ \t]+/g, '$1');
}

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
