/**
 * npm run chaos [-- ROUNDS]: runs the built pq with three workers and kills some of their processes at random moments.
 * Each round has to give the answer that one process gives, and to leave no process and no temporary file behind. Then
 * sorts of 200 MB have to keep within --memory-limit. Linux only (/proc).
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROUNDS = Number(process.argv[2] ?? 100);
const COPIES = 10_000;
/** Of one round, at most; --retries allows for all of them to hit one partition. */
const MOST_KILLS = 6;
/** In turn. A sort has two stages, and rows to hand over. */
const QUERIES = [
  ['agg', '--count', '--sum', 'income', '--avg', 'age', '-g', 'city,occupation'],
  ['sort', 'income desc, city', '--memory-limit', '96M'],
];
/** Of the sorts whose memory is measured. */
const MEGABYTES = '200';

const root = join(import.meta.dirname, '..');
const directory = mkdtempSync(join(tmpdir(), 'pq-chaos-'));
const pq = join(root, 'bin/pq.js');
const input = join(directory, 'people.csv');
const scratch = join(directory, 'tmp');
try {
  mkdirSync(scratch);
  writeInput();
  const expected = QUERIES.map((query) =>
    digest(execFileSync(process.execPath, [pq, ...query, '-j', '1', input], { maxBuffer: 2 ** 30 })),
  );
  let kills = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const turn = round % QUERIES.length;
    kills += await playRound(round, QUERIES[turn] as string[], expected[turn] as string);
  }
  process.stdout.write(`${ROUNDS} rounds, ${kills} workers killed, every answer right\n`);
  measureMemory();
} finally {
  rmSync(directory, { recursive: true });
}

function writeInput(): void {
  const text = readFileSync(join(root, 'fixtures/people.csv'), 'utf8');
  const rowsStart = text.indexOf('\n') + 1;
  writeFileSync(input, text.slice(0, rowsStart) + text.slice(rowsStart).repeat(COPIES));
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Throws when more is taken. */
function measureMemory(): void {
  const env = { ...process.env, PQ_TEST_MEGABYTES: MEGABYTES };
  execFileSync('vitest', ['run', 'test/faults/sort-memory.test.ts'], { cwd: root, env, stdio: 'inherit' });
}

/** Returns how many workers it killed. Throws when the answer is wrong. */
async function playRound(round: number, query: readonly string[], expected: string): Promise<number> {
  const options = ['-j', '3', '--partitions', '200', '--retries', String(MOST_KILLS), '--tmp-dir', scratch];
  const child = spawn(process.execPath, [pq, ...query, ...options, input], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out = createHash('sha256');
  let complaints = '';
  child.stdout.on('data', (data: Buffer) => out.update(data));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const workers = new Set<number>();
  const kills = await killSome(child.pid as number, workers, () => child.exitCode !== null);
  const exitCode = await closed;
  if (exitCode !== 0 || out.digest('hex') !== expected)
    throw new Error(`round ${round}: exit ${exitCode}: ${complaints}`);
  await sleep(50);
  const files = readdirSync(scratch);
  if (files.length > 0) throw new Error(`round ${round}: files left behind: ${files.join(', ')}`);
  const left = [...workers].filter(isRunning);
  if (left.length > 0) throw new Error(`round ${round}: left behind: ${left.join(', ')}`);
  return kills;
}

async function killSome(parent: number, workers: Set<number>, isOver: () => boolean): Promise<number> {
  let kills = 0;
  for (let left = Math.floor(Math.random() * (MOST_KILLS + 1)); left > 0; left--) {
    await sleep(Math.random() * 60);
    const children = childrenOf(parent);
    for (const child of children) workers.add(child);
    const victim = children[Math.floor(Math.random() * children.length)];
    if (isOver() || victim === undefined) continue;
    kills += kill(victim);
  }
  return kills;
}

function childrenOf(parent: number): readonly number[] {
  try {
    const text = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8');
    return text.trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // it is over
  }
}

/** 1, or 0 when it had gone by itself. */
function kill(processId: number): number {
  try {
    process.kill(processId, 'SIGKILL');
    return 1;
  } catch {
    return 0;
  }
}

/** A zombie has ended: nobody has asked for its exit status yet. */
function isRunning(processId: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${processId}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
