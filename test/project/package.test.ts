/** The package as it is installed: its version, its program, and the bundles on the system's own Node. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const OLDEST_MAJOR = 20;
const { version, bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const program = join(ROOT, bin.pq);

describe('the package', () => {
  it('says its version', () => {
    expect(run(process.execPath, ['--version'])).toBe(`pq ${version}\n`);
  });

  it('has a program that can be executed', () => {
    expect(statSync(program).mode & 0o111).toBe(0o111);
  });

  it('says what to do when it has not been built', () => {
    const directory = mkdtempSync(join(tmpdir(), 'pq-unbuilt-'));
    mkdirSync(join(directory, 'bin'));
    for (const name of ['pq.js', 'package.json']) cpSync(join(ROOT, 'bin', name), join(directory, 'bin', name));
    const { status, stderr } = spawnSync(process.execPath, [join(directory, 'bin/pq.js')], { encoding: 'utf8' });
    rmSync(directory, { recursive: true });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'pq: dist/ is not there: pq has not been built (npm run build)\n',
    });
  });
});

const system = systemNode();
if (system === undefined) process.stderr.write(`left out: no Node ${OLDEST_MAJOR} or later on the PATH but our own\n`);

describe.skipIf(system === undefined)(`the bundles on the system's Node (${system?.version ?? 'left out'})`, () => {
  const node = system?.path ?? '';

  it.each(['-j 1', '-j 2', '-j 3 --chunk-size 1k'])('give the same answers: %s', (options) => {
    for (const input of ['fixtures/people.csv', 'fixtures/people']) {
      const words = ['agg', ...options.split(' '), '--count', '--avg', 'age', '-g', 'occupation', input];
      expect(run(node, words)).toBe(run(process.execPath, words));
    }
  });

  it('show colours', () => {
    const words = ['agg', '--count', 'fixtures/people.csv', '--to', 'table', '--color', 'always'];
    expect(run(node, words)).toBe(run(process.execPath, words));
  });

  it('run a benchmark', () => {
    const words = ['bench', '--runs', '1', '-j', '1', '--', 'agg', '--count', 'fixtures/people.csv'];
    expect(run(node, words)).toMatch(/^command +pq agg --count fixtures\/people\.csv\n/);
  });

  it('print help', () => {
    expect(run(node, ['agg', '--help'])).toBe(run(process.execPath, ['agg', '--help']));
  });
});

function run(node: string, words: readonly string[]): string {
  return execFileSync(node, [program, ...words], { cwd: ROOT, encoding: 'utf8' });
}

/** The first on the PATH that does not come from a node_modules. */
function systemNode(): { path: string; version: string } | undefined {
  const directories = (process.env.PATH ?? '').split(delimiter).filter((name) => !name.includes('node_modules'));
  const path = directories.map((name) => join(name, 'node')).find((candidate) => existsSync(candidate));
  const found = path === undefined ? '' : execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
  return path !== undefined && Number(/\d+/.exec(found)?.[0]) >= OLDEST_MAJOR ? { path, version: found } : undefined;
}
