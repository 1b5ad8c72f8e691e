/** What an execution measured: the input of every report. Times in milliseconds on one monotonic clock per run. */
import type { SpanResult, TaskMetrics } from './stage.ts';

export interface TaskRecord {
  readonly partition: number;
  /** Index of the worker that ran it. */
  readonly worker: number;
  readonly spans: readonly SpanResult[];
  readonly metrics: TaskMetrics;
}

export interface WorkerRecord {
  readonly worker: number;
  /** Undefined for the coordinator's own process. */
  readonly processId: number | undefined;
  /** From the start of pq until it was ready for work. */
  readonly readyMs: number | undefined;
  readonly busyMs: number;
  readonly taskCount: number;
  /** The most resident memory that it has had, as the system tells with an answer, in bytes. */
  readonly residentBytes: number;
}

export interface ExecutionMetrics {
  readonly executor: 'inline' | 'processes';
  /** One record a partition, in partition order, of the runs that count. */
  readonly tasks: readonly TaskRecord[];
  readonly workers: readonly WorkerRecord[];
  /** Partitions whose guessed start was wrong and that were run again. */
  readonly seamsRerun: number;
  /** Tasks run again because their worker died. */
  readonly tasksRetried: number;
  readonly workersDied: number;
  /** Times from the start of the execution. */
  readonly scanMs: number;
  readonly combineMs: number;
}
