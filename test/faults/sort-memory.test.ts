/**
 * --memory-limit, as the system measures it: what all processes of a sort take at their most, each for itself, and the same
 * bytes. PQ_TEST_MEGABYTES says how large the input is (npm run chaos: 200).
 */
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuiltPq, exitOf, watchMemory } from '../helpers/run/built-pq.ts';

const MEGABYTES = Number(process.env.PQ_TEST_MEGABYTES ?? 30);
/** What a process takes with nothing to do. */
const BASE_BYTES = 70 * 1024 ** 2;
const MIB = 1024 ** 2;
const directory = mkdtempSync(join(tmpdir(), 'pq-sort-memory-'));
const path = (name: string): string => join(directory, name);
const pq = new BuiltPq(directory);

beforeAll(() => {
  mkdirSync(path('tmp'));
  const file = openSync(path('a.csv'), 'w');
  writeSync(file, 'id,k,n,t\n');
  for (let [id, byteLength] = [0, 0]; byteLength < MEGABYTES * 1e6; ) {
    const lines = Array.from({ length: 5000 }, () => line(id++)).join('');
    byteLength += writeSync(file, lines);
  }
  closeSync(file);
  pq.run(['sort', 'n', 'a.csv', '-o', 'expected.csv']);
});
afterAll(() => rmSync(directory, { recursive: true }));

function line(id: number): string {
  const random = (id * 2654435761) % 4294967296;
  return `${id},key ${random % 99_991},${(random % 16_777_213) / 100},some text here ${random}\n`;
}

describe.runIf(process.platform === 'linux')('--memory-limit', () => {
  it.each([
    [16, 4, 'out.csv'],
    [32, 1, 'out.csv'],
    [32, 2, 'out.csv'],
    [32, 2, 'stdout'],
    [64, 4, 'out.csv'],
    [128, 2, 'stdout'],
  ])('of %i MiB is kept with -j %i, to %s', async (limit, jobs, to) => {
    const target = to === 'stdout' ? openSync(path('out.csv'), 'w') : undefined;
    const output = target === undefined ? ['-o', 'out.csv'] : [];
    const args = ['sort', 'n', 'a.csv', '-j', `${jobs}`, '--memory-limit', `${limit}M`, '--tmp-dir', 'tmp', ...output];
    const run = pq.start(args, ['ignore', target ?? 'ignore', 'inherit']);
    const most = watchMemory(run);
    expect(await exitOf(run)).toBe(0);
    if (target !== undefined) closeSync(target);
    const sum = most().reduce((all, one) => all + one, 0);
    expect(most().length).toBe(Math.min(jobs, Math.max(1, Math.floor(limit / 24))));
    expect(sum).toBeLessThan(most().length * BASE_BYTES + limit * MIB);
    expect(readFileSync(path('out.csv')).equals(readFileSync(path('expected.csv')))).toBe(true);
    expect(readdirSync(path('tmp'))).toEqual([]);
  });
});
