/** Groups that are cut by hash and merged by all workers: the built pq, its children killed, its disk full. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childrenOf, isAlive, until } from '../helpers/run/process-tree.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'pq.js');
const QUERY = 'agg -g k --sum x --avg x --max x --stddev x --count many.csv'.split(' ');
const ROWS = 200_000;
const GROUPS = 50_021;
let directory: string;
let expected: Buffer;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'pq-groups-'));
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const number = row % 1000 === 7 ? '12345678901234567890123.5' : `${row % 97}.${row % 8}`;
    return `"key, ${(row * 7919) % GROUPS}",${number}\n`;
  });
  writeFileSync(join(directory, 'many.csv'), `k,x\n${lines.join('')}`);
  mkdirSync(join(directory, 'tmp'));
  expected = pq('-j 1');
  expect(expected.toString('latin1').split('\n').length).toBe(GROUPS + 2);
});
afterAll(() => rmSync(directory, { recursive: true }));

function pq(options: string): Buffer {
  return execFileSync(process.execPath, [PROGRAM, ...QUERY, ...options.split(' ')], {
    cwd: directory,
    maxBuffer: 2 ** 28,
  });
}

describe('many groups', () => {
  it.each([
    ...['-j 2', '-j 3 --chunk-size 100k', '-j 5 --chunk-size 1M'],
    // One child has them all, and makes the answer of them: at once, or of what it has put aside.
    ...['-j 1 --task-timeout 100s', '-j 1 --task-timeout 100s --memory-limit 32M --chunk-size 1M'],
  ])('are the same bytes with %s', (options) => {
    expect(pq(`${options} --tmp-dir tmp`).equals(expected)).toBe(true);
    expect(readdirSync(join(directory, 'tmp'))).toEqual([]);
  });

  it.each(['json', 'ndjson', 'tsv', 'md'])('are the same bytes as %s', (format) => {
    expect(pq(`-j 3 --to ${format}`).equals(pq(`-j 1 --to ${format}`))).toBe(true);
  });

  it.runIf(process.platform === 'linux').each([1, 2, 3, 4, 5, 6])(
    'survive the death of children, whatever they are at (%i)',
    async () => {
      const args = [PROGRAM, ...QUERY, ...'-j 3 --chunk-size 200k --retries 9 --tmp-dir tmp'.split(' ')];
      const run = spawn(process.execPath, args, { cwd: directory, stdio: ['ignore', 'pipe', 'inherit'] });
      const output: Buffer[] = [];
      run.stdout.on('data', (data: Buffer) => output.push(data));
      const killing = setInterval(() => {
        const [victim] = childrenOf(run.pid ?? 0);
        if (victim !== undefined && Math.random() < 0.2) process.kill(victim, 'SIGKILL');
      }, 25);
      const code = await new Promise((resolve) => run.once('close', resolve));
      clearInterval(killing);
      expect(code).toBe(0);
      expect(Buffer.concat(output).equals(expected)).toBe(true);
      expect(readdirSync(join(directory, 'tmp'))).toEqual([]);
    },
  );

  it.runIf(process.platform === 'linux')('leave nothing behind when pq itself is killed', async () => {
    const args = [PROGRAM, ...QUERY, ...'-j 3 --chunk-size 200k --tmp-dir tmp -o answer.csv'.split(' ')];
    const run = spawn(process.execPath, args, { cwd: directory, stdio: 'ignore' });
    await until(() => readdirSync(join(directory, 'tmp')).length > 0);
    const children = childrenOf(run.pid ?? 0);
    run.kill('SIGKILL');
    await until(() => !children.some(isAlive) && readdirSync(join(directory, 'tmp')).length === 0);
    expect(readdirSync(directory)).not.toContain('answer.csv');
  });

  it.runIf(process.platform === 'linux').each(['SIGINT', 'SIGTERM'] as const)(
    'that nobody reads do not keep pq from ending with %s, and its files with it',
    async (signal) => {
      const args = [PROGRAM, ...QUERY, ...'-j 3 --chunk-size 200k --tmp-dir tmp'.split(' ')];
      const run = spawn(process.execPath, args, { cwd: directory, stdio: ['ignore', 'pipe', 'ignore'] });
      await new Promise((resolve) => run.stdout.once('readable', resolve));
      const children = childrenOf(run.pid ?? 0);
      run.kill(signal);
      const [, killedBy] = await new Promise<unknown[]>((resolve) => run.once('exit', (...exit) => resolve(exit)));
      expect(killedBy).toBe(signal);
      await until(() => !children.some(isAlive) && readdirSync(join(directory, 'tmp')).length === 0);
    },
  );

  it.runIf(process.platform === 'linux')('that do not fit on the disk are a clear error', () => {
    const command = `ulimit -f 1000; exec "$0" "$@"`;
    const args = ['-c', command, process.execPath, PROGRAM, ...QUERY, ...'-j 3 --tmp-dir tmp -o answer.csv'.split(' ')];
    const { status, stderr } = spawnSync('bash', args, { cwd: directory, encoding: 'utf8' });
    expect(stderr).toMatch(/cannot write a temporary file: EFBIG.*\n.*--tmp-dir/);
    expect(status).toBe(4);
    expect(readdirSync(join(directory, 'tmp'))).toEqual([]);
    expect(readdirSync(directory)).not.toContain('answer.csv');
  });
});
