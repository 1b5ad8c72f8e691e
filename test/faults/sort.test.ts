/** Sorts through real processes that are killed, interrupted, or find no room, in every phase. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BuiltPq, exitOf, textOf } from '../helpers/run/built-pq.ts';
import { killIfThere, onSmallDisk, soon } from '../helpers/run/faults.ts';
import { childrenOf, isAlive, until } from '../helpers/run/process-tree.ts';

const ROWS = 400_000;
/** Runs are many and soon in files, ranges are many. */
const MANY_PIECES = '--memory-limit 96M --chunk-size 300k --tmp-dir tmp'.split(' ');
const SORT = ['sort', 'n desc, k', '-j', '3', '--retries', '99', ...MANY_PIECES];
const MOST_ATTEMPTS = 8;
const directory = mkdtempSync(join(tmpdir(), 'pq-sort-'));
const path = (name: string): string => join(directory, name);
const pq = new BuiltPq(directory);
let expected: Buffer;

beforeAll(() => {
  const row = (at: number): string => `"key, ${at % 977}",${(at * 7919) % 99_991}.5,"a text\nof some lines ${at}"\n`;
  writeFileSync(path('a.csv'), `k,n,t\n${Array.from({ length: ROWS }, (_, at) => row(at)).join('')}`);
  mkdirSync(path('tmp'));
  expected = pq.run(['sort', 'n desc, k', '-j', '1', 'a.csv']);
  expect(expected.length).toBe(statSync(path('a.csv')).size);
});
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => rmSync(path('out.csv'), { force: true }));

const filesIn = (name: string): readonly string[] => readdirSync(path(name), { recursive: true, encoding: 'utf8' });
const hasRuns = (): boolean => filesIn('tmp').some((name) => name.endsWith('.rows'));
const unfinished = (): string | undefined => readdirSync(directory).find((name) => name.startsWith('.out.csv'));

/** What tells from outside how far a run has come that writes to out.csv. */
const PHASES = {
  'runs are made': hasRuns,
  'runs are collected': () => unfinished() !== undefined,
  'ranges are written': () => bytesOf(unfinished()) > expected.length / 4,
} as const;
const EACH_PHASE = Object.entries(PHASES);

function bytesOf(name: string | undefined): number {
  if (name === undefined) return 0;
  return statSync(path(name), { throwIfNoEntry: false })?.size ?? 0;
}

/** Everything that was not there before. */
function left(): readonly string[] {
  return [...readdirSync(directory).filter((name) => !['a.csv', 'tmp', 'out.csv'].includes(name)), ...filesIn('tmp')];
}

