/** The package as it is installed: its version, its program, and the bundles on the system's own Node. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
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
    cpSync(join(ROOT, 'bin'), join(directory, 'bin'), { recursive: true });
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

  it.each([
    ['csv-parse', 'k||x\na||1\n', 'a.csv', ['--count', '-d', '||']],
    ['stream-json', '{"a":[{"x":1},{"x":2}]}', 'a.json', ['--sum', 'x', '--root', 'a']],
    ['gzip', gzipSync('x\n1\n'), 'a.csv.gz', ['--sum', 'x']],
    ['brotli', brotliCompressSync('x\n1\n'), 'a.csv.br', ['--sum', 'x']],
    ['UTF-16', Buffer.from('\ufeffx\n1\n', 'utf16le'), 'a.csv', ['--sum', 'x']],
  ] as const)('read the same: %s', (_title, content, name, options) => {
    const directory = mkdtempSync(join(tmpdir(), 'pq-system-'));
    writeFileSync(join(directory, name), content);
    const words = ['agg', ...options, join(directory, name)];
    expect(run(node, words)).toBe(run(process.execPath, words));
    rmSync(directory, { recursive: true });
  });

  it('read zstd, or say which Node does', () => {
    const directory = mkdtempSync(join(tmpdir(), 'pq-system-'));
    writeFileSync(join(directory, 'a.csv.zst'), zstdCompressSync('x\n1\n'));
    const words = [program, 'agg', '--sum', 'x', join(directory, 'a.csv.zst')];
    const { status, stdout, stderr } = spawnSync(node, words, { encoding: 'utf8' });
    rmSync(directory, { recursive: true });
    if (status === 0) expect(stdout).toBe('sum_x\n1\n');
    else expect(stderr).toMatch(/a\.csv\.zst: Node 2\S+ cannot decompress zstd\nhint: use Node 22\.15/);
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
