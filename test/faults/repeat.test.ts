/** What is repeated is not held in memory, can be stopped at any time, and stops when nobody reads on. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';
import { BuiltPq, exitOf, watchMemory } from '../helpers/run/built-pq.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());
const pq = new BuiltPq(files.directory);

const ROWS = 800_000;
const LINES = Array.from({ length: ROWS }, (_, at) => `${ROWS - at},a text that takes some room: ${at}\n`);
const TEXT = `n,t\n${LINES.join('')}`;
const PATH = files.write('rows.csv', TEXT);
const mostWritten = (): number =>
  Math.max(
    ...readdirSync(files.directory).map((name) => (name === 'rows.csv' ? 0 : sizeOf(join(files.directory, name)))),
  );
const sizeOf = (path: string): number => statSync(path).size;
const MB = 1024 ** 2;

describe('what is repeated', () => {
  test.each([
    ['as the text of the answer', ['repeat', '20', PATH]],
    ['between verbs that need all rows', ['tail', String(ROWS), 'then', 'repeat', '5', 'then', 'tail', '1', PATH]],
  ])('goes to a file, %s', async (_title, words) => {
    const most = async (count: readonly string[]): Promise<number> => {
      const run = pq.start([...count, '-j', '1', '--memory-limit', '16M'], ['ignore', 'ignore', 'inherit']);
      const memory = watchMemory(run);
      expect(await exitOf(run)).toBe(0);
      return Math.max(...memory());
    };
    const once = words.map((word) => (/^(5|20)$/.test(word) ? '1' : word));
    expect((await most(words)) - (await most(once))).toBeLessThan(16 * MB);
  });

  test('is not there when somebody stops it', async () => {
    const path = join(files.directory, 'answer.csv');
    const run = pq.start(['repeat', '1000000', PATH, '-o', path], 'ignore');
    while (mostWritten() < 2 * TEXT.length) await sleep(10);
    run.kill('SIGINT');
    expect(await exitOf(run)).toBe(130);
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(files.directory)).toEqual(['rows.csv']);
  });

  test('ends when nobody reads on', async () => {
    const run = pq.start(['sort', 'n', 'then', 'repeat', '1000000', PATH], ['ignore', 'pipe', 'inherit']);
    run.stdout?.once('data', () => run.stdout?.destroy());
    expect([0, 'SIGPIPE']).toContain(await exitOf(run));
  });
});
