/**
 * Runs all partitions in this process, in order: each start is known from the end before, so nothing is guessed. The
 * debugger, the oracle of the tests, the baseline for speedup, and the choice for small inputs.
 */
import type { ExecutionMetrics, TaskRecord } from '../../protocol/metrics.ts';
import type { ExecutionOutcome, ExecutionRequest } from '../execution.ts';
import { taskSpec } from '../task-spec.ts';

/** How long the event loop may wait: what a signal takes to be noticed, and other things that are under way. */
const TURN_MS = 100;

export async function executeInline(request: ExecutionRequest): Promise<ExecutionOutcome> {
  const { partitions, runner, now, signal } = request;
  const startMs = now();
  const tasks: TaskRecord[] = [];
  let turnMs = startMs;
  for (let index = 0; index < partitions.count; index += 1) {
    if (now() - turnMs > TURN_MS) turnMs = await nextTurn(now);
    signal?.throwIfAborted();
    const isCertain = partitions.startIsCertain(index);
    const endBefore = isCertain ? undefined : tasks.at(-1)?.spans.at(-1)?.endByte;
    const result = runner.run(taskSpec(partitions.at(index), isCertain, endBefore));
    if (result.kind === 'failed')
      return { kind: 'failed', error: result.error, metrics: measure(tasks, now() - startMs) };
    tasks.push({ partition: index, worker: 0, spans: result.spans, metrics: result.metrics });
    if (result.isEnough) break;
  }
  return { kind: 'completed', metrics: measure(tasks, now() - startMs), left: [] };
}

async function nextTurn(now: () => number): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve));
  return now();
}

function measure(tasks: readonly TaskRecord[], scanMs: number): ExecutionMetrics {
  const worker = {
    worker: 0,
    processId: undefined,
    readyMs: undefined,
    busyMs: tasks.reduce((sum, task) => sum + task.metrics.busyMs, 0),
    taskCount: tasks.length,
    residentBytes: process.resourceUsage().maxRSS * 1024,
  };
  const none = { seamsRerun: 0, tasksRetried: 0, workersDied: 0 };
  return { executor: 'inline', tasks, workers: [worker], ...none, scanMs, combineMs: 0 };
}
