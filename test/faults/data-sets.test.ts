/** Data sets written by real processes: the same files however the work is shared out, and all of them or none. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BuiltPq, exitOf } from '../helpers/run/built-pq.ts';
import { killIfThere, onSmallDisk, soon } from '../helpers/run/faults.ts';
import { childrenOf, isAlive, until } from '../helpers/run/process-tree.ts';

const ROWS = 300_000;
const MOST_ATTEMPTS = 8;
const directory = mkdtempSync(join(tmpdir(), 'pq-sets-'));
const path = (name: string): string => join(directory, name);
const pq = new BuiltPq(directory);

const row = (at: number): string =>
  `"key, ${at % 977}",${(at * 7919) % 99_991}.5,v${at % 11},"a text\nof lines ${at}"\n`;

function csvOf(rows: number): string {
  return `k,n,v,t\n${Array.from({ length: rows }, (_, at) => row(at)).join('')}`;
}

beforeAll(() => {
  writeFileSync(path('a.csv'), csvOf(ROWS));
  writeFileSync(path('small.csv'), csvOf(20_000));
  mkdirSync(path('tmp'));
});
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => {
  for (const name of readdirSync(directory).filter((each) => each.startsWith('set')))
    rmSync(path(name), { recursive: true });
});

/** All files of a data set, by name. */
function contentOf(set: string): Readonly<Record<string, string>> {
  const names = readdirSync(path(set), { recursive: true, encoding: 'utf8' }).toSorted();
  const found = names.filter((name) => statSync(path(join(set, name))).isFile());
  return Object.fromEntries(found.map((name) => [name, readFileSync(path(join(set, name)), 'utf8')]));
}

const filesIn = (name: string): readonly string[] => readdirSync(path(name), { recursive: true, encoding: 'utf8' });

/** Everything that was not there before. */
function left(): readonly string[] {
  const known = ['a.csv', 'small.csv', 'tmp', 'set'];
  return [...readdirSync(directory).filter((name) => !known.includes(name)), ...filesIn('tmp')];
}

