/**
 * `repeat` between random verbs: what comes of its rows in a file of their own that is named so many times; for one process
 * and for several, however the file is cut, with nothing held in memory, and whatever rules the optimizer has.
 */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { PqError } from '../../src/core/errors.ts';
import type { Rule } from '../../src/plan/optimize/optimize.ts';
import { type Format, randomRecords, rowFile } from '../helpers/engine/row-files.ts';
import { RowsEngines, type RowsRun } from '../helpers/engine/rows-engines.ts';
import { runs } from '../helpers/engine/runs.ts';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const FORMATS = ['csv', 'ndjson', 'array'] as const satisfies readonly Format[];
const VERBS: readonly (readonly string[])[] = [
  ['filter', "k = 'b' or x is null"],
  ['cat', '--drop-null', 'k'],
  ['map', "t = k || '!'"],
  ['project', 'k, x'],
  ['sort', 'k desc'],
  ['sort', '-u', 'k'],
  ['sort', '-l', '3', 'k'],
  ['head', '4'],
  ['tail', '5'],
  ['distinct', 'k'],
  ['agg', '--count', '-g', 'k'],
  ['agg', '--agg', 'count(*) as n, count(x) as x, max(k) as k, null_count(k) as e'],
  ['agg', '--sum', 'x', '-g', 'k'],
  ['agg', '--agg', 'sum(x) as x, avg(x) as y'],
  ['agg', '--agg', 'min(x) as x, first(k) as k, count(distinct k) as n'],
  ['agg', '--agg', "string_agg(k, '/') as k, count() filter (where k = 'a') as x"],
];
const verbs = fc.array(fc.constantFrom(...VERBS), { maxLength: 2 });
const ways = fc.array(
  fc.record({
    workers: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    chunkBytes: fc.integer({ min: 1, max: 200 }),
    isPlaced: fc.boolean(),
    isTight: fc.boolean(),
  }),
  { minLength: 3, maxLength: 3 },
);

type Way = Omit<RowsRun, 'workers'> & { readonly workers: number | undefined };

const joined = (chain: readonly (readonly string[])[]): readonly string[] =>
  chain.flatMap((verb, at) => (at === 0 ? verb : ['then', ...verb]));

/** What comes out, for every way; undefined where that is an error. */
async function answer(
  words: readonly string[],
  how: readonly Way[] = [],
  rules?: readonly Rule[],
): Promise<string | undefined> {
  try {
    const engines = await RowsEngines.of(words, files.directory, rules);
    const text = await engines.run();
    for (const { workers, ...way } of how) {
      const isInline = workers === undefined || engines.plan.lowered.stopsEarly;
      expect(await engines.run(isInline ? way : { ...way, workers })).toBe(text);
    }
    return text.startsWith('PQ_') ? undefined : text;
  } catch (error) {
    if (error instanceof PqError) return undefined;
    throw error;
  }
}

describe.each(FORMATS)('%s', (format) => {
  // A record of CSV that passes keeps its quotes, unless it is written anew.
  const last = format === 'csv' ? ['project', '1 as one, *'] : ['cat'];
  const to = ['--to', format === 'csv' ? 'csv' : 'ndjson'];

  test('a repeat is its rows, named so many times', async () => {
    let answered = 0;
    const property = fc.asyncProperty(
      ...([randomRecords, verbs, fc.integer({ min: 1, max: 4 }), verbs, ways] as const),
      async (records, before, count, behind, how) => {
        fc.pre(records.length > 0);
        const file = rowFile(format, records);
        const path = files.write(file.name, file.text);
        const rows = await answer([...joined([...before, ['cat']]), ...to, path]);
        if (rows === undefined || rows === '') return;
        const copied = files.write(`copied.${to[1]}`, rows);
        const copies = Array.from({ length: count }, () => copied);
        const expected = await answer([...joined([...behind, last]), ...to, ...copies]);
        if (expected === undefined) return;
        const repeated = [...joined([...before, ['repeat', String(count)], ...behind, last]), ...to, path];
        // A record of JSON can have any member, and a group only its own.
        if (format !== 'csv' && (await answer(repeated)) === undefined) return;
        expect(await answer(repeated, how)).toBe(expected);
        expect(await answer(repeated, how, [])).toBe(expected);
        answered += 1;
      },
    );
    await fc.assert(property, runs(60));
    expect(answered).toBeGreaterThan(10);
  });

  test('none of them is as good as a condition that is never true', async () => {
    const property = fc.asyncProperty(randomRecords, verbs, verbs, ways, async (records, before, behind, how) => {
      fc.pre(records.length > 0);
      const file = rowFile(format, records);
      const path = files.write(file.name, file.text);
      const words = (verb: readonly string[]) => [...joined([...before, verb, ...behind]), ...to, path];
      const expected = await answer(words(['filter', 'false']), [], []);
      if (expected === undefined) return;
      expect(await answer(words(['repeat', '0']), how)).toBe(expected);
      expect(await answer(words(['repeat', '0']), how, [])).toBe(expected);
    });
    await fc.assert(property, runs(20));
  });
});
