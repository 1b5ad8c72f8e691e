/**
 * Sorts of random records of mixed values by random keys, alone and within chains, over every format: what a plain
 * comparison and Array.prototype.sort make of them, for one process and for several, however the file is cut.
 */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type MixedRecord, mixedRecords, type RandomSort, randomSort } from '../helpers/engine/random-sorts.ts';
import { RowsEngines } from '../helpers/engine/rows-engines.ts';
import { runs } from '../helpers/engine/runs.ts';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';
import type { Value } from '../twins/sort.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

type Format = 'csv' | 'ndjson' | 'array';
const FORMATS: readonly Format[] = ['csv', 'ndjson', 'array'];
const ways = fc.array(
  fc.record({
    workers: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    chunkBytes: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 900 })),
    blockBytes: fc.option(fc.integer({ min: 64, max: 200 }), { nil: undefined }),
    isPlaced: fc.boolean(),
  }),
  { minLength: 3, maxLength: 3 },
);

const pathOf = (format: Format) => (column: string) => (format === 'csv' || column === 'c' ? column : `p.${column}`);

function sourceOf(format: Format, { id, a, b, c }: MixedRecord): string {
  if (format === 'csv') return [`${id}`, a, b, c].map(csvCell).join(',');
  return `{"id":${id},"p":{"a":${jsonText(a)},"b":${jsonText(b)}},"c":${jsonText(c)}}`;
}

function csvCell(text: Value): string {
  if (text === null) return '';
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function jsonText(text: Value): string {
  const isNumber = text !== null && /^-?(0|[1-9]\d*)(\.\d+)?(e[-+]?\d+)?$/.test(text);
  return isNumber ? text : JSON.stringify(text);
}

/** Records as they stand. */
function fileOf(format: Format, records: readonly MixedRecord[]): string {
  const sources = records.map((record) => sourceOf(format, record));
  if (format === 'array') return sources.length === 0 ? '[]\n' : `[\n${sources.join(',\n')}\n]\n`;
  const head = format === 'csv' ? 'id,a,b,c\n' : '';
  return head + sources.map((source) => `${source}\n`).join('');
}

interface Link {
  readonly words: readonly string[];
  apply(records: readonly MixedRecord[]): readonly MixedRecord[];
}

const LINKS: readonly Link[] = [
  { words: ['filter', 'id > 4'], apply: (records) => records.filter(({ id }) => id > 4) },
  { words: ['filter', "c = 'x' or c is null"], apply: (records) => records.filter(({ c }) => c === 'x' || c === null) },
  { words: ['map', 'c = id'], apply: (records) => records.map((record) => ({ ...record, c: `${record.id}` })) },
  {
    words: ['distinct', 'c'],
    apply: (records) =>
      [...new Map(records.toReversed().map((each) => [each.c, each])).values()].toSorted(
        (one, other) => records.indexOf(one) - records.indexOf(other),
      ),
  },
  { words: ['head', '5'], apply: (records) => records.slice(0, 5) },
  { words: ['tail', '7'], apply: (records) => records.slice(-7) },
];

/** `verb ... then verb ...`, of which one is a sort. */
function chainOf(format: Format): fc.Arbitrary<readonly Link[]> {
  const link = fc.oneof<fc.Arbitrary<Link>[]>(fc.constantFrom(...LINKS), randomSort(pathOf(format)));
  const some = fc.array(link, { maxLength: 2 });
  return fc.tuple(some, randomSort(pathOf(format)), some).map(([before, sort, behind]) => [...before, sort, ...behind]);
}

/** The same for every way. */
async function expectAnswer(path: string, words: readonly string[], expected: string, how: readonly object[]) {
  const engines = await RowsEngines.of([...words, path], files.directory);
  expect(await engines.run()).toBe(expected);
  for (const way of how) {
    if (engines.plan.lowered.stopsEarly)
      expect(await engines.run({ ...way, workers: undefined } as never)).toBe(expected);
    else expect(await engines.run(way)).toBe(expected);
  }
}

const nameOf = (format: Format): string => (format === 'array' ? 'a.json' : `a.${format}`);
const joined = (links: readonly Link[]): readonly string[] =>
  links.flatMap(({ words }, at) => (at === 0 ? words : ['then', ...words]));
const applied = (links: readonly Link[], records: readonly MixedRecord[]): readonly MixedRecord[] =>
  links.reduce((rows, link) => link.apply(rows), records);

describe.each(FORMATS)('%s', (format) => {
  test('records are in order, as they stand', async () => {
    const property = fc.asyncProperty(mixedRecords, randomSort(pathOf(format)), ways, async (records, sort, how) => {
      const path = files.write(nameOf(format), fileOf(format, records));
      await expectAnswer(path, sort.words, fileOf(format, sort.apply(records)), how);
    });
    await fc.assert(property, runs(40));
  });

  test('within chains', async () => {
    const property = fc.asyncProperty(mixedRecords, chainOf(format), ways, async (records, links, how) => {
      const path = files.write(nameOf(format), fileOf(format, records));
      const words = [...joined(links), 'then', 'project', 'id', '--to', 'csv'];
      const ids = applied(links, records).map(({ id }) => `${id}\n`);
      await expectAnswer(path, words, `id\n${ids.join('')}`, how);
    });
    await fc.assert(property, runs(40));
  });

  test('groups of what is sorted come in the order of their first records', async () => {
    const property = fc.asyncProperty(mixedRecords, randomSort(pathOf(format)), ways, async (records, sort, how) => {
      const path = files.write(nameOf(format), fileOf(format, records));
      const words = [...sort.words, 'then', 'agg', '--count', '-g', 'c', '--to', 'csv'];
      await expectAnswer(path, words, `c,count\n${groupsOf(sort, records).join('')}`, how);
    });
    await fc.assert(property, runs(20));
  });
});

function groupsOf(sort: RandomSort, records: readonly MixedRecord[]): readonly string[] {
  const groups = Map.groupBy(sort.apply(records), ({ c }) => c);
  return [...groups].map(([c, members]) => `${c ?? ''},${members.length}\n`);
}
