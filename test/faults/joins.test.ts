/** Joins through real processes that are killed, interrupted, find no room, or nobody to read on, in every phase. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runs } from '../helpers/engine/runs.ts';
import { BuiltPq, exitOf, textOf } from '../helpers/run/built-pq.ts';
import { killIfThere, onSmallDisk, soon } from '../helpers/run/faults.ts';
import { childrenOf, isAlive, until } from '../helpers/run/process-tree.ts';

/** Ways to join: of each of them the same is expected. */
/** All of them when tests run longer. */
const STRATEGIES = (['broadcast', 'shuffle', 'auto', 'naive'] as const).slice(0, runs(1).numRuns > 1 ? 4 : 2);
const ROWS = 300_000;
const MIB = 1024 ** 2;
const MOST_ATTEMPTS = 8;
/** Tasks are many. */
const MANY_PIECES = '--chunk-size 200k --tmp-dir tmp'.split(' ');
const FILES = ['left.csv', 'right.csv', 'tmp', 'out.csv'];
const directory = mkdtempSync(join(tmpdir(), 'pq-joins-'));
const path = (name: string): string => join(directory, name);
const pq = new BuiltPq(directory);
const expected = new Map<string, Buffer>();

beforeAll(() => {
  const lines = (of: (at: number) => string): string => Array.from({ length: ROWS }, (_, at) => of(at)).join('');
  writeFileSync(path('left.csv'), `id,k,t\n${lines((at) => `${at},${(at * 7919) % 99_991},"of some\nlines ${at}"\n`)}`);
  writeFileSync(path('right.csv'), `k,name\n${lines((at) => `${(at * 31) % 299_993},the name of ${at}\n`)}`);
  mkdirSync(path('tmp'));
  for (const how of ['inner', 'full']) expected.set(how, pq.run([...joinOf('broadcast', how), '-j', '1']));
});
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => rmSync(path('out.csv'), { force: true }));

function joinOf(strategy: string, how = 'inner'): readonly string[] {
  return ['join', 'left.csv', 'right.csv', '--on', 'k', '--how', how, '--strategy', strategy, ...MANY_PIECES];
}

const answer = (how = 'inner'): Buffer => expected.get(how) as Buffer;
const filesIn = (name: string): readonly string[] => readdirSync(path(name), { recursive: true, encoding: 'utf8' });
const unfinished = (): string | undefined => readdirSync(directory).find((name) => name.startsWith('.out.csv'));

/** What tells from outside how far a run has come that writes to out.csv. */
const PHASES = {
  'the right side is read': () => filesIn('tmp').length > 0,
  'both sides are read': () => unfinished() !== undefined || bytesInTmp() > 1.5 * bytesOf('right.csv'),
  'the answer is begun': () => unfinished() !== undefined,
  'the answer is written': () => bytesOf(unfinished()) > answer().length / 4,
} as const;
const EACH_PHASE = STRATEGIES.flatMap((strategy) =>
  Object.entries(PHASES).map(([phase, isReached]) => [strategy, phase, isReached] as const),
);

const EACH_WAY = STRATEGIES.flatMap((strategy) => ['1', '3'].map((jobs) => [strategy, jobs] as const));

function bytesOf(name: string | undefined): number {
  return name === undefined ? 0 : (statSync(path(name), { throwIfNoEntry: false })?.size ?? 0);
}

function bytesInTmp(): number {
  return filesIn('tmp').reduce((sum, name) => sum + bytesOf(`tmp/${name}`), 0);
}

/** Everything that was not there before. */
function left(): readonly string[] {
  return [...readdirSync(directory).filter((name) => !FILES.includes(name)), ...filesIn('tmp')];
}

