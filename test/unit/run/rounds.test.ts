/** The runs of a benchmark, with real processes. */
import { describe, expect, test } from 'vitest';
import { type Rounds, runRounds } from '../../../src/run/bench/rounds.ts';
import { timeRun } from '../../../src/run/bench/timed-run.ts';

const { signal } = new AbortController();

/** A process that runs this script. */
function node(script: string): readonly string[] {
  return [process.execPath, '-e', script];
}

function rounds(scripts: readonly string[], more: Partial<Rounds> = {}): Rounds {
  const lanes = scripts.map((script) => ({ words: node(script), answer: 'of all' }));
  return { lanes, runs: 2, warmUps: 1, signal, ...more };
}

describe('timeRun', () => {
  test('takes the time of a whole process', async () => {
    const { elapsedMs } = await timeRun(node('setTimeout(() => {}, 150)'), signal);
    expect(elapsedMs).toBeGreaterThan(150);
  });

  test('keeps of the output what tells it from another', async () => {
    const [first, same, other] = await Promise.all(
      ['a', 'a', 'b'].map((letter) => timeRun(node(`process.stdout.write('${letter}'.repeat(1e6))`), signal)),
    );
    expect(first?.output).toMatch(/^1000000 bytes, SHA-256 [0-9a-f]{64}$/);
    expect(same?.output).toBe(first?.output);
    expect(other?.output).not.toBe(first?.output);
  });

  test('tells how the process ended, and what it said', async () => {
    const failed = await timeRun(node("console.error('so sorry'); process.exitCode = 3"), signal);
    expect(failed).toMatchObject({ exitCode: 3, killedBy: undefined, messages: 'so sorry\n' });
    const killed = await timeRun(node("process.kill(process.pid, 'SIGKILL')"), signal);
    expect(killed).toMatchObject({ exitCode: 137, killedBy: 'SIGKILL', messages: '' });
  });

  test('is rejected for a program that is not there', async () => {
    await expect(timeRun(['/nowhere/at/all'], signal)).rejects.toThrow('ENOENT');
  });
});

test('a command that the system cannot take says what to do', async () => {
  const words = Array.from({ length: 200 }, () => 'x'.repeat(100_000));
  await expect(timeRun([process.execPath, ...words], signal)).rejects.toMatchObject({ code: 'PQ_USAGE' });
});

describe('runRounds', () => {
  test('runs the lanes by turns, and counts the warm-ups apart', async () => {
    const order: string[] = [];
    const onRun = (done: number, lane: number): number => order.push(`${done}:${lane}`);
    const outcome = await runRounds(rounds(['1', '2'], { onRun }));
    expect(order).toEqual(['0:0', '1:1', '2:0', '3:1', '4:0', '5:1']);
    if (outcome.kind !== 'measured') throw new Error(outcome.kind);
    expect(outcome.times.map(({ warmUpMs, timesMs }) => [warmUpMs.length, timesMs.length])).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  test('goes without warm-ups', async () => {
    const outcome = await runRounds(rounds(['1'], { warmUps: 0, runs: 1 }));
    expect(outcome).toMatchObject({ kind: 'measured', times: [{ warmUpMs: [], timesMs: [expect.any(Number)] }] });
  });

  test('ends at the first run that fails', async () => {
    const outcome = await runRounds(rounds(['1', 'process.exit(3)']));
    expect(outcome).toMatchObject({ kind: 'failed', lane: 1, run: { exitCode: 3 } });
  });

  test('ends when a run prints what another one did not', async () => {
    const outcome = await runRounds(rounds(["console.log('one')", "console.log('two')"]));
    expect(outcome).toMatchObject({ kind: 'differs', lane: 1 });
    if (outcome.kind === 'differs') expect(outcome.output).not.toBe(outcome.before);
    const random = await runRounds(rounds(['console.log(Math.random())']));
    expect(random).toMatchObject({ kind: 'differs', lane: 0 });
  });

  test('lets lanes differ that answer different questions', async () => {
    const lanes = ['one', 'two'].map((text) => ({ words: node(`console.log('${text}')`), answer: text }));
    expect(await runRounds({ ...rounds([]), lanes })).toMatchObject({ kind: 'measured' });
  });

  test('ends the process when it is aborted, and waits for its end', async () => {
    const abort = new AbortController();
    const onRun = (): void => void setTimeout(() => abort.abort(new Error('interrupted')), 100);
    const startMs = performance.now();
    const running = runRounds(rounds(['setInterval(() => {}, 1000)'], { signal: abort.signal, onRun }));
    await expect(running).rejects.toThrow('interrupted');
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });
});
