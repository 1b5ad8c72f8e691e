/**
 * `pq join` of random tables: every kind and every strategy, over mixed formats, one process and several, however the files
 * are cut. To the byte what every row against every row makes of them (test/helpers/engine/naive-join.ts).
 */
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  asCsv,
  asNdjson,
  fileText,
  joinWords,
  randomSide,
  randomSpec,
  TABLE_FORMATS,
  tableOf,
} from '../helpers/engine/join-tables.ts';
import { JOIN_KINDS, type JoinSpec, naiveJoin, type Table } from '../helpers/engine/naive-join.ts';
import { runs } from '../helpers/engine/runs.ts';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/pq.js');
const STRATEGIES = ['auto', 'broadcast', 'shuffle', 'naive'] as const;
const CASES = JOIN_KINDS.flatMap((how) =>
  // Without keys there is nothing to shuffle by.
  STRATEGIES.flatMap((strategy) => (how === 'cross' && strategy === 'shuffle' ? [] : [{ how, strategy }])),
);

const files = new TemporaryFiles();
afterAll(() => files.remove());
let fileCount = 0;
const start = promisify(execFile);

const sides = fc.record({
  left: randomSide,
  right: randomSide,
  leftFormat: fc.constantFrom(...TABLE_FORMATS),
  rightFormat: fc.constantFrom(...TABLE_FORMATS),
});
const cut = fc.oneof(
  fc.integer({ min: 1, max: 200 }).map((bytes) => ['--chunk-size', String(bytes)]),
  fc.constantFrom([], ['--partitions', '3'], ['--memory-limit', '16M']),
);
const cuts = fc.array(cut, { minLength: 3, maxLength: 3 });
const to = fc.constantFrom('csv', 'ndjson');

async function pq(words: readonly string[]): Promise<string> {
  const { stdout } = await start(process.execPath, [PROGRAM, ...words], { cwd: files.directory });
  return stdout;
}

const written = (table: Table, format: string): string => (format === 'csv' ? asCsv(table) : asNdjson(table));

type Sides = typeof sides extends fc.Arbitrary<infer Each> ? Each : never;

/** Files that no other run reads. */
function writeSides({ left, right, leftFormat, rightFormat }: Sides) {
  const tables = [tableOf(left, 'l', leftFormat), tableOf(right, 'r', rightFormat)] as const;
  const paths = [
    files.write(`l${++fileCount}.${leftFormat}`, fileText(tables[0], leftFormat)),
    files.write(`r${fileCount}.${rightFormat}`, fileText(tables[1], rightFormat)),
  ];
  return { tables, paths };
}

/** As -j 1, 2 and 3. */
async function expectForAll(words: readonly string[], cuts: readonly (readonly string[])[], expected: string) {
  const answers = cuts.map((cut, at) => pq([...words, '-j', String(at + 1), ...cut]));
  for (const [at, answer] of (await Promise.all(answers)).entries())
    expect(answer, `-j ${at + 1} ${cuts[at]?.join(' ')}`).toBe(expected);
}

test('what is written is what pq reads, and what it writes itself', async () => {
  const property = fc.asyncProperty(sides, to, async (sides, to) => {
    const { tables, paths } = writeSides(sides);
    for (const [at, path] of paths.entries()) {
      const { names } = tables[at] as Table;
      expect(await pq(['project', `1 as one, ${names}`, 'then', 'project', names.join(), path, '--to', to])).toBe(
        written(tables[at] as Table, to),
      );
    }
  });
  await fc.assert(property, runs(5));
});

