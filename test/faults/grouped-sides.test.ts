/** Joins of two sides that are groups, which are read at the same time, each by processes of its own. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuiltPq, exitOf, textOf } from '../helpers/run/built-pq.ts';
import { killIfThere } from '../helpers/run/faults.ts';
import { childrenOf, isAlive, until } from '../helpers/run/process-tree.ts';

const ROWS = 150_000;
/** More groups than are handed over whole. */
const NAMES = 60_000;
const directory = mkdtempSync(join(tmpdir(), 'pq-grouped-sides-'));
const path = (name: string): string => join(directory, name);
const pq = new BuiltPq(directory);
const MANY_PIECES = '--chunk-size 200k --tmp-dir tmp'.split(' ');

const SIDES = {
  'groups and groups': ["'agg --count --sum n -g name left.csv'", "'agg --max n -g name right.csv'", ''],
  'rows wanted once and groups': ["'distinct name left.csv'", "'agg --count -g name right.csv'", ''],
  'rows that are repeated': ["'distinct name left.csv then repeat 3'", "'distinct name right.csv'", 'then count'],
  'a side with a join of its own': [
    "'join left.csv right.csv --on n then distinct name'",
    "'agg --count -g name right.csv'",
    '',
  ],
} as const;
const USUAL = SIDES['groups and groups'];

const OTHER_OPTIONS = [
  '-j 3',
  '-j 2 --strategy naive --how left --chunk-size 5M',
  '-j 2 --memory-limit 64M',
  '-j 2 --unordered --strategy broadcast',
];

beforeAll(() => {
  mkdirSync(path('tmp'));
  writeFileSync(path('left.csv'), linesOf(7919, 'the left side'));
  writeFileSync(path('right.csv'), linesOf(31, 'the right side'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function linesOf(step: number, text: string): string {
  const lines = Array.from({ length: ROWS }, (_, at) => `${at},a name of some length ${(at * step) % NAMES},${text}\n`);
  return `n,name,t\n${lines.join('')}`;
}

function wordsOf([left, right, then]: readonly string[], options: string): string {
  return ['join', left, right, '--on name', MANY_PIECES.join(' '), options, then].join(' ');
}

function shell(words: string) {
  const options = { cwd: directory, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', pq.command(words)], options);
  return { status, stdout, stderr };
}

describe.each(Object.entries(SIDES))('%s', (_title, sides) => {
  const expected = (() => {
    let text: string | undefined;
    return () => (text ??= shell(wordsOf(sides, '-j 1')).stdout);
  })();

  it.each(['-j 2', '-j 4 --strategy shuffle', '-j 3 --task-timeout 100s', ...(sides === USUAL ? OTHER_OPTIONS : [])])(
    'makes the bytes of one process: %s',
    (options) => {
      const how = options.includes('left') ? shell(wordsOf(sides, '-j 1 --how left')).stdout : expected();
      const { status, stdout, stderr } = shell(wordsOf(sides, options));
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout.length).toBeGreaterThan(5);
      if (options.includes('--unordered')) expect(stdout.split('\n').sort()).toEqual(how.split('\n').sort());
      else expect(stdout === how).toBe(true);
      expect(readdirSync(path('tmp'))).toEqual([]);
    },
  );
});

it('each side is read by one of two processes, and is told to be', () => {
  expect(shell(wordsOf(USUAL, '-j 2 --explain')).stdout).toContain('one of them reads this side while the left one is');
  expect(shell(wordsOf(USUAL, '-j 1 --explain')).stdout).not.toContain('reads this side while');
  const { stdout } = shell(wordsOf(USUAL, '-j 2 --stats-json - -o /dev/null'));
  const { records, used, files, workers } = JSON.parse(stdout) as {
    records: number;
    used: number;
    files: readonly { name: string }[];
    workers: readonly { taskCount: number }[];
  };
  expect([records, used]).toEqual([2 * ROWS, 2 * ROWS]);
  expect(files.map(({ name }) => name)).toEqual(['left.csv', 'right.csv']);
  expect(workers.length).toBe(2);
});

it('a side that is far smaller waits for the other one', () => {
  writeFileSync(path('small.csv'), linesOf(31, 'x').slice(0, 1_200_000));
  const sides = ["'distinct name left.csv'", "'distinct name small.csv'", ''];
  expect(shell(wordsOf(sides, '-j 2 --explain')).stdout).not.toContain('reads this side while');
  expect(shell(wordsOf(sides, '-j 2')).stdout === shell(wordsOf(sides, '-j 1')).stdout).toBe(true);
});

describe('a row that cannot be read', () => {
  const BROKEN = `${ROWS},"a name that does not end\n`;
  const sides = ["'distinct name a.csv'", "'distinct name b.csv'", ''];

  it.each([
    ['on the left', true, false],
    ['on the right', false, true],
    ['on both sides', true, true],
  ])('is told of as one process tells of it: %s', (_where, left, right) => {
    writeFileSync(path('a.csv'), linesOf(7919, 'left') + (left ? BROKEN : ''));
    writeFileSync(path('b.csv'), linesOf(31, 'right') + (right ? BROKEN : ''));
    const alone = shell(wordsOf(sides, '-j 1'));
    expect(alone.status).toBe(3);
    expect(alone.stderr).toContain(right ? 'b.csv' : 'a.csv');
    for (const options of ['-j 2', '-j 5']) expect(shell(wordsOf(sides, options))).toEqual(alone);
    expect(readdirSync(path('tmp'))).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('processes', () => {
  /** A process that was killed can still be seen when another one is in its place: they are counted where none is. */
  it.each([
    ['are no more than -j says', 0],
    ['are killed without its showing', 0.1],
  ])('%s', async (_title, likelihood) => {
    const expected = shell(wordsOf(USUAL, '-j 1')).stdout;
    for (const jobs of [2, 3]) {
      const words = wordsOf(USUAL, `-j ${jobs} --retries 99`);
      const run = pq.start(argumentsOf(words), ['ignore', 'pipe', 'inherit']);
      const [exit, written] = [exitOf(run), textOf(run.stdout)];
      let most = 0;
      const killing = setInterval(() => {
        const children = childrenOf(run.pid ?? 0).filter(isAlive);
        most = Math.max(most, children.length);
        if (Math.random() < likelihood) killIfThere(children[0]);
      }, 20);
      expect(await exit).toBe(0);
      clearInterval(killing);
      if (likelihood === 0) expect(most).toBe(jobs - 1);
      expect(most).toBeGreaterThan(0);
      expect(written().toString() === expected).toBe(true);
      expect(readdirSync(path('tmp'))).toEqual([]);
    }
  });

  it.each([
    ['SIGINT', 20],
    ['SIGTERM', 150],
    ['SIGINT', 300],
    ['SIGKILL', 200],
  ] as const)('end with pq: %s', async (signal, afterMs) => {
    const run = pq.start(argumentsOf(wordsOf(USUAL, '-j 3')), 'ignore');
    const exit = exitOf(run);
    await until(() => childrenOf(run.pid ?? 0).length === 2);
    const children = childrenOf(run.pid ?? 0);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    run.kill(signal);
    expect([signal, 130, 143, 0]).toContain(await exit);
    await until(() => !children.some(isAlive) && readdirSync(path('tmp')).length === 0);
  });
});

/** What a shell makes of the words. */
function argumentsOf(words: string): readonly string[] {
  return [...words.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, one, other, plain]) => one ?? other ?? plain ?? '');
}
