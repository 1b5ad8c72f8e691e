/** What a person at a terminal sees of the built pq: progress, colours, and a clean line afterwards. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatBytes } from '../../src/core/sizes.ts';
import { countRunningWith, until } from '../helpers/run/process-tree.ts';
import { canMakeTerminals, onTerminal, screenOf } from '../helpers/run/terminal.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'pq.js');
const FIXTURE = join(import.meta.dirname, '..', '..', 'fixtures', 'people.csv');
const ROWS = 3_000_000;
const ESCAPE = '\x1b[';
const BAR = '░';
/** Runs that take their time: a partition is some bytes. */
const SLOW = 'agg --count x.csv --to csv -j 1 --chunk-size 12';
const SLOW_IN_TWO = 'agg --count x.csv --to csv -j 2 --chunk-size 300';

/** One partition that takes its time: compressed, and read by csv-parse. */
const SLOW_ALONE = "agg --count noise.csv.gz --comment '#' --to csv -j 1";
/** Of numbers that hardly can be compressed. */
const NOISE = gzipSync(
  `n\n${Array.from({ length: 600_000 }, (_, row) => `${(row * 2654435761) % 2 ** 32}\n`).join('')}`,
);

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'pq-terminal-'));
  writeFileSync(join(directory, 'x.csv'), `n\n${'1\n'.repeat(ROWS)}`);
  const rows = Array.from({ length: 250_000 }, (_, row) => `${row % 99_991},text,a\n`).join('');
  writeFileSync(join(directory, 'left.csv'), `n,t,u\n${rows.slice(0, 3_000_000).replace(/[^\n]*$/, '')}`);
  writeFileSync(join(directory, 'right.csv'), `n,t,v\n${rows.slice(0, 3_000_000).replace(/[^\n]*$/, '')}`);
  writeFileSync(join(directory, 'noise.csv.gz'), NOISE);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A shell command in which `pq` is ours. */
function shell(command: string): string {
  return `cd ${directory}; pq() { ${process.execPath} ${PROGRAM} "$@"; }; ${command}`;
}

/** Without colours, which have tests of their own. */
const PLAIN = { NO_COLOR: '1' };