/** Looks more often than phases are short. */
describe.runIf(process.platform === 'linux')('a worker that is killed', () => {
  it.each(EACH_PHASE)('while %s does not show', async (_phase, isReached) => {
    const run = pq.start([...SORT, '-o', 'out.csv', 'a.csv'], ['ignore', 'inherit', 'inherit']);
    const exit = exitOf(run);
    await soon(isReached, run);
    killIfThere(childrenOf(run.pid ?? 0)[0]);
    expect(await exit).toBe(0);
    expect(readFileSync(path('out.csv')).equals(expected)).toBe(true);
    expect(left()).toEqual([]);
  });

  it('while rows are handed over, again and again, does not show', async () => {
    const run = pq.start([...SORT, 'a.csv'], ['ignore', 'pipe', 'inherit']);
    const [exit, answer] = [exitOf(run), textOf(run.stdout)];
    const killing = setInterval(() => {
      if (Math.random() < 0.3) killIfThere(childrenOf(run.pid ?? 0)[0]);
    }, 60);
    expect(await exit).toBe(0);
    clearInterval(killing);
    expect(answer().equals(expected)).toBe(true);
    expect(left()).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('pq that is told to end', () => {
  const SIGNALS = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const;
  const CASES = EACH_PHASE.flatMap(([phase, isReached]) =>
    SIGNALS.map(([signal, code]) => [signal, phase, code, isReached] as const),
  );

  /** A signal can come too late: then the answer is whole. */
  it.each(CASES)('by %s while %s leaves the old file', async (signal, _phase, code, isReached) => {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      writeFileSync(path('out.csv'), 'old\n');
      const run = pq.start([...SORT, '-o', 'out.csv', 'a.csv'], 'ignore');
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
      expect(readFileSync(path('out.csv')).equals(expected)).toBe(true);
    }
    throw new Error(`${MOST_ATTEMPTS} signals came too late`);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('by %s while nobody reads its rows leaves nothing', async (signal) => {
    const run = pq.start([...SORT, 'a.csv'], ['ignore', 'pipe', 'ignore']);
    const exit = exitOf(run);
    await new Promise((resolve) => run.stdout?.once('readable', resolve));
    const children = childrenOf(run.pid ?? 0);
    run.kill(signal);
    run.stdout?.resume();
    expect([signal, 143]).toContain(await exit);
    await until(() => !children.some(isAlive) && left().length === 0);
  });

  it('by SIGKILL while runs are made leaves no temporary files', async () => {
    const run = pq.start([...SORT, 'a.csv'], 'ignore');
    const exit = exitOf(run);
    await soon(hasRuns, run);
    const children = childrenOf(run.pid ?? 0);
    run.kill('SIGKILL');
    expect(await exit).toBe('SIGKILL');
    await until(() => !children.some(isAlive) && left().length === 0);
  });

  it.each(['-j 1', '-j 3'])('by a reader who has enough ends at once: %s', (jobs) => {
    const sort = pq.command(`sort n ${jobs} ${MANY_PIECES.join(' ')} a.csv; echo "exit $?" >&2`);
    const { stdout, stderr } = spawnSync('sh', ['-c', `(${sort}) | head -1`], { cwd: directory, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['k,n,t\n', 'exit 0\n']);
    expect(left()).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('a disk that is full', () => {
  /** With 4 MB for what the work writes; or nothing where no file system can be mounted. */
  function failure(args: readonly string[]) {
    const { status, stderr } = spawnSync('sh', ['-c', pq.command(args.join(' '))], {
      cwd: directory,
      encoding: 'utf8',
    });
    return { status, stderr };
  }

  it.each(['-j 1', '-j 3'])('for runs is said before the answer is touched: %s', (jobs) => {
    writeFileSync(path('out.csv'), 'old\n');
    onSmallDisk(path('full'), 'a sort', (full) => {
      const args = ['sort', 'n', jobs, '--memory-limit', '64M', '--tmp-dir', full, '-o', 'out.csv', 'a.csv'];
      const { status, stderr } = failure(args);
      expect(stderr).toMatch(/^pq: cannot write a temporary file: .*no space left on device.*\nhint: .*--tmp-dir/i);
      expect(status).toBe(4);
      expect(readdirSync(path(full))).toEqual([]);
      expect(readFileSync(path('out.csv'), 'utf8')).toBe('old\n');
    });
    expect(left()).toEqual([]);
  });

  it.each(['-j 1', '-j 3'])('for the answer leaves the old file: %s', (jobs) => {
    onSmallDisk(path('full'), 'a sort', (full) => {
      writeFileSync(join(path(full), 'old.csv'), 'old\n');
      const { status, stderr } = failure(['sort', 'n', jobs, ...MANY_PIECES, '-o', `${full}/old.csv`, 'a.csv']);
      expect(stderr).toMatch(/^pq: cannot write full\/old.csv: no space left on device/);
      expect(status).toBe(3);
      expect(readdirSync(path(full))).toEqual(['old.csv']);
      expect(readFileSync(join(path(full), 'old.csv'), 'utf8')).toBe('old\n');
    });
    expect(left()).toEqual([]);
  });

  it.each(['-j 1', '-j 3'])('or a directory that nobody can write to is said: %s', (jobs) => {
    const { status, stderr } = failure(['sort', 'n', jobs, '--memory-limit 64M --tmp-dir /proc', 'a.csv']);
    expect(stderr).toMatch(/^pq: cannot write a temporary file: /);
    expect(status).toBe(4);
  });
});

describe('what is sorted', () => {
  it.each(['-j 1', '-j 3'])('can be where the answer goes: %s', (jobs) => {
    writeFileSync(path('out.csv'), readFileSync(path('a.csv')));
    pq.run(['sort', 'n desc, k', ...jobs.split(' '), ...MANY_PIECES, 'out.csv', '-o', 'out.csv']);
    expect(readFileSync(path('out.csv')).equals(expected)).toBe(true);
    expect(left()).toEqual([]);
  });

  it.each([
    ['-j 1', 'k', [2, 0, 1]],
    ['-j 3', 't', [1, 2, 0]],
  ] as const)('can have cells of 20 MB, as keys, too: %s, by %s', (jobs, key, order) => {
    const long = 'x'.repeat(20e6);
    const rows = [`b,${long}b\n`, 'c,short\n', `a,"${long}\na"\n`];
    writeFileSync(path('long.csv'), `k,t\n${rows.join('')}`);
    const options = [...jobs.split(' '), '--chunk-size', '1M', '--memory-limit', '64M', '--tmp-dir', 'tmp', 'long.csv'];
    const inOrder = `k,t\n${order.map((at) => rows[at]).join('')}`;
    expect(pq.run(['sort', key, ...options]).toString() === inOrder).toBe(true);
    rmSync(path('long.csv'));
    expect(left()).toEqual([]);
  });
});