/** Looks more often than phases are short. */
function failure(words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', pq.command(words.join(' '))], {
    cwd: directory,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe.runIf(process.platform === 'linux')('a worker that is killed', () => {
  it.each(EACH_PHASE)('%s: while %s does not show', async (strategy, _phase, isReached) => {
    const run = pq.start([...joinOf(strategy), '-j', '3', '-o', 'out.csv'], ['ignore', 'inherit', 'inherit']);
    const exit = exitOf(run);
    await soon(isReached, run);
    killIfThere(childrenOf(run.pid ?? 0)[0]);
    expect(await exit).toBe(0);
    expect(readFileSync(path('out.csv')).equals(answer())).toBe(true);
    expect(left()).toEqual([]);
  });

  const EACH_HOW = STRATEGIES.flatMap((strategy) => ['inner', 'full'].map((how) => [strategy, how] as const));
  it.each(EACH_HOW)('%s: while rows of %s are handed over, again and again, does not show', async (strategy, how) => {
    const words = [...joinOf(strategy, how), '-j', '3', '--retries', '99'];
    const run = pq.start(words, ['ignore', 'pipe', 'inherit']);
    const [exit, written] = [exitOf(run), textOf(run.stdout)];
    const killing = setInterval(() => {
      if (Math.random() < 0.3) killIfThere(childrenOf(run.pid ?? 0)[0]);
    }, 60);
    expect(await exit).toBe(0);
    clearInterval(killing);
    expect(written().equals(answer(how))).toBe(true);
    expect(left()).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('pq that is told to end', () => {
  const SIGNALS = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const;
  const CASES = EACH_PHASE.flatMap(([strategy, phase, isReached]) =>
    SIGNALS.map(([signal, code]) => [signal, strategy, phase, code, isReached] as const),
  );

  /** A signal can come too late: then the answer is whole. */
  it.each(CASES)('by %s, %s: while %s leaves the old file', async (signal, strategy, _phase, code, isReached) => {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      writeFileSync(path('out.csv'), 'old\n');
      const run = pq.start([...joinOf(strategy), '-j', '3', '-o', 'out.csv'], 'ignore');
      const exit = exitOf(run);
      await soon(isReached, run);
      const children = childrenOf(run.pid ?? 0);
      run.kill(signal);
      const status = await exit;
      await until(() => !children.some(isAlive));
      expect(left()).toEqual([]);
      if (status === code) {
        expect(readFileSync(path('out.csv'), 'utf8')).toBe('old\n');
        return;
      }
      expect(status).toBe(0);
      expect(readFileSync(path('out.csv')).equals(answer())).toBe(true);
    }
    throw new Error(`${MOST_ATTEMPTS} signals came too late`);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('by %s while nobody reads its rows leaves nothing', async (signal) => {
    const run = pq.start([...joinOf('broadcast'), '-j', '3'], ['ignore', 'pipe', 'ignore']);
    const exit = exitOf(run);
    await new Promise((resolve) => run.stdout?.once('readable', resolve));
    const children = childrenOf(run.pid ?? 0);
    run.kill(signal);
    run.stdout?.resume();
    expect([signal, 143]).toContain(await exit);
    await until(() => !children.some(isAlive) && left().length === 0);
  });

  /** No child has been asked for anything then. */
  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('by %s while it waits for its right side', async (signal) => {
    const words = [...joinOf('broadcast').map((word) => (word === 'right.csv' ? '-' : word)), '-j', '3'];
    const run = pq.start(words, ['pipe', 'ignore', 'ignore']);
    const exit = exitOf(run);
    run.stdin?.on('error', () => {});
    run.stdin?.write(readFileSync(path('right.csv')).subarray(0, MIB));
    await soon(PHASES['the right side is read'], run);
    const children = childrenOf(run.pid ?? 0);
    expect(children.length).toBeGreaterThan(0);
    run.kill(signal);
    expect([signal, 130, 143]).toContain(await exit);
    await until(() => !children.some(isAlive) && left().length === 0);
  });

  it.each(EACH_WAY)('by a reader who has enough ends at once: %s, -j %s', (strategy, jobs) => {
    const words = pq.command(`${joinOf(strategy).join(' ')} -j ${jobs}; echo "exit $?" >&2`);
    const { stdout, stderr } = spawnSync('sh', ['-c', `(${words}) | head -1`], { cwd: directory, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['id,k,t,name\n', 'exit 0\n']);
    expect(left()).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('a disk that is full', () => {
  /** With 4 MB for what the work writes; or nothing where no file system can be mounted. */
  it.each(EACH_WAY)('for the right side is said before the answer is touched: %s, -j %s', (strategy, jobs) => {
    writeFileSync(path('out.csv'), 'old\n');
    onSmallDisk(path('full'), 'a join', (full) => {
      const words = joinOf(strategy).map((word) => (word === 'tmp' ? full : word));
      const { status, stderr } = failure([...words, '-j', jobs, '-o', 'out.csv']);
      expect(stderr).toMatch(/^pq: cannot write a temporary file: .*no space left on device/i);
      expect(stderr).toMatch(/\nhint: .*--tmp-dir/);
      expect(status).toBe(4);
      expect(readdirSync(path(full))).toEqual([]);
      expect(readFileSync(path('out.csv'), 'utf8')).toBe('old\n');
    });
    expect(left()).toEqual([]);
  });

  it.each(EACH_WAY)('for the answer leaves the old file: %s, -j %s', (strategy, jobs) => {
    onSmallDisk(path('full'), 'a join', (full) => {
      writeFileSync(join(path(full), 'old.csv'), 'old\n');
      const { status, stderr } = failure([...joinOf(strategy), '-j', jobs, '-o', `${full}/old.csv`]);
      expect(stderr).toMatch(/^pq: cannot write full\/old.csv: no space left on device/);
      expect(status).toBe(3);
      expect(readdirSync(path(full))).toEqual(['old.csv']);
      expect(readFileSync(join(path(full), 'old.csv'), 'utf8')).toBe('old\n');
    });
    expect(left()).toEqual([]);
  });
});

describe('a right side that cannot be read', () => {
  function refused(strategy: string, jobs: string, right: string) {
    writeFileSync(path('out.csv'), 'old\n');
    const words = joinOf(strategy).map((word) => (word === 'right.csv' ? right : word));
    const result = failure([...words, '-j', jobs, '-o', 'out.csv']);
    expect(readFileSync(path('out.csv'), 'utf8')).toBe('old\n');
    rmSync(path(right), { force: true });
    expect(left()).toEqual([]);
    return result;
  }

  it.each(EACH_WAY)('is an error with its place: %s, -j %s', (strategy, jobs) => {
    writeFileSync(path('bad.csv'), `${readFileSync(path('right.csv'), 'utf8')}7,"never closed\n`);
    const { status, stderr } = refused(strategy, jobs, 'bad.csv');
    expect(stderr).toMatch(/^pq: bad\.csv:300002:1: a quoted field is never closed\n/);
    expect(status).toBe(3);
  });

  it.each(EACH_WAY)('is not there: %s, -j %s', (strategy, jobs) => {
    const { status, stderr } = refused(strategy, jobs, 'nope.csv');
    expect([status, stderr]).toEqual([3, 'pq: no such file: nope.csv\n']);
  });
});
