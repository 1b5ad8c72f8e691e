/** What the system does not let us read is an error that says so, wherever it stands in the input. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'pq.js');
const NOBODY = 65_534;
/** Root may read everything. */
const user = process.getuid?.() === 0 ? { uid: NOBODY } : {};
/** A checkout that is closed to others cannot be run as one of them. */
const canRun = process.platform !== 'win32' && spawnSync(process.execPath, [PROGRAM, '--version'], user).status === 0;
const title = canRun ? '%s' : '%s (left out: nobody but root can run this checkout)';
let directory: string;
let server: Server;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'pq-unreadable-'));
  chmodSync(directory, 0o755);
  mkdirSync(join(directory, 'tree', 'locked'), { recursive: true });
  writeFileSync(join(directory, 'open.csv'), 'n\n1\n');
  writeFileSync(join(directory, 'secret.csv'), 'n\n2\n', { mode: 0o000 });
  writeFileSync(join(directory, 'tree', 'open.csv'), 'n\n1\n');
  writeFileSync(join(directory, 'tree', 'locked', 'x.csv'), 'n\n1\n');
  writeFileSync(join(directory, 'list'), 'open.csv\ntree/locked/x.csv\n');
  chmodSync(join(directory, 'tree', 'locked'), 0o000);
  server = createServer();
  await new Promise((resolve) => server.listen(join(directory, 'socket'), () => resolve(undefined)));
});
afterAll(() => {
  server.close();
  chmodSync(join(directory, 'tree', 'locked'), 0o755);
  rmSync(directory, { recursive: true });
});

describe.skipIf(!canRun).each(['-j 1', '-j 2'])(title, (jobs) => {
  it.each([
    ['secret.csv', 'pq: secret.csv: cannot be opened: permission denied\n'],
    ['open.csv secret.csv', 'pq: secret.csv: cannot be opened: permission denied\n'],
    ['open.csv tree', 'pq: cannot list tree/locked/: permission denied\n'],
    ['tree/locked/x.csv', 'pq: cannot read tree/locked/x.csv: permission denied\n'],
    ['--files-from list', 'pq: list:2: cannot read tree/locked/x.csv: permission denied\n'],
    ['--files-from secret.csv', 'pq: --files-from: cannot read secret.csv: permission denied\n'],
    ['open.csv socket', 'pq: cannot read socket: it is a socket\n'],
  ])('%s', (inputs, expected) => {
    expectRefused(['agg', '--count', ...jobs.split(' '), ...inputs.split(' ')], expected);
  });

  it.each(['auto', 'broadcast'])('as the right side of a join: %s', (strategy) => {
    const words = ['join', 'open.csv', 'secret.csv', '--on', 'n', '--strategy', strategy, ...jobs.split(' ')];
    expectRefused(words, 'pq: secret.csv: cannot be opened: permission denied\n');
  });

  function expectRefused(words: readonly string[], expected: string): void {
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...words], {
      cwd: directory,
      encoding: 'utf8',
      ...user,
    });
    expect({ status, stdout, stderr }).toEqual({ status: 3, stdout: '', stderr: expected });
  }
});
