/** Compressed files against the same files as they are; and every way in which one can be broken. */
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { inspectInput } from '../../../src/engine/inspect.ts';
import { ask } from '../../helpers/engine/ask.ts';
import { ARRAY_FILES, CSV_FILES, NDJSON_FILES, SEQUENCE_FILES } from '../../helpers/engine/awkward-files.ts';
import { Engines } from '../../helpers/engine/engines.ts';
import { planQuery } from '../../helpers/engine/query.ts';
import { TemporaryFiles } from '../../helpers/engine/temporary-files.ts';
import { USUAL_DIALECT } from '../../helpers/usual-dialect.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const METHODS = [
  ['gz', gzipSync, 'gzip'],
  ['br', brotliCompressSync, 'brotli'],
  ['zst', zstdCompressSync, 'zstd'],
] as const;
const ALL = [...CSV_FILES, ...NDJSON_FILES, ...ARRAY_FILES, ...SEQUENCE_FILES];

const rows = Array.from({ length: 60_000 }, (_, row) => `key ${row % 7},${row},"some ""text"" ${row * 7919}"`);
const large = `k,x,t\n${rows.join('\n')}\n`;
const query = { keys: 'k', aggregates: 'count(*), sum(x), count(t)' };

describe.each(METHODS)('.%s', (extension, compress, name) => {
  test.each(ALL.map((file) => [`${file.name}: ${file.title}`, file] as const))('%s', async (_title, file) => {
    const ofFile = { keys: file.key, aggregates: `count(*), count(${file.number ?? file.key})` };
    const plain = await ask(files.write(file.name, file.text), ofFile);
    const path = files.write(`${file.name}.${extension}`, compress(file.text));
    expect(await ask(path, ofFile)).toEqual(plain);
    for (const chunkBytes of [1, 10, 1000]) expect(await ask(path, ofFile, { cut: { chunkBytes } })).toEqual(plain);
  });

  test('a large file, in blocks of any size, from any number of workers', async () => {
    const plain = await ask(files.write('large.csv', large), query);
    const path = files.write(`large.csv.${extension}`, compress(large));
    expect(plain).toHaveLength(7);
    expect(await ask(path, query)).toEqual(plain);
    expect(await ask(path, query, { workers: 2, cut: { chunkBytes: 1000 } })).toEqual(plain);
    const blocks = await new Engines(planQuery([path], query), files.directory, 3000).inline();
    expect('rows' in blocks && blocks.rows.map((row) => row.map(([, text]) => text))).toEqual(plain);
  });

  test('many files among workers, plain ones between them', async () => {
    const paths = Array.from({ length: 9 }, (_, at) => {
      const text = `k,x\nkey ${at % 2},${at}\n`;
      return at % 3 === 0 ? files.write(`m${at}.csv`, text) : files.write(`m${at}.csv.${extension}`, compress(text));
    });
    const engines = new Engines(planQuery(paths, { keys: 'k', aggregates: 'sum(x)' }), files.directory);
    const whole = await engines.inline();
    expect('rows' in whole && whole.rows.map((row) => row.map(([, text]) => text))).toEqual([
      ['key 0', '20'],
      ['key 1', '16'],
    ]);
    expect(await engines.withWorkers(3, {})).toEqual(whole);
  });

  test('an empty text', async () => {
    expect(await ask(files.write(`empty.csv.${extension}`, compress('')), { aggregates: 'count(*)' })).toEqual([['0']]);
  });

  const whole = compress(large);
  const BROKEN: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['cut in the middle', whole.subarray(0, whole.length >> 1), /ends too early/],
    ['cut before the last byte', whole.subarray(0, -1), /ends too early/],
    ['nothing at all', Buffer.alloc(0), /ends too early/],
    ['text behind the end', Buffer.concat([whole, Buffer.from('and so on')]), /more bytes follow|corrupt/],
    ['no such data', Buffer.from('k,x\n1,2\n'.repeat(10)), /corrupt|ends too early|more bytes/],
  ];

  test.each(BROKEN)('broken: %s', async (_title, bytes, message) => {
    const path = files.write(`broken.csv.${extension}`, bytes);
    expect(await failureOf(path)).toMatch(message);
    expect(await failureOf(path)).toContain(`the ${name} data`);
  });

  test('a byte that was changed is found, unless nothing checks it', async () => {
    const at = whole.length >> 1;
    const bytes = Buffer.concat([
      whole.subarray(0, at),
      Buffer.from(whole.subarray(at, at + 50)).reverse(),
      whole.subarray(at + 50),
    ]);
    expect(await failureOf(files.write(`changed.csv.${extension}`, bytes))).toMatch(/corrupt|malformed|PQ_/);
  });
});

describe('recognised by content', () => {
  test.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ] as const)('%s, whatever it is called', async (_name, compress) => {
    expect(await ask(files.write('called.csv', compress('n\n1\n2\n')), { aggregates: 'sum(n)' })).toEqual([['3']]);
  });
});

describe('members of a gzip file', () => {
  const one = gzipSync('n\n1\n');
  const other = gzipSync('2\n3\n');

  test('are read one after another', async () => {
    const path = files.write('members.csv.gz', Buffer.concat([one, other, gzipSync(''), other]));
    expect(await ask(path, { aggregates: 'sum(n)' })).toEqual([['11']]);
  });

  test('zeros behind the last one are padding, as for gzip -d', async () => {
    const path = files.write('padded.csv.gz', Buffer.concat([one, other, Buffer.alloc(300_000)]));
    expect(await ask(path, { aggregates: 'sum(n)' })).toEqual([['6']]);
  });

  test.each([
    ['a letter behind zeros', Buffer.concat([one, Buffer.alloc(200_000), Buffer.from('x')])],
    ['the first bytes of another member', Buffer.concat([one, other.subarray(0, 7)])],
    ['its first byte', Buffer.concat([one, other.subarray(0, 1)])],
  ])('%s: an error', async (_title, bytes) => {
    expect(await failureOf(files.write('bad-members.csv.gz', bytes))).toMatch(/more bytes follow|ends too early/);
  });
});

/** The message of the failure, from the head or from the run: the same every time. */
async function failureOf(path: string): Promise<string> {
  const messages = new Set<string>();
  for (let turn = 0; turn < 3; turn++) messages.add(await onceFailureOf(path));
  expect([...messages]).toHaveLength(1);
  return [...messages].join();
}

async function onceFailureOf(path: string): Promise<string> {
  try {
    const outcome = await new Engines(planQuery([path], query), files.directory).inline();
    return 'rows' in outcome ? 'no failure' : `${outcome.code}: ${outcome.message}`;
  } catch (error) {
    return (error as Error).message;
  }
}

test('the head of a compressed file tells its format', () => {
  const path = files.write('people.json.gz', gzipSync('[{"a":1}]'));
  const source = { path, name: 'people.json.gz', size: gzipSync('[{"a":1}]').length, mtimeMs: undefined };
  const { file, reason } = inspectInput(source, USUAL_DIALECT);
  expect(file.format).toEqual({ kind: 'json-array', dataStart: 1 });
  expect(reason).toBe(
    'kernel: JSON array (extension .json, and it starts with [); one partition: compressed with gzip',
  );
});