describe.runIf(canMakeTerminals()).concurrent('on a terminal', () => {
  it.each([SLOW, SLOW_IN_TWO])('a long run shows its progress, and nothing is left of it: %s', async (words) => {
    const { output, exitCode } = await onTerminal(shell(`pq ${words}`), PLAIN);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/[█░]{24} +\d+ % \| \S+ [kM]?B of 6 MB \| \S+ [kM]B\/s \| \d+ s left/);
    expect(screenOf(output)).toMatch(/^count\n3000000\n3,000,000 records, 6 MB in [^\n]*\n$/);
  });

  it.each([
    ['both sides of a join', 'right.csv', '6 MB', 6],
    ['rows that are joined with themselves, once', 'left.csv', '3 MB', 3],
  ])('of %s', async (_what, right, size, megabytes) => {
    const join = `join left.csv ${right} --on n --strategy broadcast then count --to csv`;
    const words = `${join} -q --progress --chunk-size 100 -j 1`;
    const { output, exitCode } = await onTerminal(shell(`pq ${words}`), PLAIN);
    expect(exitCode).toBe(0);
    const shown = [...output.matchAll(/(\d+) % \| ([\d.]+) ([kM]?)B of (\d+ MB)/g)];
    expect(new Set(shown.map(([, , , , of]) => of))).toEqual(new Set([size]));
    expect(Math.max(...shown.map(([, , done, unit]) => (unit === 'M' ? Number(done) : 0)))).toBeLessThanOrEqual(
      megabytes,
    );
    expect(shown.length).toBeGreaterThan(3);
    expect(screenOf(output)).toMatch(/^count\n\d+\n$/);
  });

  it('a compressed file is as long as it is stored', async () => {
    const { output } = await onTerminal(shell(`pq ${SLOW_ALONE} --progress`), PLAIN);
    const size = formatBytes(NOISE.length);
    expect(output).toMatch(/[█░]{24} +[1-9]\d* % \| \S+ [kM]B of /);
    expect(output).toContain(` of ${size} | `);
    expect(screenOf(output)).toMatch(/^count\n600000\n600,000 records, /);
    expect(screenOf(output)).toContain(` records, ${size} in `);
  });

  it('Ctrl-C ends one long partition at once', async () => {
    const { output, exitCode } = await onTerminal(shell(`pq ${SLOW_ALONE} --progress`), PLAIN, async (watched) => {
      await watched.shows(BAR);
      watched.type('\x03');
    });
    expect(exitCode).toBe(130);
    expect(output).not.toContain('600000');
  });

  it('the line is gone before the answer is written', async () => {
    const { output } = await onTerminal(shell(`pq ${SLOW} -q --progress`));
    expect(output.lastIndexOf(BAR)).toBeGreaterThan(0);
    expect(output.lastIndexOf(BAR)).toBeLessThan(output.indexOf(`${ESCAPE}2K`));
    expect(output.indexOf(`${ESCAPE}2K`)).toBeLessThan(output.indexOf('count'));
  });

  it('a stream shows how many records there were so far', async () => {
    const rows = `yes 1 | head -c 2000000`;
    const { output, exitCode } = await onTerminal(
      shell(`{ echo n; ${rows}; sleep 1; ${rows}; } | pq agg --count`),
      PLAIN,
    );
    expect(exitCode).toBe(0);
    expect(output).toMatch(/[\d,]+ records \| \S+ MB \| \S+ [kM]B\/s \| \d s/);
    expect(screenOf(output)).toMatch(/^ {2}count\n─+\n2000000\n2,000,000 records, /);
  });

  it.each(['-q', '--no-progress'])('there is none with %s', async (options) => {
    const { output } = await onTerminal(shell(`pq ${SLOW} ${options}`), PLAIN);
    expect(output).toContain('3000000');
    expect(output).not.toContain(ESCAPE);
    expect(output).not.toContain(BAR);
  });

  it('there is none in a short run', async () => {
    const { output } = await onTerminal(shell(`pq agg --count ${FIXTURE} --to csv`), PLAIN);
    expect(output).toMatch(/^count\r\n100\r\n100 records, /);
    expect(output).not.toContain(ESCAPE);
  });

  it.each([
    ['stderr is a pipe', `pq ${SLOW} --progress 2>&1 | cat`],
    ['stderr is a file', `pq ${SLOW} --progress 2> errors; cat errors`],
  ])('there is none when %s', async (_, command) => {
    const { output } = await onTerminal(shell(command));
    expect(output).toBe('count\r\n3000000\r\n');
  });

  it.each([SLOW, SLOW_IN_TWO])('Ctrl-C leaves a clean line, and the cursor where it was: %s', async (words) => {
    const { output, exitCode } = await onTerminal(shell(`pq ${words} --progress`), PLAIN, async (watched) => {
      await watched.shows(BAR);
      watched.type('\x03');
    });
    expect(exitCode).toBe(130);
    expect(screenOf(output).replace('^C', '').trim()).toBe('');
    // Neither the cursor nor the breaking of lines was ever turned off.
    expect(output).not.toContain(`${ESCAPE}?`);
  });

  it('an error takes the line away, too', async () => {
    const rows = `{ echo n; yes 1 | head -c 6000000; echo x; yes 1 | head -c 1000; } > bad.csv`;
    const run = 'pq agg --sum n bad.csv -j 1 --chunk-size 16 --progress';
    const { output, exitCode } = await onTerminal(shell(`${rows}; ${run}`), PLAIN);
    expect(exitCode).toBe(3);
    expect(output).toContain(BAR);
    expect(screenOf(output)).toMatch(/^pq: bad\.csv:3000002:1: n: "x" is not a number\n/);
  });

  it('pq bench shows which run is on, then its table', async () => {
    const { output, exitCode } = await onTerminal(
      shell(`pq bench --progress -j 1,2 --runs 2 -- agg --count ${FIXTURE}`),
    );
    expect(exitCode).toBe(0);
    expect(output).toMatch(/run 6 of 6 \| -j 2 \| 1 s left/);
    expect(output).toContain(`${ESCAPE}1m-j${ESCAPE}22m`);
    expect(screenOf(output)).toMatch(/^command {3}pq agg --count /);
  });

  it('Ctrl-C ends pq bench and what it runs', async () => {
    const bench = `pq bench --progress -j 1,2 --runs 50 -- ${SLOW.replace('-j 1', '--null-value MARK')}`;
    const { output, exitCode } = await onTerminal(shell(bench), PLAIN, async (watched) => {
      await watched.shows('run 2 of');
      watched.type('\x03');
    });
    expect(exitCode).toBe(130);
    expect(screenOf(output).replace('^C', '').trim()).toBe('');
    await until(() => countRunningWith('MARK') === 0);
  });
});

