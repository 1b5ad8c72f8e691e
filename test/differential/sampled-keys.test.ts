/** Aggregates of joins whose keys are looked at in a few places first: how it is done depends on them, what comes out does not. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BuiltPq } from '../helpers/run/built-pq.ts';

const ROWS = 400_000;
const directory = mkdtempSync(join(tmpdir(), 'pq-sampled-keys-'));
const path = (name: string): string => join(directory, name);
const pq = new BuiltPq(directory);
/** How many rows each key has, and whether they stand together. */
const FILES = {
  'once.csv': (row: number) => (row * 7919) % ROWS,
  'often.csv': (row: number) => (row * 7919) % 10_000,
  'together.csv': (row: number) => row >> 3,
} as const;

function textOf(keyOf: (row: number) => number): string {
  const lines = Array.from({ length: ROWS }, (_, row) => `${row},key ${keyOf(row)},text that takes some room ${row}\n`);
  return `id,k,t\n${lines.join('')}`;
}

beforeAll(() => {
  for (const [name, keyOf] of Object.entries(FILES)) writeFileSync(path(name), textOf(keyOf));
  writeFileSync(path('often.csv.gz'), gzipSync(textOf(FILES['often.csv']), { level: 1 }));
  writeFileSync(
    path('small.csv'),
    textOf(FILES['often.csv'])
      .slice(0, 1_000_000)
      .replace(/[^\n]*$/, ''),
  );
  // Behind its middle, where one of the places is.
  const lines = textOf(FILES['once.csv']).split('\n');
  const broken = lines.map((line, at) => (at > ROWS / 2 && at < ROWS / 2 + 3000 ? `${line},one too many` : line));
  writeFileSync(path('broken.csv'), broken.join('\n'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function run(words: string) {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', pq.command(words)], { cwd: directory, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const explained = (left: string, right: string, then = 'count'): string =>
  run(`join ${left} ${right} --on k then ${then} --explain`).stdout;

describe('one row a key is made of a side first', () => {
  test.each([
    ['where keys are there often', 'often.csv', 'often.csv', true],
    ['where they stand together', 'once.csv', 'together.csv', true],
    ['but not where they are there once', 'often.csv', 'once.csv', false],
    ['and of a small side without a look', 'once.csv', 'small.csv', true],
  ])('%s', (_title, left, right, isCounted) => {
    const [, optimized = ''] = explained(left, right).split('optimized\n');
    expect(optimized.includes('aggregate count(*) as m by k0')).toBe(isCounted);
    const answer = run(`join ${left} ${right} --on k then count`);
    expect(answer).toEqual(run(`join ${left} ${right} --on k --strategy broadcast -j 1 then count`));
    expect(answer.status).toBe(0);
  });

  test('says what it saw', () => {
    expect(explained('often.csv', 'once.csv')).toMatch(
      /\n {2}rows a key, from a sample: about \d\d\.\d on the left, 1\.0 on the right\n/,
    );
    expect(explained('once.csv', 'often.csv', 'filter "id > 3" then agg --max id')).toContain('from a sample');
    for (const [left, right, then] of [
      ['often.csv.gz', 'often.csv.gz', 'count'],
      ['small.csv', 'small.csv', 'count'],
      ['once.csv', 'often.csv', 'head 3'],
    ] as const)
      expect(explained(left, right, then)).not.toContain('from a sample');
  });
});

test('a column that is not there is said to be missing on its side', () => {
  const { stderr } = run('join once.csv often.csv --left-on k --right-on nosuch then count');
  expect(stderr).toContain('no column "nosuch", on the right side of the join');
  expect(stderr).toBe(run('join once.csv often.csv --left-on k --right-on nosuch').stderr);
});

test('what is wrong where it looked is told as without a look', () => {
  const told = run('join once.csv broken.csv --on k then count');
  expect(told.status).toBe(3);
  expect(told.stderr).toContain(`broken.csv:${ROWS / 2 + 2}`);
  expect(told).toEqual(run('join once.csv broken.csv --on k --strategy broadcast -j 1 then count'));
});
