/** Real child processes that are really killed: the count stays right, and nothing is left behind. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { forkWorkers } from '../../src/run/processes/child.ts';
import { ProcessesExecutor, type ProcessesRequest } from '../../src/run/processes/processes-executor.ts';
import { scratchPath } from '../../src/run/processes/scratch.ts';
import { LineCountRunner } from '../helpers/run/line-count-runner.ts';
import { countInline, type LineInput, workerPath, writeLines } from '../helpers/run/line-input.ts';
import { childrenOf, isAlive, openDescriptors, until } from '../helpers/run/process-tree.ts';

/** 60 tasks of about 3 ms, half of them guessed wrong. */
const slowText = 'sleep\n"a\nb"\n'.repeat(60);
const manyLines = 'line\n'.repeat(2_000);

describe.skipIf(process.platform !== 'linux')('worker processes', () => {
  let input: LineInput;
  let descriptors = 0;

  beforeEach(() => {
    descriptors = openDescriptors();
  });

  afterEach(async () => {
    await until(() => childrenOf(process.pid).length === 0);
    await until(() => openDescriptors() <= descriptors);
    expect(readdirSync(input.tmpDirectory)).toEqual([]);
    input.remove();
  });

  /** Counts with `workerCount` children, `forked` of them forked before. */
  async function count(more: Partial<ProcessesRequest> & { workerCount: number; forked?: number }) {
    const { stage, partitions, tmpDirectory } = input;
    const program = { workerPath, scratchDirectory: scratchPath(tmpDirectory) };
    const links = forkWorkers(more.forked ?? more.workerCount, program);
    const executor = new ProcessesExecutor({ links, program });
    const runner = new LineCountRunner(stage);
    const request = { stage, partitions, runner, now: () => performance.now(), ...more };
    const outcome = await executor.execute(request).finally(() => executor.cleanup());
    return { outcome, lines: runner.lines.sort() };
  }

  test('count what one process counts, and say what they did', async () => {
    input = writeLines([slowText, slowText], 30);
    const { outcome, lines } = await count({ workerCount: 3 });
    expect(lines).toEqual(await countInline(input));
    expect(outcome.metrics.workers.length).toBe(3);
    expect(outcome.metrics.tasks.length).toBe(input.partitions.count);
    for (const worker of outcome.metrics.workers) expect(worker.readyMs).toBeGreaterThan(0);
  });

  test('hand over large states in files, which are removed', async () => {
    input = writeLines([manyLines], 1_000);
    expect((await count({ workerCount: 2 })).lines).toEqual(await countInline(input));
  });

  test('are no more than there are partitions, and are forked when there are too few', async () => {
    input = writeLines(['a\nb\nc\n'], 2);
    expect((await count({ workerCount: 1_000, forked: 5 })).outcome.metrics.workers.length).toBe(3);
    expect((await count({ workerCount: 2, forked: 0 })).outcome.metrics.workers.length).toBe(2);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('killed at random moments do not change the count (%i)', async () => {
    input = writeLines([slowText], 12);
    const timers = Array.from({ length: 5 }, () =>
      setTimeout(() => killOne(childrenOf(process.pid)), Math.random() * 400),
    );
    const { outcome, lines } = await count({ workerCount: 3, retries: 5 });
    // Those that are left would kill the children of the next test.
    for (const timer of timers) clearTimeout(timer);
    expect(outcome.kind).toBe('completed');
    expect(outcome.metrics.workersDied).toBeLessThanOrEqual(5);
    expect(lines).toEqual(await countInline(input));
  });

  test('killed all at once are all replaced', async () => {
    input = writeLines([slowText.repeat(10)], 12);
    setTimeout(() => childrenOf(process.pid).forEach(kill), 150);
    const { outcome, lines } = await count({ workerCount: 3 });
    expect(outcome.metrics.workersDied).toBe(3);
    expect(outcome.metrics.tasksRetried).toBeGreaterThan(0);
    expect(lines).toEqual(await countInline(input));
  });

  test('killed before there is anything to do are replaced', async () => {
    input = writeLines([slowText], 12);
    const { stage, partitions, tmpDirectory } = input;
    const program = { workerPath, scratchDirectory: scratchPath(tmpDirectory) };
    const links = forkWorkers(2, program);
    await until(() => links.every(({ processId = 0 }) => isAlive(processId)));
    for (const { processId = 0 } of links) kill(processId);
    await until(() => childrenOf(process.pid).length === 0);
    const runner = new LineCountRunner(stage);
    const executor = new ProcessesExecutor({ links, program });
    const request = { stage, partitions, runner, now: () => performance.now(), workerCount: 2 };
    await executor.execute(request).finally(() => executor.cleanup());
    expect(runner.lines.sort()).toEqual(await countInline(input));
  });

  test('that die of a record end the run with an error that names it', async () => {
    input = writeLines([`${'fine\n'.repeat(20)}poison\n`], 25);
    const { outcome } = await count({ workerCount: 2 });
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'PQ_WORKER_DIED' } });
    expect(outcome.kind === 'failed' && outcome.error.message).toMatch(
      /^the worker at partition 4 \(0\.txt, bytes 100 to 107\) was killed by SIGKILL, and so did those before it:\n {2}worker \d/,
    );
    expect(outcome.metrics.workersDied).toBe(3);
  });

  test('that have a bug say what it is before they die', async () => {
    input = writeLines(['throw\n'], 25);
    const { outcome } = await count({ workerCount: 1, retries: 0 });
    expect(outcome.kind === 'failed' && outcome.error.message).toMatch(
      /exited with status 1: Error: a bug in the runner/,
    );
  });

  test('that cannot be started end the run', async () => {
    input = writeLines(['a\n'], 25);
    const { execPath } = process;
    process.execPath = join(input.tmpDirectory, 'no-such-node');
    const { outcome } = await count({ workerCount: 1 }).finally(() => {
      process.execPath = execPath;
    });
    expect(outcome.kind === 'failed' && outcome.error.message).toMatch(/could not be started: .*ENOENT/);
  });

  test('that find bad data report the lowest, every time', async () => {
    input = writeLines([`${'sleep\n'.repeat(9)}bad 1\n${'fine\n'.repeat(20)}bad 2\n"\nbad 3\n"\n`], 7);
    const { outcome } = await count({ workerCount: 4 });
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'PQ_CSV_MALFORMED', byte: 54 } });
  });

  test('are killed when the run is interrupted', async () => {
    input = writeLines([slowText.repeat(20)], 12);
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error('interrupted')), 100);
    await expect(count({ workerCount: 3, signal: abort.signal })).rejects.toThrow('interrupted');
  });

  test('go with a coordinator that is killed, at work and at start, and take its files along', async () => {
    input = writeLines([manyLines], 12);
    for (const word of ['merging', 'forked']) {
      const children = await killCoordinatorAt(word, input);
      expect(children.length).toBe(2);
      await until(() => !children.some(isAlive) && readdirSync(input.tmpDirectory).length === 0);
    }
  });
});

/** Starts a coordinator, kills it when it says `word`, and returns which children it had. */
async function killCoordinatorAt(word: string, input: LineInput): Promise<readonly number[]> {
  const script = join(import.meta.dirname, '../helpers/run/coordinator.ts');
  const path = String(input.stage.files[0]?.path);
  const coordinator = spawn(process.execPath, [script, path, input.tmpDirectory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  coordinator.stdout.on('data', (data) => {
    output += data;
  });
  await until(() => output.includes(word));
  const children = childrenOf(coordinator.pid ?? 0);
  if (word === 'merging') expect(readdirSync(input.tmpDirectory).length).toBe(1);
  coordinator.kill('SIGKILL');
  await new Promise((resolve) => coordinator.once('close', resolve));
  return children;
}

function killOne(processIds: readonly number[]): void {
  const victim = processIds[Math.floor(Math.random() * processIds.length)];
  if (victim !== undefined) kill(victim);
}

function kill(processId: number): void {
  process.kill(processId, 'SIGKILL');
}
