/** Files that are hardly files: empty, only a header, very wide, very long; and ones that change while they are read. */
import { appendFileSync, truncateSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { ScanRunner } from '../../../src/engine/scan-runner.ts';
import { ask } from '../../helpers/engine/ask.ts';
import { planQuery } from '../../helpers/engine/query.ts';
import { TemporaryFiles } from '../../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

describe('nothing to read', () => {
  test.each([
    ['a header', 'x.csv', 'k,x\n'],
    ['a header without its newline', 'x.csv', 'k,x'],
    ['a header and blank lines', 'x.csv', '\n\nk,x\n\n\r\n\n'],
    ['a header of a TSV', 'x.tsv', 'k\tx'],
    ['no NDJSON', 'x.ndjson', ''],
    ['blank lines of NDJSON', 'x.ndjson', '\n \n\t\r\n'],
    ['no JSON', 'x.json', ''],
    ['white space', 'x.json', ' \n\t '],
    ['an empty array', 'x.json', '[]'],
    ['an empty array in white space', 'x.json', '\n[ \n ]\n\n'],
  ])('%s', async (_title, name, text) => {
    const path = files.write(name, text);
    expect(await ask(path, { aggregates: 'count(*), count(x), sum(x), min(x)' })).toEqual([['0', '0', '', '']]);
    expect(await ask(path, { keys: 'k', aggregates: 'count(*)' }, { workers: 2, cut: { chunkBytes: 1 } })).toEqual([]);
  });

  test.each([
    ['an empty file', ''],
    ['blank lines', '\n\r\n\n'],
    ['a byte order mark', '\uFEFF'],
  ])('%s as CSV has no columns, and no rows', async (_title, text) => {
    expect(await ask(files.write('x.csv', text), { aggregates: 'count(*)' })).toEqual([['0']]);
  });

  test.each(['[', '[{}', '[{},', '{"x":1', '{"x":"', '{}{'])('%j is cut off', async (text) => {
    for (const chunkBytes of [1, 2, 100]) {
      const asked = { dialect: { from: 'json' }, workers: 2, cut: { chunkBytes } } as const;
      expect(await ask(files.write('x.json', text), { aggregates: 'count(*)' }, asked)).toMatch(
        /^PQ_JSON_MALFORMED at /,
      );
    }
  });

  test.each(['[,]', '[{},]', '[{}{}]', '[]]', '[] x', '[1]', '[[]]', '{},{}', '[{}] []'])(
    '%j is no JSON',
    async (text) => {
      for (const chunkBytes of [1, 2, 100]) {
        const asked = { workers: 2, cut: { chunkBytes } };
        expect(await ask(files.write('x.json', text), { aggregates: 'count(*)' }, asked)).toMatch(
          /^PQ_JSON_MALFORMED at /,
        );
      }
    },
  );
});

describe('odd bytes and sizes', () => {
  test('NUL bytes are text in CSV, also at the end', async () => {
    const path = files.write('nul.csv', 'k,x\na\0b,1\n\0,2\na\0b,3\n\0\0,4\0');
    const rows = await ask(path, { keys: 'k', aggregates: 'count(x)' }, { workers: 2, cut: { chunkBytes: 3 } });
    expect(rows).toEqual([
      ['a\0b', '2'],
      ['\0', '1'],
      ['\0\0', '1'],
    ]);
    expect(await ask(path, { aggregates: 'sum(x)' })).toBe('PQ_NOT_A_NUMBER at 23');
  });

  test.each(['{"k":"a\0b"}', '{"k":1}\0', '\0{"k":1}', '{"k":\0 1}'])('NUL bytes are no JSON: %j', async (text) => {
    for (const after of ['', '\n', '\n{"k":1}\n']) {
      expect(await ask(files.write('nul.ndjson', text + after), { aggregates: 'count(k)' })).toMatch(
        /^PQ_JSON_MALFORMED at /,
      );
    }
  });

  test('a field of 5 MB, among small ones', async () => {
    const long = 'x"",\n'.repeat(1_000_000);
    const path = files.write('long.csv', `k,t,x\na,"${long}",1\nb,short,2\na,,3\n`);
    for (const chunkBytes of [1_500_000, 10_000_000]) {
      const rows = await ask(path, { keys: 'k', aggregates: 'count(t), sum(x)' }, { workers: 2, cut: { chunkBytes } });
      expect(rows).toEqual([
        ['a', '1', '4'],
        ['b', '1', '2'],
      ]);
    }
    const lengths = await ask(path, { keys: 't', aggregates: 'count(*)' });
    expect(typeof lengths === 'string' ? lengths : lengths.map(([key = '']) => key.length)).toEqual([4_000_000, 5, 0]);
  });

  test('a string of 5 MB in JSON', async () => {
    const records = [{ k: 'é"\n'.repeat(1_000_000), x: 1 }, { k: 'a', x: 2 }, { x: 3 }];
    const path = files.write('long.json', JSON.stringify(records));
    const rows = await ask(path, { keys: 'k', aggregates: 'sum(x)' }, { workers: 2, cut: { chunkBytes: 2_000_000 } });
    expect(typeof rows === 'string' ? rows : rows.map(([key = '', sum]) => [key.length, sum])).toEqual([
      [3_000_000, '1'],
      [1, '2'],
      [0, '3'],
    ]);
  });

  test('3,000 columns, and 3,000 keys', async () => {
    const names = Array.from({ length: 3000 }, (_, column) => `c${column}`);
    const row = (by: number): string[] => names.map((_, column) => String(column * by));
    const csv = files.write('wide.csv', [names, row(1), row(2), row(3)].map((cells) => cells.join(',')).join('\n'));
    const json = files.write(
      'wide.ndjson',
      [1, 2, 3].map((by) => JSON.stringify(Object.fromEntries(names.map((name, at) => [name, at * by])))).join('\n'),
    );
    for (const path of [csv, json]) {
      const query = { keys: 'c0', aggregates: 'sum(c1), avg(c2999), max(c1500), count(*)' };
      expect(await ask(path, query, { workers: 2, cut: { chunkBytes: 9000 } })).toEqual([
        ['0', '6', '5998', '4500', '3'],
      ]);
    }
  });

  test('keys inside one another, each nearly as long as the record', async () => {
    const depths = Array.from({ length: 12 }, (_, depth) => depth + 1);
    const nested = (text: string): unknown => depths.reduce<unknown>((inner) => ({ a: inner }), text);
    const texts = ['x', 'y', 'x'].map((letter) => letter.repeat(100_000));
    const path = files.write('inside.ndjson', texts.map((text) => JSON.stringify(nested(text))).join('\n'));
    const keys = depths.map((depth) => Array(depth).fill('a').join('.')).join(',');
    const rows = await ask(path, { keys, aggregates: 'count(*)' });
    expect(typeof rows === 'string' ? rows : rows.map((row) => [row[11], row[12]])).toEqual([
      [texts[0], '2'],
      [texts[1], '1'],
    ]);
    expect(rows[0]?.[0]).toBe(JSON.stringify((nested(texts[0] as string) as { a: unknown }).a));
  });

  test('one column', async () => {
    const path = files.write('one.csv', `x\n${'1\n'.repeat(5000)}`);
    expect(await ask(path, { aggregates: 'sum(x), count(*)' }, { workers: 2, cut: { chunkBytes: 777 } })).toEqual([
      ['5000', '5000'],
    ]);
  });
});

describe('a file that changes between the plan and the read', () => {
  test.each([
    ['grows', 'PQ_FILE_CHANGED', (path: string) => appendFileSync(path, '5\n')],
    ['shrinks', 'PQ_FILE_CHANGED', (path: string) => truncateSync(path, 4)],
    ['is emptied', 'PQ_FILE_CHANGED', (path: string) => writeFileSync(path, '')],
    ['is written again', 'PQ_FILE_CHANGED', (path: string) => utimesSync(path, 1, 1)],
    ['goes away', 'PQ_FILE_UNREADABLE', (path: string) => unlinkSync(path)],
  ])('%s: %s', (_title, code, change) => {
    const path = files.write('changing.csv', 'x\n1\n2\n3\n4\n');
    const { stage } = planQuery([path], { aggregates: 'sum(x)' });
    change(path);
    const result = new ScanRunner(stage).run({
      index: 0,
      spans: [{ file: 0, startByte: 2, stopByte: 10 }],
      startIsCertain: true,
    });
    expect(result).toMatchObject({ kind: 'failed', error: { code, file: 0 } });
  });
});
