/** Signals to the built pq while children work: the right status, nothing written, nobody and nothing left behind. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'pq.js');
const ROWS = 4_000_000;
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'pq-signals-'));
  writeFileSync(join(directory, 'x.csv'), `n\n${'1\n'.repeat(ROWS)}`);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Children are up to their necks in work when the signal comes: a partition is some bytes. */
function startRun() {
  const args = [
    PROGRAM,
    'agg',
    '--count',
    '-g',
    'n',
    'x.csv',
    ...'-j 2 --chunk-size 16 -o out.csv --tmp-dir .'.split(' '),
  ];
  return spawn(process.execPath, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function childrenOf(processId: number | undefined): Promise<number[]> {
  for (;;) {
    const ids = readChildren(processId);
    if (ids.length >= 1) return ids;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function readChildren(processId: number | undefined): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === processId)
    .map(Number);
}

function parentOf(processId: string): number {
  return Number(/^PPid:\s+(\d+)/m.exec(statusOf(processId))?.[1]);
}

/** A process that has ended, and that nobody has asked about yet, is not alive. */
function isAlive(processId: number): boolean {
  return /^State:\s+[^ZX]/m.test(statusOf(String(processId)));
}

function statusOf(processId: string): string {
  try {
    return readFileSync(`/proc/${processId}/status`, 'utf8');
  } catch {
    return '';
  }
}

describe.runIf(process.platform === 'linux')('a signal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the run with %i', async (signal, exitCode) => {
    const run = startRun();
    const children = await childrenOf(run.pid);
    run.kill(signal);
    const [code] = await new Promise<unknown[]>((resolve) => run.once('exit', (...exit) => resolve(exit)));
    expect(code).toBe(exitCode);
    await expect.poll(() => children.filter(isAlive)).toEqual([]);
    expect(readdirSync(directory)).toEqual(['x.csv']);
  });

  it('ends pq bench, and with it the run that is on and its children', async () => {
    const inner = 'agg --count -g n x.csv --chunk-size 16 --tmp-dir .'.split(' ');
    const bench = spawn(process.execPath, [PROGRAM, 'bench', '-j', '2', '--warmup', '9', '--', ...inner], {
      cwd: directory,
      stdio: 'ignore',
    });
    const runs = await childrenOf(bench.pid);
    bench.kill('SIGTERM');
    const code = await new Promise((resolve) => bench.once('exit', resolve));
    expect(code).toBe(143);
    await expect.poll(() => runs.filter(isAlive)).toEqual([]);
    expect(readdirSync(directory)).toEqual(['x.csv']);
  });

  it.each([0, 10, 20, 30, 40, 50, 60, 70])(
    '%i ms after the start leaves nobody and nothing behind',
    async (delayMs) => {
      const run = startRun();
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      const children = readChildren(run.pid);
      run.kill('SIGINT');
      const exit = await new Promise((resolve) => run.once('exit', (code, signal) => resolve(code ?? signal)));
      expect([130, 'SIGINT']).toContain(exit);
      await expect.poll(() => children.filter(isAlive)).toEqual([]);
      expect(readdirSync(directory)).toEqual(['x.csv']);
    },
  );
});
