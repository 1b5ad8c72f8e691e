/** Says which bytes workers died of or did not come to an end with, and what to try. */

import { PqError } from '../../core/errors.ts';
import { formatDuration } from '../../core/sizes.ts';
import type { Partition, Span, Stage } from '../../protocol/stage.ts';
import type { WorkerDiedError } from '../execution.ts';
import type { Failure } from '../scheduler/events.ts';

type WorkerDied = Extract<Failure, { kind: 'worker-died' }>;

export function workerDiedError({ partition, cause, history }: WorkerDied, stage: Stage): WorkerDiedError {
  const place = `partition ${partition.index} (${describePlace(partition, stage)})`;
  return {
    code: 'PQ_WORKER_DIED',
    message: `the worker at ${place} ${cause}, and so did those before it:\n${indent(history)}`,
    hint: cause.includes('SIGKILL')
      ? 'the system kills processes when memory runs out: try fewer workers (-j) or smaller partitions (--chunk-size)'
      : 'try -j 1, which runs everything in one process and shows the error where it happens',
  };
}

export function taskTimeoutError(partition: Partition, limitMs: number, stage: Stage): PqError {
  const place = `partition ${partition.index} (${describePlace(partition, stage)})`;
  const load = stage.kind === 'scan' ? stage.environment.load : undefined;
  return new PqError('PQ_TASK_TIMEOUT', `${place} took longer than ${formatDuration(limitMs)} (--task-timeout)`, {
    hint:
      load === undefined
        ? 'give it more time, or make partitions smaller with --chunk-size'
        : `a function of ${load} may not come to an end; else give it more time`,
  });
}

function describePlace(partition: Partition, stage: Stage): string {
  const [first, ...rest] = partition.spans;
  if (first === undefined) return 'no input';
  if (stage.kind === 'sort-merge') return `range ${first.file + 1} of ${stage.bounds.length + 1} of the order`;
  if (stage.kind === 'merge') return `share ${first.file + 1} of ${stage.environment.memory.shareCount} of the groups`;
  if (stage.kind === 'join') return `task ${first.file + 1} of ${stage.tasks.length} of the join`;
  if (stage.kind === 'write-files') return `${stage.files[first.file]?.path} of ${stage.title}`;
  const more = rest.length === 0 ? '' : `, and ${rest.length} more files`;
  return `${stage.files[first.file]?.name}, ${describeBytes(first)}${more}`;
}

function describeBytes({ startByte, stopByte }: Span): string {
  return stopByte === null ? `from byte ${startByte} on` : `bytes ${startByte} to ${stopByte}`;
}

function indent(history: readonly string[]): string {
  return history.map((note) => `  ${note}`).join('\n');
}