describe.runIf(canMakeTerminals()).concurrent('colours', () => {
  const TABLE = `pq agg --count ${FIXTURE}`;
  const ERROR = `pq agg --sum nothing ${FIXTURE}`;
  const STATS = `pq agg --count ${FIXTURE} --stats --to csv`;
  const BENCH = `pq bench -j 1 --runs 1 --no-progress -- agg --count ${FIXTURE}`;

  it('set off the head of a table, and the line about the run', async () => {
    const { output } = await onTerminal(shell(TABLE));
    expect(output).toContain(`${ESCAPE}1mcount${ESCAPE}22m\r\n${ESCAPE}2m─────${ESCAPE}22m\r\n  100\r\n`);
    expect(output).toContain(`${ESCAPE}2m100 records, `);
    expect(screenOf(output)).toMatch(/^count\n─────\n {2}100\n100 records, [^\n]*\n$/);
  });

  it('set off what is wrong in an error', async () => {
    const { output, exitCode } = await onTerminal(shell(ERROR));
    expect(exitCode).toBe(2);
    expect(output).toContain(`${ESCAPE}1m${ESCAPE}31mpq:${ESCAPE}39m${ESCAPE}22m `);
    expect(output).toContain(`${ESCAPE}1mhint:${ESCAPE}22m `);
  });

  it('set off headings of --stats and pq bench', async () => {
    expect((await onTerminal(shell(STATS))).output).toContain(`${ESCAPE}1mwall${ESCAPE}22m `);
    const { output } = await onTerminal(shell(BENCH));
    expect(output).toContain(`${ESCAPE}1mmedian${ESCAPE}22m`);
    expect(output).toContain(`${ESCAPE}33mwarning:${ESCAPE}39m`);
  });

  it.each([
    ['--color never', {}],
    ['--color=never', { FORCE_COLOR: '1' }],
    ['', { NO_COLOR: '1' }],
    ['', { TERM: 'dumb' }],
    ['', { FORCE_COLOR: '0' }],
  ])('are none with %s %o', async (options, environment) => {
    for (const command of [TABLE, STATS, ERROR, BENCH]) {
      const words = command.replace(/^pq \w+/, `$& ${options}`);
      expect((await onTerminal(shell(words), environment)).output).not.toContain(ESCAPE);
    }
  });
});

describe('in a pipe', () => {
  const WORDS = ['agg', '--count', '--to', 'table', FIXTURE];
  const TABLE = 'count\n─────\n  100\n';
  const COLORED = `${ESCAPE}1mcount${ESCAPE}22m\n${ESCAPE}2m─────${ESCAPE}22m\n  100\n`;

  function run(words: readonly string[], environment: Readonly<Record<string, string>> = {}, preload = ''): string {
    const { FORCE_COLOR, NO_COLOR, ...env } = { ...process.env };
    const node = preload === '' ? [] : ['-r', preload];
    const options = { encoding: 'utf8', env: { ...env, ...environment } } as const;
    return execFileSync(process.execPath, [...node, PROGRAM, ...words], options);
  }

  it.each([
    ['there are no colours', [], {}, TABLE],
    ['--color always colours', ['--color', 'always'], { NO_COLOR: '1' }, COLORED],
    ['FORCE_COLOR colours', [], { FORCE_COLOR: '1' }, COLORED],
    ['FORCE_COLOR goes before NO_COLOR', [], { FORCE_COLOR: '1', NO_COLOR: '1' }, COLORED],
    ['--color never goes before FORCE_COLOR', ['--color', 'never'], { FORCE_COLOR: '1' }, TABLE],
    ['an empty FORCE_COLOR says nothing', [], { FORCE_COLOR: '' }, TABLE],
    ['other formats stay as they are', ['--to', 'md', '--color', 'always'], {}, '| count |\n| ----: |\n|   100 |\n'],
  ])('%s', (_, options, environment, expected) => {
    expect(run([...WORDS, ...options], environment)).toBe(expected);
  });

  it('a file of -o stays as it is', () => {
    const path = join(directory, 'table.txt');
    run([...WORDS, '--color', 'always', '-o', path]);
    expect(execFileSync('cat', [path], { encoding: 'utf8' })).toBe(TABLE);
  });

  it('neither the library for colours nor that for progress is loaded', () => {
    const preload = join(directory, 'loaded.cjs');
    writeFileSync(
      preload,
      `process.on('exit', () => {
        const loaded = Object.keys(require.cache).map((path) => require('node:path').basename(path));
        require('node:fs').writeSync(1, loaded.filter((name) => name.endsWith('.cjs')).join(' ') + '\\n');
      });`,
    );
    expect(run(['--version'], {}, preload)).toMatch(/\nloaded\.cjs\n$/);
    expect(run(WORDS, {}, preload)).toMatch(/\nloaded\.cjs\n$/);
    expect(run([...WORDS, '--color', 'always'], {}, preload)).toMatch(/\nloaded\.cjs chalk\.cjs\n$/);
  });
});
