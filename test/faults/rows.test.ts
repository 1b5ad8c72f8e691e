/** Rows through real processes: workers killed, readers that leave, files that are full, signals, long pipes. */
import { execFileSync, type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childrenOf, isAlive, until } from '../helpers/run/process-tree.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'pq.js');
const ROWS = 150_000;
const FILTER = ['filter', 'x > 20'];
let directory: string;
let expected: Buffer;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'pq-rows-'));
  const lines = Array.from({ length: ROWS }, (_, row) => `"key, ${row % 977}",${row % 97}.5,some text\n`);
  writeFileSync(join(directory, 'a.csv'), `k,x,t\n${lines.join('')}`);
  mkdirSync(join(directory, 'tmp'));
  expected = pq([...FILTER, '-j', '1', 'a.csv']);
  expect(expected.length).toBeGreaterThan(2_000_000);
});
afterAll(() => rmSync(directory, { recursive: true }));

function pq(args: readonly string[]): Buffer {
  return execFileSync(process.execPath, [PROGRAM, ...args], { cwd: directory, maxBuffer: 2 ** 28 });
}

function start(args: readonly string[], stdio: StdioOptions) {
  return spawn(process.execPath, [PROGRAM, ...args], { cwd: directory, stdio });
}

async function exitOf(run: ReturnType<typeof start>): Promise<number | string | null> {
  return new Promise((resolve) => run.once('close', (code, signal) => resolve(code ?? signal)));
}

function killIfThere(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}

const path = (name: string): string => join(directory, name);

/** What the directory has beside the input and the directory for temporary files. */
function left(): readonly string[] {
  return [...readdirSync(directory).filter((name) => name !== 'a.csv' && name !== 'tmp'), ...readdirSync(path('tmp'))];
}

describe.runIf(process.platform === 'linux')('a child that is killed', () => {
  const WAYS = ['file', 'redirected', 'pipe'] as const;
  /** Rows that are handed over in messages, and in files. */
  const CHUNKS = ['40k', '40k', '400k'];
  const ENOUGH_TRIES = '-j 3 --retries 99 --tmp-dir tmp a.csv --chunk-size'.split(' ');

  it.each(WAYS.flatMap((way) => CHUNKS.map((chunk) => [way, chunk] as const)))(
    'does not show in the answer: %s, chunks of %s',
    async (way, chunk) => {
      const out = way === 'file' ? ['-o', 'out.csv'] : [];
      const target = way === 'redirected' ? openSync(path('out.csv'), 'w') : undefined;
      const run = start([...FILTER, ...out, ...ENOUGH_TRIES, chunk], ['ignore', target ?? 'pipe', 'inherit']);
      const output: Buffer[] = [];
      run.stdout?.on('data', (data: Buffer) => output.push(data));
      const killing = setInterval(() => {
        const [victim] = childrenOf(run.pid ?? 0);
        if (victim !== undefined && Math.random() < 0.3) killIfThere(victim);
      }, 15);
      expect(await exitOf(run)).toBe(0);
      clearInterval(killing);
      if (target !== undefined) closeSync(target);
      const answer = way === 'pipe' ? Buffer.concat(output) : readFileSync(path('out.csv'));
      expect(answer.equals(expected)).toBe(true);
      rmSync(path('out.csv'), { force: true });
      expect(left()).toEqual([]);
    },
  );
});

