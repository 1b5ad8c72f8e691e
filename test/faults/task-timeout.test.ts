/** --task-timeout: whoever is at a task for too long is ended, and the run with it. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const directory = mkdtempSync(join(tmpdir(), 'pq-timeout-'));
afterAll(() => rmSync(directory, { recursive: true }));
const at = (name: string): string => join(directory, name);
writeFileSync(at('a.csv'), `id\n${Array.from({ length: 1000 }, (_, id) => `${id}\n`).join('')}`);
writeFileSync(at('f.mjs'), 'export function hang(x) { while (x === 900) ; return x; }');

function pq(...args: readonly string[]) {
  const startMs = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/pq.js', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr, elapsedMs: performance.now() - startMs };
}

it.each([['-j', '1'], ['-j', '2'], []])('ends a function that hangs (%s %s)', (...jobs) => {
  const run = pq('project', 'hang(id)', '--load', at('f.mjs'), at('a.csv'), '--task-timeout', '700ms', ...jobs);
  expect(run.status).toBe(124);
  expect(run.stderr).toContain('took longer than 0.70 s (--task-timeout)');
  expect(run.stderr).toContain(`a function of ${at('f.mjs')} may not come to an end`);
  expect(run.elapsedMs).toBeGreaterThan(700);
});

it('leaves the old file of -o as it was', () => {
  writeFileSync(at('out.csv'), 'old');
  const run = pq(
    'project',
    'hang(id)',
    '--load',
    at('f.mjs'),
    at('a.csv'),
    '--task-timeout',
    '500ms',
    '-o',
    at('out.csv'),
  );
  expect(run.status).toBe(124);
  expect(readFileSync(at('out.csv'), 'utf8')).toBe('old');
});

it('does nothing to tasks that are in time, each of which has its own', () => {
  const args = ['--task-timeout', '20s', '--chunk-size', '100', '-j', '2'];
  const run = pq('filter', 'id % 100 = 7', at('a.csv'), ...args);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(run.stdout).toBe(`id\n${[7, 107, 207, 307, 407, 507, 607, 707, 807, 907].map((id) => `${id}\n`).join('')}`);
  expect(pq('head', '2', at('a.csv'), ...args).stdout).toBe('id\n0\n1\n');
  expect(pq('agg', '--sum', 'id', at('a.csv'), ...args).stdout).toBe('sum_id\n499500\n');
});

it('refuses a stream, whose one task cannot be told apart from the run', () => {
  const { status, stderr } = spawnSync(process.execPath, ['bin/pq.js', 'head', '--task-timeout', '1s'], {
    input: 'a\n1\n',
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toContain('--task-timeout cannot be kept for <stdin>');
});
