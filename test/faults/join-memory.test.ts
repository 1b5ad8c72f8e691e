/**
 * What a join holds, as the system measures it: of a broadcast its right side, the left one being passed through; with
 * --memory-limit no more than that, whatever the sides are.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuiltPq, exitOf, watchMemory } from '../helpers/run/built-pq.ts';

const MEGABYTES = 150;
const MIB = 1024 ** 2;
/** What a process takes that holds nothing: 70 MiB, and what runs lie apart. */
const BASE_BYTES = 80 * MIB;
/** Less than a third of the file: how far two runs of one command lie apart while other tests run is up to 18 MiB. */
const NOISE_BYTES = 48 * MIB;
/** Of each of two sides, of which most rows match one. */
const SIDE_ROWS = 800_000;
const directory = mkdtempSync(join(tmpdir(), 'pq-join-memory-'));
const path = (name: string): string => join(directory, name);
const pq = new BuiltPq(directory);

beforeAll(() => {
  const file = openSync(path('large.csv'), 'w');
  writeSync(file, 'id,k,t\n');
  const some = Array.from({ length: 20_000 }, (_, at) => `${at},${at % 1000},a text of some length\n`).join('');
  for (let byteLength = 0; byteLength < MEGABYTES * 1e6; ) byteLength += writeSync(file, some);
  closeSync(file);
  writeFileSync(path('small.csv'), `k,name\n${Array.from({ length: 1000 }, (_, at) => `${at},name ${at}\n`).join('')}`);
});

/** Writes about 40 MB. */
function writeSide(name: string, first: number): void {
  const rows = Array.from({ length: SIDE_ROWS }, (_, at) => {
    const k = (at * 7919 + first) % 999_983;
    return `${at},${k},some text of ${name} that takes some room\n`;
  });
  writeFileSync(path(`${name}.csv`), `id,k,${name}\n${rows.join('')}`);
}
afterAll(() => rmSync(directory, { recursive: true }));

/** Of each process. */
async function mostBytes(words: readonly string[], jobs: string): Promise<readonly number[]> {
  const run = pq.start([...words, '-j', jobs, '-o', 'out.csv'], ['ignore', 'inherit', 'inherit']);
  const memory = watchMemory(run);
  expect(await exitOf(run)).toBe(0);
  return memory();
}

describe.runIf(process.platform === 'linux')('a large left side', () => {
  it.each(['1', '2'])('takes no more memory than a scan of it: -j %s', async (jobs) => {
    const ofScan = await mostBytes(['map', "name = 'name ' || k", 'large.csv'], jobs);
    const ofJoin = await mostBytes(['join', 'large.csv', 'small.csv', '--on', 'k'], jobs);
    expect(Math.max(...ofJoin) - Math.max(...ofScan)).toBeLessThan(NOISE_BYTES);
  });
});

describe.runIf(process.platform === 'linux')('--memory-limit', () => {
  beforeAll(() => {
    for (const [at, name] of ['left', 'right'].entries()) writeSide(name, at * 5);
    pq.run(['join', 'left.csv', 'right.csv', '--on', 'k', '-o', 'expected.csv', '--strategy', 'broadcast']);
  });

  it.each([
    [32, '1', 'auto'],
    [64, '2', 'auto'],
    [64, '1', 'naive'],
    [128, '2', 'shuffle'],
  ])('of %i MiB is kept with -j %s, %s', async (limit, jobs, strategy) => {
    const words = ['join', 'left.csv', 'right.csv', '--on', 'k', '--strategy', strategy, '--memory-limit', `${limit}M`];
    const most = await mostBytes(words, jobs);
    const sum = most.reduce((all, one) => all + one, 0);
    expect(sum).toBeLessThan(most.length * BASE_BYTES + limit * MIB);
    expect(readFileSync(path('out.csv')).equals(readFileSync(path('expected.csv')))).toBe(true);
  });
});