describe('join', () => {
  test.each(CASES)('$how, $strategy', async ({ how, strategy }) => {
    const property = fc.asyncProperty(sides, randomSpec, cuts, to, async (sides, options, cuts, to) => {
      const spec: JoinSpec =
        how === 'cross' ? { ...options, leftKeys: [], rightKeys: [], isOn: false, how } : { ...options, how };
      const { tables, paths } = writeSides(sides);
      const words = ['join', ...paths, ...joinWords(spec), '--strategy', strategy, '--to', to];
      await expectForAll(words, cuts, written(naiveJoin(...tables, spec), to));
    });
    await fc.assert(property, runs(1));
  });

  test('behind other verbs, and before them', async () => {
    const property = fc.asyncProperty(sides, randomSpec, cuts, async (sides, options, cuts) => {
      const spec: JoinSpec = { ...options, how: 'left' };
      const { tables, paths } = writeSides(sides);
      const [left, right] = tables;
      const isThere = { ...left, rows: left.rows.filter((row) => row[left.names.indexOf('k')] !== null) };
      const joined = naiveJoin(isThere, right, spec);
      const words = ['cat', '--drop-null', 'k', 'then', 'join', paths[1] as string, ...joinWords(spec)];
      const rows = joined.rows.slice(-3);
      await expectForAll(
        [...words, 'then', 'tail', '3', '--to', 'csv', paths[0] as string],
        cuts,
        asCsv({ ...joined, rows }),
      );
      const count = `count\n${joined.rows.length}\n`;
      await expectForAll([...words, 'then', 'count', '--to', 'csv', paths[0] as string], cuts, count);
    });
    await fc.assert(property, runs(2));
  });

  test('a side can be a chain', async () => {
    const how = fc.constantFrom(...JOIN_KINDS.filter((kind) => kind !== 'cross'));
    const strategies = fc.constantFrom(...STRATEGIES);
    const property = fc.asyncProperty(
      sides,
      randomSpec,
      how,
      strategies,
      cuts,
      async (sides, options, how, strategy, cuts) => {
        const spec: JoinSpec = { ...options, how };
        const { tables, paths } = writeSides(sides);
        const [left, right] = tables;
        const named = left.rows.filter((row) => row[left.names.indexOf('k')] !== null);
        const firsts = [...Map.groupBy(right.rows, ([id]) => JSON.stringify(id?.text ?? null)).values()];
        const joined = naiveJoin(
          { ...left, rows: [...named, ...named] },
          { ...right, rows: firsts.map(([first]) => first ?? []) },
          spec,
        );
        const chains = [`cat --drop-null k then repeat 2 ${paths[0]}`, `distinct id ${paths[1]}`];
        const words = ['join', ...chains, ...joinWords(spec), '--strategy', strategy, '--to', 'csv'];
        await expectForAll(words, cuts, asCsv(joined));
      },
    );
    await fc.assert(property, runs(2));
  });

  test('counted by key as without counting first, upper and lower case the same', async () => {
    const property = fc.asyncProperty(sides, cuts, async (sides, cuts) => {
      const { paths } = writeSides(sides);
      const words = ['join', ...paths, '--on', 'id', '-i', '--to', 'csv'];
      const counted = ['then', 'agg', '--count', '--max', 'r', '-g', 'id'];
      const expected = await pq([...words, '--strategy', 'broadcast', ...counted, '-j', '1']);
      await expectForAll([...words, ...counted], cuts, expected);
    });
    await fc.assert(property, runs(2));
  });

  test('counted where each key is there once, several times over', async () => {
    const property = fc.asyncProperty(sides, cuts, async (sides, cuts) => {
      const spec: JoinSpec = { how: 'inner', leftKeys: ['id'], rightKeys: ['id'], isOn: true };
      const { tables, paths } = writeSides(sides);
      const thrice = ({ names, rows }: Table): Table => {
        const groups = [...Map.groupBy(rows, ([id]) => JSON.stringify(id?.text ?? null)).values()];
        const firsts = groups.map(([first]) => first ?? []);
        return { names, rows: [...firsts, ...firsts, ...firsts] };
      };
      const chains = paths.map((path) => `distinct id then repeat 3 ${path}`);
      const words = ['join', ...chains, '--on', 'id', 'then', 'count', '--to', 'csv'];
      await expectForAll(words, cuts, `count\n${naiveJoin(thrice(tables[0]), thrice(tables[1]), spec).rows.length}\n`);
    });
    await fc.assert(property, runs(2));
  });

  test('whichever side is small', async () => {
    const limits = fc.constantFrom('1', '60', '200', '1M');
    const property = fc.asyncProperty(sides, randomSpec, limits, cuts, to, async (sides, options, limit, cuts, to) => {
      // Keys of the second join are called as in the files.
      const spec: JoinSpec = { ...options, how: 'inner', prefixLeft: '', prefixRight: '' };
      const { tables, paths } = writeSides(sides);
      const words = ['join', ...paths, ...joinWords(spec), '--broadcast-limit', limit, '--to', to];
      await expectForAll(words, cuts, written(naiveJoin(...tables, spec), to));
      const more = naiveJoin(naiveJoin(...tables, spec), tables[1], { ...spec, how: 'left' });
      const next = ['then', 'join', paths[1] as string, ...joinWords({ ...spec, how: 'left' })];
      await expectForAll([...words, ...next], cuts, written(more, to));
    });
    await fc.assert(property, runs(2));
  });

  test('of rows with themselves, and of what was joined before', async () => {
    const property = fc.asyncProperty(sides, fc.constantFrom(...STRATEGIES), cuts, async (sides, strategy, cuts) => {
      const { tables, paths } = writeSides({ ...sides, leftFormat: 'csv' });
      const [left, right] = tables;
      const spec: JoinSpec = { how: 'inner', leftKeys: ['id'], rightKeys: ['id'], isOn: true };
      const twice = naiveJoin(left, left, spec);
      const pairs = {
        names: ['id', 'l_right'],
        rows: twice.rows.map((row) => [row[0], row[twice.names.indexOf('l_right')]]),
      };
      const words = ['join', paths[0] as string, paths[0] as string, '--on', 'id', '--strategy', strategy];
      const list = ['then', 'project', 'id, l_right', '--to', 'csv'];
      await expectForAll([...words, ...list], cuts, asCsv(pairs as Table));
      const more = naiveJoin(twice, right, { ...spec, how: 'left' });
      const next = ['then', 'join', paths[1] as string, '--on', 'id', '--how', 'left', '--strategy', strategy];
      await expectForAll([...words, ...next, '--to', 'csv'], cuts, asCsv(more));
    });
    await fc.assert(property, runs(2));
  });

  test('counted by key, and without order', async () => {
    const property = fc.asyncProperty(sides, cuts, async (sides, cuts) => {
      const spec: JoinSpec = { how: 'inner', leftKeys: ['id'], rightKeys: ['id'], isOn: true };
      const { tables, paths } = writeSides(sides);
      const joined = naiveJoin(...tables, spec);
      const groups = Map.groupBy(joined.rows, ([id]) => id?.text ?? '');
      const counted = {
        names: ['id', 'count'],
        rows: [...groups].map(([id, rows]) => [cell(id), cell(`${rows.length}`)]),
      };
      const words = ['join', ...paths, ...joinWords(spec)];
      await expectForAll([...words, 'then', 'agg', '--count', '-g', 'id', '--to', 'csv'], cuts, asCsv(counted));
      const own = naiveJoin(...tables, spec).rows.map((row) => `${row[1]?.text}-${row[4]?.text}`);
      const unordered = await pq([...words, '--unordered', 'then', 'project', 'l, r', '--to', 'csv', '-j', '2']);
      expect(unordered.trimEnd().split('\n').slice(1).toSorted()).toEqual(
        own.map((pair) => pair.replace('-', ',')).toSorted(),
      );
    });
    await fc.assert(property, runs(2));
  });
});

