/** What a join holds is its right side: the left one is passed through, as the system measures it. */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuiltPq, exitOf, watchMemory } from '../helpers/run/built-pq.ts';

const MEGABYTES = 150;
const MIB = 1024 ** 2;
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
afterAll(() => rmSync(directory, { recursive: true }));

/** Of the process that took most. */
async function mostBytes(words: readonly string[], jobs: string): Promise<number> {
  const run = pq.start([...words, '-j', jobs, '-o', 'out.csv'], ['ignore', 'inherit', 'inherit']);
  const memory = watchMemory(run);
  expect(await exitOf(run)).toBe(0);
  return Math.max(...memory());
}

describe.runIf(process.platform === 'linux')('a large left side', () => {
  it.each(['1', '2'])('takes no more memory than a scan of it: -j %s', async (jobs) => {
    const ofScan = await mostBytes(['map', "name = 'name ' || k", 'large.csv'], jobs);
    const ofJoin = await mostBytes(['join', 'large.csv', 'small.csv', '--on', 'k'], jobs);
    expect(ofJoin - ofScan).toBeLessThan(16 * MIB);
  });
});