describe.runIf(process.platform === 'linux')('a reader that leaves', () => {
  it.each([['-j 1'], ['-j 3 --chunk-size 40k']])('ends pq at once, without a word: %s', async (options) => {
    const run = start([...FILTER, ...options.split(' '), '--tmp-dir', 'tmp', 'a.csv'], ['ignore', 'pipe', 'pipe']);
    const errors: Buffer[] = [];
    run.stderr?.on('data', (data: Buffer) => errors.push(data));
    await new Promise((resolve) => run.stdout?.once('data', resolve));
    const children = childrenOf(run.pid ?? 0);
    run.stdout?.destroy();
    expect(await exitOf(run)).toBe(0);
    expect(Buffer.concat(errors).toString()).toBe('');
    await until(() => !children.some(isAlive));
    expect(left()).toEqual([]);
  });

  it('| head -1', () => {
    const command = `'${process.execPath}' '${PROGRAM}' cat -j 3 --chunk-size 40k a.csv; echo "exit $?" >&2`;
    const { stdout, stderr } = spawnSync('sh', ['-c', `(${command}) | head -1`], { cwd: directory, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['k,x,t\n', 'exit 0\n']);
  });

  it.each(["filter -H 'column1 > 0' | head -2", "map -H 'b = column1 + 1' then head 2 then project 'column1'"])(
    'ends what has no end: yes | pq %s',
    (command) => {
      const whole = `yes 1 | '${process.execPath}' '${PROGRAM}' ${command}`;
      const { stdout, status } = spawnSync('sh', ['-c', whole], { encoding: 'utf8', timeout: 20_000 });
      expect([stdout, status]).toEqual(['1\n1\n', 0]);
    },
  );
});

describe('where the answer goes', () => {
  it.each([['-j 1'], ['-j 3 --chunk-size 40k']])('can be where the input is: %s', (options) => {
    const copy = path('copy.csv');
    writeFileSync(copy, readFileSync(path('a.csv')));
    pq([...FILTER, ...options.split(' '), 'copy.csv', '-o', 'copy.csv']);
    expect(readFileSync(copy).equals(expected)).toBe(true);
    rmSync(copy);
    expect(left()).toEqual([]);
  });

  it.each([['-j 1'], ['-j 3 --chunk-size 40k']])('can be the end of a file that is there: %s', (options) => {
    writeFileSync(path('log.csv'), 'before\n');
    const target = openSync(path('log.csv'), 'a');
    const { status } = spawnSync(process.execPath, [PROGRAM, ...FILTER, ...options.split(' '), 'a.csv'], {
      cwd: directory,
      stdio: ['ignore', target, 'inherit'],
    });
    closeSync(target);
    expect(status).toBe(0);
    expect(readFileSync(path('log.csv')).equals(Buffer.concat([Buffer.from('before\n'), expected]))).toBe(true);
    rmSync(path('log.csv'));
  });

  it.runIf(process.platform === 'linux').each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('keeps what it had when %s comes', async (signal, exitCode) => {
    writeFileSync(path('old.csv'), 'old\n');
    const args = [...FILTER, '-j', '3', '--chunk-size', '64', '--tmp-dir', 'tmp', '-o', 'old.csv', 'a.csv'];
    const run = start(args, ['ignore', 'ignore', 'ignore']);
    await until(() => readdirSync(directory).some((name) => name.startsWith('.old.csv')));
    const children = childrenOf(run.pid ?? 0);
    run.kill(signal);
    expect(await exitOf(run)).toBe(exitCode);
    await until(() => !children.some(isAlive));
    expect(readFileSync(path('old.csv'), 'utf8')).toBe('old\n');
    rmSync(path('old.csv'));
    expect(left()).toEqual([]);
  });

  it.each([['-j 1'], ['-j 3 --chunk-size 40k']])('can be a file system that is full: %s', (options) => {
    const full = path('full');
    mkdirSync(full);
    const mounting = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', full]);
    if (mounting.status !== 0) {
      process.stderr.write('left out: an answer on a full disk, for want of a tmpfs to mount\n');
      rmSync(full, { recursive: true });
      return;
    }
    try {
      writeFileSync(join(full, 'old.csv'), 'old\n');
      const args = [PROGRAM, ...FILTER, ...options.split(' '), '-o', 'full/old.csv', 'a.csv'];
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8' });
      expect(stderr).toMatch(/^pq: cannot write full\/old.csv: no space left on device/);
      expect(status).toBe(3);
      expect(readdirSync(full)).toEqual(['old.csv']);
      expect(readFileSync(join(full, 'old.csv'), 'utf8')).toBe('old\n');
    } finally {
      spawnSync('umount', [full]);
      rmSync(full, { recursive: true });
    }
  });
});

describe.runIf(process.platform === 'linux')('a pipe of 500 MB', () => {
  const MOST_BYTES = 200e6;
  const SOURCE = `(echo a,b,c,d; yes '12345,some text here,1.5,"quoted, text"' | head -c 500000000; echo)`;

  it.each([
    [['filter', 'a < 0']],
    [['map', 'e = a + 1', 'then', 'tail', '1']],
    [['filter', 'a > 0', '--to', 'ndjson', '-o', '/dev/null']],
  ])('goes through little memory: %j', async (args) => {
    const quoted = [process.execPath, PROGRAM, ...args].map((word) => `'${word}'`).join(' ');
    const run = spawn('sh', ['-c', `${SOURCE} | exec ${quoted}`], { stdio: ['ignore', 'ignore', 'inherit'] });
    let most = 0;
    const looking = setInterval(() => {
      for (const child of childrenOf(run.pid ?? 0)) most = Math.max(most, residentBytes(child));
    }, 10);
    const code = await new Promise((resolve) => run.once('exit', resolve));
    clearInterval(looking);
    expect(code).toBe(0);
    expect(most).toBeGreaterThan(20e6);
    expect(most).toBeLessThan(MOST_BYTES);
  });
});

/** The most that a process has had so far. */
function residentBytes(processId: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
