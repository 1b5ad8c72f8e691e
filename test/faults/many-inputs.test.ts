/** Ten thousand files, long command lines, and a pipe without end, with few descriptors and little memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'pq.js');
const FILE_COUNT = 10_000;
/** Node itself takes about 20. */
const DESCRIPTORS = 40;
const TIMEOUT_MS = 120_000;
const MB = 1e6;
let directory: string;

const nameOf = (at: number) => `part-${String(at).padStart(5, '0')}.${at % 2 === 0 ? 'csv' : 'ndjson'}`;
const names = Array.from({ length: FILE_COUNT }, (_, at) => nameOf(at));

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'pq-many-'));
  mkdirSync(join(directory, 'parts'));
  for (const [at, name] of names.entries()) {
    const text = at % 2 === 0 ? `n,k\n${at},a\n1,b\n` : `{"k":"a","n":${at}}\n{"k":"c"}\n`;
    writeFileSync(join(directory, 'parts', name), text);
  }
  writeFileSync(join(directory, 'list'), names.map((name) => `parts/${name}\n`).join(''));
}, TIMEOUT_MS);
afterAll(() => rmSync(directory, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function run(words: readonly string[], descriptors = DESCRIPTORS): Promise<Ended> {
  const command = `ulimit -n ${descriptors} && exec "$0" "$@"`;
  const child = spawn('sh', ['-c', command, process.execPath, PROGRAM, 'agg', ...words], { cwd: directory });
  const texts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.err += text));
  child.stdin.end();
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}

const total = (FILE_COUNT * (FILE_COUNT - 1)) / 2;
const byKey = { code: 0, out: `k,count,sum_n\na,10000,${total}\nb,5000,5000\nc,5000,\n`, err: '' };
const query = ['--count', '--sum', 'n', '-g', 'k'];

describe.skipIf(process.platform === 'win32')(`${FILE_COUNT} files`, { timeout: TIMEOUT_MS }, () => {
  it.each([
    ['a directory', ['parts']],
    ['a pattern', ['parts/*.{csv,ndjson}']],
    ['a list', ['--files-from', 'list']],
    ['arguments', names.map((name) => `parts/${name}`)],
  ])('by %s', async (_title, inputs) => {
    expect(await run([...query, ...inputs])).toEqual(byKey);
  });

  it.each(['-j 1', '-j 2', '-j 3 --partitions 700', '-j 2 --chunk-size 9'])('with %s', async (options) => {
    expect(await run([...query, ...options.split(' '), 'parts'])).toEqual(byKey);
  });

  it('by the name of each', async () => {
    const { out } = await run(['--count', '-g', 'file', '--source-column', 'file', '-j', '2', 'parts']);
    expect(out).toBe(`file,count\n${names.map((name) => `parts/${name},2\n`).join('')}`);
  });

  it('of which one is bad, and one worse', async () => {
    writeFileSync(join(directory, 'bad.csv'), 'n\nx\n');
    writeFileSync(join(directory, 'worse.csv'), '"n\n');
    const list = [...names.slice(0, 9000).map((name) => `parts/${name}`), 'bad.csv', 'worse.csv'];
    writeFileSync(join(directory, 'bad'), list.join('\n'));
    for (const jobs of ['1', '2', '3']) {
      const { code, err } = await run([...query, '-j', jobs, '--files-from', 'bad']);
      expect(code).toBe(3);
      expect(err).toContain('bad.csv:2:1: n: "x" is not a number');
    }
  });

  it('in reports that can be read', async () => {
    const { err } = await run([...query, '--stats', 'parts']);
    expect(err.split('\n').length).toBeLessThan(50);
    expect(err).toMatch(/^and 9,980 more files .* 19,960 {2}19,960 /m);
    const explained = await run([...query, '--explain', 'parts']);
    expect(explained.out.split('\n').length).toBeLessThan(50);
    const { out } = await run([...query, '--stats-json', '-', 'parts']);
    const { files } = JSON.parse(out.slice(out.indexOf('{')));
    expect(files.length).toBe(FILE_COUNT);
  });
});

describe.skipIf(process.platform !== 'linux')('named pipes', { timeout: TIMEOUT_MS }, () => {
  it('more of them than there are descriptors', async () => {
    const pipes = Array.from({ length: 60 }, (_, at) => `pipe-${at}`);
    const writer = spawn(
      'sh',
      ['-c', `mkfifo ${pipes.join(' ')}; echo; for p in ${pipes.join(' ')}; do seq 9 > $p; done`],
      {
        cwd: directory,
      },
    );
    await once(writer.stdout, 'data');
    const ended = await run(['--sum', 'n', '-H', '--column-names', 'n', '--from', 'csv', ...pipes]);
    expect(ended).toEqual({ code: 0, out: `sum_n\n${60 * 45}\n`, err: '' });
  });
});

describe.skipIf(process.platform !== 'linux')('a pipe', { timeout: TIMEOUT_MS }, () => {
  it('of 300 MB is read in the memory of a small one', async () => {
    const small = await readPipe(20);
    const large = await readPipe(300);
    expect(large.records).toBe(15 * small.records);
    expect(large.peakBytes - small.peakBytes).toBeLessThan(16 * MB);
  });

  /** A block of a MB that is written again and again; the system keeps the peak, so that the last look is enough. */
  async function readPipe(blockCount: number) {
    const words = ['agg', '--count', '--avg', 'n', '-H', '--column-names', 'n,text'];
    const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
    const closed = once(child, 'close');
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    const row = '12345,"some text, and ""more"""\n';
    const block = row.repeat(MB / row.length);
    let peakBytes = 0;
    for (let at = 0; at < blockCount; at++) {
      if (!child.stdin.write(block)) await once(child.stdin, 'drain');
      peakBytes = peakOf(child.pid) ?? peakBytes;
    }
    child.stdin.end();
    await closed;
    expect(out).toContain('12345');
    return { records: Number(/^(\d+),/m.exec(out)?.[1]), peakBytes };
  }

  function peakOf(processId: number | undefined): number | undefined {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  }
});