/** Sets that were cut by the same rule: their rows come in the order in which they stand in the set. */
describe('prepartitioned', () => {
  test.each(JOIN_KINDS.filter((how) => how !== 'cross'))('%s', async (how) => {
    const property = fc.asyncProperty(sides, cuts, to, async (sides, cuts, to) => {
      const { tables, paths } = writeSides(sides);
      const sets = paths.map((path) => `${path}.set`);
      for (const [at, path] of paths.entries())
        await pq(['partition', '--by', 'hash:id', '-n', '3', '-o', sets[at] as string, path]);
      const ordered = await Promise.all(tables.map((table, at) => inOrderOf(table, sets[at] as string)));
      const spec: JoinSpec = { how, leftKeys: ['id'], rightKeys: ['id'], isOn: true };
      const expected = written(naiveJoin(...(ordered as [Table, Table]), spec), to);
      const words = ['join', ...sets, ...joinWords(spec), '--to', to];
      for (const strategy of ['prepartitioned', 'shuffle'])
        await expectForAll([...words, '--strategy', strategy], cuts, expected);
    });
    await fc.assert(property, runs(1));
  });
});

describe('what --stats says of a join', () => {
  test('is the same for every strategy', async () => {
    const rows = (from: number, names: string) =>
      Array.from({ length: 60 }, (_, row) => `${(row % 40) + from},${names}${row}`).join('\n');
    const paths = [
      files.write('figures-left.csv', `id,l\n${rows(0, 'l')}\n`),
      files.write('figures-right.csv', `id,r\n${rows(15, 'r')}\n`),
    ];
    const bytes = paths.reduce((sum, path) => sum + statSync(path).size - 'id,l\n'.length, 0);
    const sets = paths.map((path) => `${path}.set`);
    for (const [at, path] of paths.entries())
      await pq(['partition', '--by', 'hash:id', '-n', '3', '-o', sets[at] as string, path]);
    for (const strategy of ['prepartitioned', 'shuffle', 'broadcast', 'naive']) {
      const words = ['join', ...sets, '--on', 'id', '--how', 'full', '--strategy', strategy, '-j', '2'];
      const report = JSON.parse(await pq([...words, '-o', join(files.directory, 'out.csv'), '--stats-json', '-']));
      // 25 of 40 keys are on both sides: 5 of them twice on both, 15 twice on the right, 5 once on both. 55 pairs, 45 without.
      const figures = { leftRows: 60, leftMatched: 30, leftUnmatched: 30, rightRows: 60, rightUnmatched: 15 };
      // Every pair of partitions for itself: nobody has seen all rows of a key.
      const [rightKeys, rightRepeats] = strategy === 'naive' ? [null, null] : [40, 20];
      expect(report.joins[0], strategy).toMatchObject({ ...figures, rightKeys, rightRepeats, rowsOut: 100 });
      expect(report, strategy).toMatchObject({ records: 120, used: 120 });
      expect(
        report.files.map(({ records }: { records: number }) => records).reduce((a: number, b: number) => a + b),
      ).toBe(120);
      expect(report.byteCount, strategy).toBeGreaterThanOrEqual(bytes);
    }
  });
});

/** A table as it stands in a set: rows in its order, columns of JSON as they appear there. */
async function inOrderOf(table: Table, set: string): Promise<Table> {
  const own = table.names[1] as string;
  const [header = '', ...numbers] = (await pq(['project', own, set, '--to', 'csv'])).trimEnd().split('\n');
  expect(header).toBe(own);
  const names = (await pq(['cat', set, '--to', 'csv'])).split('\n', 1)[0]?.split(',') ?? [];
  const places = names.map((name) => table.names.indexOf(name));
  const rows = numbers.map((number) => places.map((place) => table.rows[Number(number)]?.[place] ?? null));
  return { names, rows };
}

function cell(text: string) {
  return { kind: 'cell', text } as const;
}