describe('every file has the same bytes', () => {
  const SCHEMES = [
    ['partition --by hash:k -n 5', 5],
    ['partition --by hash:k,v -n 3 --to ndjson', 3],
    ['partition --by range:n -n 4', 4],
    ['partition --by round-robin -n 7 --to tsv', 7],
    ['partition --by value:v', 11],
    ['persist DIR --file-size 100k', 9],
    ["filter 'n > 100' then map 'm = n * 2' then partition --by range:k -n 4", 4],
    ["sort 'n desc' then partition --by range:v -n 3 --to json", 3],
    ['agg --count -g k then partition --by hash:k -n 3', 3],
    ['tail 5000 then persist DIR --file-size 30k', 8],
    ['head 7000 then partition --by round-robin -n 2', 2],
    ['repeat 2 then partition --by range:n -n 3', 3],
  ] as const;
  const WAYS = ['-j 1 --chunk-size 10k', '-j 2', '-j 3 --chunk-size 9k --memory-limit 80M'];

  it.each(SCHEMES)('%s', (scheme, fileCount) => {
    const write = (set: string, way: string): void => {
      const isPlaced = scheme.includes('DIR');
      const words = `${isPlaced ? scheme.replace('DIR', set) : `${scheme} -o ${set}`} ${way} --tmp-dir tmp small.csv`;
      const { status, stderr } = spawnSync('sh', ['-c', pq.command(words)], { cwd: directory, encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
    };
    write('set', '-j 1');
    const expected = contentOf('set');
    expect(Object.keys(expected)).toHaveLength(fileCount + 1);
    for (const [at, way] of WAYS.entries()) {
      write(`set${at}`, way);
      expect(contentOf(`set${at}`)).toEqual(expected);
      rmSync(path(`set${at}`), { recursive: true });
    }
    expect(left()).toEqual([]);
  });
});

const PARTITION = 'partition --by hash:k -n 40 -j 3 --retries 99 --chunk-size 300k --tmp-dir tmp'.split(' ');
const unfinished = (): string | undefined => readdirSync(directory).find((name) => /^\.set\..*\.tmp$/.test(name));

/** What tells from outside how far a run has come. */
const PHASES = {
  'rows are cut': () => filesIn('tmp').some((name) => name.endsWith('.rows')),
  'files are written': () => {
    const name = unfinished();
    return name !== undefined && filesOf(name) > 3;
  },
} as const;
const EACH_PHASE = Object.entries(PHASES);

function filesOf(name: string): number {
  try {
    return readdirSync(path(name)).length;
  } catch {
    return 0;
  }
}

describe.runIf(process.platform === 'linux')('a worker that is killed', () => {
  it.each(EACH_PHASE)('while %s does not show', async (_phase, isReached) => {
    pq.run(['partition', '--by', 'hash:k', '-n', '40', '-j', '1', '-o', 'set1', 'a.csv']);
    const run = pq.start([...PARTITION, '-o', 'set', 'a.csv'], ['ignore', 'inherit', 'inherit']);
    const exit = exitOf(run);
    await soon(isReached, run);
    killIfThere(childrenOf(run.pid ?? 0)[0]);
    expect(await exit).toBe(0);
    expect(contentOf('set')).toEqual(contentOf('set1'));
    rmSync(path('set1'), { recursive: true });
    expect(left()).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('pq that is told to end', () => {
  const CASES = EACH_PHASE.flatMap(([phase, isReached]) =>
    (
      [
        ['SIGINT', 130],
        ['SIGTERM', 143],
      ] as const
    ).map(([signal, code]) => [signal, phase, code, isReached] as const),
  );

  /** A signal can come too late: then the new data set is there. */
  it.each(CASES)('by %s while %s leaves the old data set', async (signal, _phase, code, isReached) => {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      rmSync(path('set'), { recursive: true, force: true });
      pq.run(['persist', 'set', 'small.csv']);
      const old = contentOf('set');
      const run = pq.start([...PARTITION, '--force', '-o', 'set', 'a.csv'], 'ignore');
      const exit = exitOf(run);
      await soon(isReached, run);
      const children = childrenOf(run.pid ?? 0);
      run.kill(signal);
      const status = await exit;
      await until(() => !children.some(isAlive));
      expect(left()).toEqual([]);
      if (status === code) {
        expect(contentOf('set')).toEqual(old);
        return;
      }
      expect(status).toBe(0);
      expect(Object.keys(contentOf('set'))).toHaveLength(41);
    }
    throw new Error(`${MOST_ATTEMPTS} signals came too late`);
  });
});

function failure(words: string) {
  const { status, stderr } = spawnSync('sh', ['-c', pq.command(words)], { cwd: directory, encoding: 'utf8' });
  return { status, stderr };
}

describe.runIf(process.platform === 'linux')('a disk that is full', () => {
  /** With 4 MB for what the work writes; or nothing where no file system can be mounted. */
  it.each(['-j 1', '-j 3'])('for its files leaves nothing: %s', (jobs) => {
    onSmallDisk(path('full'), 'a data set', (full) => {
      const { status, stderr } = failure(`partition --by hash:k -n 3 ${jobs} --tmp-dir tmp -o ${full}/set a.csv`);
      expect(stderr).toMatch(/cannot write full\/set\/part-0000\d\.csv: no space left on device/);
      expect(status).toBe(3);
      expect(filesIn(full)).toEqual([]);
      expect(filesIn('tmp')).toEqual([]);
    });
  });

  it.each(['-j 1', '-j 3'])('for what is cut leaves the old data set: %s', (jobs) => {
    pq.run(['persist', 'set', 'small.csv']);
    const old = contentOf('set');
    onSmallDisk(path('full'), 'a data set', (full) => {
      const { status, stderr } = failure(`partition --by hash:k -n 3 ${jobs} --force --tmp-dir ${full} -o set a.csv`);
      expect(stderr).toMatch(/cannot write a temporary file: .*no space left on device/i);
      expect(status).toBe(4);
      expect(filesIn(full)).toEqual([]);
    });
    expect(contentOf('set')).toEqual(old);
    expect(left()).toEqual([]);
  });
});

describe('a data set that was changed', () => {
  const spoil = (name: string): void => truncateSync(path(join('set', name)), 5);

  it.each(['-j 1', '-j 3'])('is read only where it can have an answer: %s', (jobs) => {
    for (const [scheme, condition, parts] of [
      ['hash:k -n 5', "k = 'key, 5'", 1],
      ['hash:k -n 50', "k in ('key, 5', 'key, 6', 'key, 7')", 3],
      ['range:n -n 5', 'n < 1000', 1],
      ['range:n -n 5', 'n between 30000 and 50000', 2],
      ['value:v', "v = 'v3' or v = 'v4'", 2],
    ] as const) {
      rmSync(path('set'), { recursive: true, force: true });
      const written = failure(`partition --by ${scheme} -o set small.csv`);
      expect(written.status).toBe(0);
      const words = `filter "${condition}" then count ${jobs} --stats-json stats.json set`;
      const before = spawnSync('sh', ['-c', pq.command(words)], { cwd: directory, encoding: 'utf8' }).stdout;
      const { files } = JSON.parse(readFileSync(path('stats.json'), 'utf8')) as { files: { name: string }[] };
      rmSync(path('stats.json'));
      expect(files).toHaveLength(parts);
      // As long as it was, and no record in it.
      const read = new Set(files.map(({ name }) => name));
      const others = filesIn('set').filter((name) => name.endsWith('.csv') && !read.has(join('set', name)));
      expect(others.length).toBeGreaterThan(0);
      for (const name of others)
        writeFileSync(path(join('set', name)), '"'.repeat(statSync(path(join('set', name))).size));
      const after = spawnSync('sh', ['-c', pq.command(words)], { cwd: directory, encoding: 'utf8' });
      rmSync(path('stats.json'));
      expect([after.stdout, after.stderr]).toEqual([before, '']);
    }
  });

  it('is said so: a file that is shorter, is missing, or has other records', () => {
    const written = failure('partition --by hash:k -n 3 -o set small.csv');
    expect(written).toEqual({ status: 0, stderr: '' });
    cpSync(path('set'), path('set1'), { recursive: true });
    spoil('part-00001.csv');
    expect(failure('count set')).toEqual({
      status: 3,
      stderr: expect.stringMatching(
        /set\/part-00001.csv is not what was written to the data set set: it has 5 bytes, and had/,
      ),
    });
    rmSync(path('set/part-00001.csv'));
    expect(failure('count set')).toEqual({
      status: 3,
      stderr: expect.stringContaining('set/part-00001.csv is missing from the data set set'),
    });
    const changed = readFileSync(path('set1/part-00002.csv'), 'utf8').replace('\n"key', ' "key');
    writeFileSync(path('set1/part-00002.csv'), changed.replace('"\n"key', '"\n\n\n"key').slice(0, changed.length));
    expect(failure('count set1')).toEqual({ status: 3, stderr: expect.stringContaining('set1/part-00002.csv') });
  });

  it.each(['-j 1', '-j 3'])('is said so: a byte that is another one: %s', (jobs) => {
    expect(failure('partition --by hash:k -n 3 -o set small.csv').status).toBe(0);
    cpSync(path('set'), path('set1'), { recursive: true });
    const part = path('set/part-00001.csv');
    const bytes = readFileSync(part);
    bytes[bytes.length - 2] = (bytes.at(-2) as number) ^ 1;
    writeFileSync(part, bytes);
    // Not even the clock of a coarse file system tells it apart otherwise.
    utimesSync(part, new Date(), new Date(Date.now() + 5000));
    utimesSync(path('set1/part-00000.csv'), new Date(), new Date(Date.now() + 5000));
    const problem = 'set/part-00001.csv is not what was written to the data set: its checksum differs';
    const changed = { status: 3, stderr: expect.stringContaining(problem) };
    expect(failure(`count ${jobs} set`)).toEqual(changed);
    expect(failure(`join set1 set --on k --strategy prepartitioned ${jobs} then count`)).toEqual(changed);
    expect(failure(`head 1 ${jobs} set`)).toEqual({ status: 0, stderr: '' });
    expect(failure(`count ${jobs} set1`)).toEqual({ status: 0, stderr: '' });
  });

  it.each([
    ['', 'it is no JSON'],
    ['[]', 'all of it is not an object'],
    ['{"version":1}', 'columns is missing'],
    ['{"version":2}', 'it is of version 2, and this pq knows version 1'],
    ['{"version":"1"}', 'version is not a count'],
  ])('is said so: the manifest %j', (text, problem) => {
    expect(failure('persist set small.csv').status).toBe(0);
    writeFileSync(path('set/_pq.json'), text);
    expect(failure('count set')).toEqual({
      status: 3,
      stderr: expect.stringContaining(`set/_pq.json is not the manifest of a data set: ${problem}`),
    });
  });
});

describe('a directory that is there', () => {
  it('is replaced when it is a data set, and that is asked for; a link to it stays one', () => {
    expect(failure('persist set small.csv').status).toBe(0);
    expect(failure('persist set small.csv')).toEqual({
      status: 3,
      stderr: expect.stringContaining('cannot write set: it is a data set already'),
    });
    expect(failure("filter 'n < 5' then persist set --force small.csv")).toEqual({ status: 0, stderr: '' });
    expect(Object.keys(contentOf('set'))).toEqual(['_pq.json', 'part-00000.csv']);
  });

  it('is taken when it is empty, and left alone when something else is in it', () => {
    mkdirSync(path('set'));
    expect(failure('persist set small.csv')).toEqual({ status: 0, stderr: '' });
    rmSync(path('set/_pq.json'));
    expect(failure('persist set --force small.csv')).toEqual({
      status: 3,
      stderr: expect.stringContaining('cannot write set: there is something in it'),
    });
    expect(failure('persist small.csv/x a.csv').stderr).toContain('cannot write small.csv/x');
    expect(failure('persist a.csv small.csv').stderr).toContain('cannot write a.csv: it is a file');
  });

  it('can be read while it is replaced: by what it is read for', () => {
    expect(failure('persist set small.csv').status).toBe(0);
    const before = contentOf('set');
    expect(failure('persist set --force set')).toEqual({ status: 0, stderr: '' });
    expect(contentOf('set')).toEqual(before);
  });
});
