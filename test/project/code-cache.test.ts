/** What V8 has compiled is kept from run to run (bin/load.js), and no answer depends on it. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const MOST_RUNS = 4;
const WORDS = ['agg', '--avg', 'age', join(ROOT, 'fixtures/people.csv')];
const ANSWER = { status: 0, stdout: 'avg_age\n51.75\n', stderr: '' };

let directory: string;
let cache: string;

/** A copy of what is installed, without what earlier runs have kept. */
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pq-code-'));
  cache = join(directory, 'dist/code-cache');
  for (const name of ['bin', 'dist']) cpSync(join(ROOT, name), join(directory, name), { recursive: true });
  rmSync(cache, { recursive: true, force: true });
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('compiled code', () => {
  it('is kept by the first runs of a verb, and used by all', () => {
    const sizes = Array.from({ length: MOST_RUNS + 1 }, () => {
      expect(run(WORDS)).toEqual(ANSWER);
      return statSync(keptFile('agg')).mtimeMs;
    });
    expect(new Set(sizes).size).toBe(MOST_RUNS);
    expect(readdirSync(cache)).toHaveLength(1);
  });

  it('is kept by verb', () => {
    expect(run(WORDS)).toEqual(ANSWER);
    run(['--version']);
    run(['head', join(ROOT, 'fixtures/people.csv')]);
    expect(readdirSync(cache).map((name) => name.split('-').at(-1))).toEqual(['agg', 'head', 'other']);
  });

  it('is not kept of runs that fail', () => {
    expect(run(['agg', '--avg', 'agee', join(ROOT, 'fixtures/people.csv')]).status).not.toBe(0);
    expect(run(['nonsense']).status).toBe(2);
    expect(existsSync(cache)).toBe(false);
  });

  it.each([
    ['nothing', (code: Buffer) => code.subarray(0, 0)],
    ['half of it', (code: Buffer) => code.subarray(0, code.length / 2)],
    ['zeros at the end', (code: Buffer) => Buffer.concat([code.subarray(0, code.length / 2), Buffer.alloc(4096)])],
    ['a page of something else', (code: Buffer) => Buffer.from(code).fill(0xa5, 8192, 8192 + 4096)],
    ['something else', () => Buffer.from('something else')],
  ])('is made anew where the file has %s', (_title, damage) => {
    expect(run(WORDS)).toEqual(ANSWER);
    const [path, good] = [keptFile('agg'), readFileSync(keptFile('agg'))];
    writeFileSync(path, damage(good));
    expect(run(WORDS)).toEqual(ANSWER);
    expect(statSync(path).size).toBeGreaterThan(good.length / 2);
    expect(run(WORDS)).toEqual(ANSWER);
  });

  it('is done without where nothing can be written', () => {
    writeFileSync(cache, 'in the way');
    expect(run(WORDS)).toEqual(ANSWER);
    expect(readFileSync(cache, 'utf8')).toBe('in the way');
  });

  it('serves children, too', () => {
    const words = [...WORDS, '-j', '3', '--chunk-size', '1k'];
    expect(run(words)).toEqual(ANSWER);
    expect(run(words)).toEqual(ANSWER);
    expect(readdirSync(cache)).toHaveLength(1);
  });
});

function run(words: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const options = { encoding: 'utf8', cwd: directory } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(directory, 'bin/pq.js'), ...words], options);
  return { status, stdout, stderr };
}

function keptFile(kind: string): string {
  return join(cache, readdirSync(cache).find((name) => name.endsWith(`-${kind}`)) ?? '');
}
