/** What every executor is asked for and answers with. */
import type { ExecutionMetrics } from '../protocol/metrics.ts';
import type { PartitionList } from '../protocol/partitions.ts';
import type { TaskRunner } from '../protocol/runner.ts';
import type { CutState, DataError, Stage } from '../protocol/stage.ts';

export interface ExecutionRequest {
  readonly stage: Stage;
  readonly partitions: PartitionList;
  /** This process's own: when the execution has completed it holds the state of all partitions. */
  readonly runner: TaskRunner;
  /** Milliseconds since this process started (performance.now). */
  readonly now: () => number;
  /** Ends the execution: its promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A partition whose workers died too often. */
export interface WorkerDiedError {
  readonly code: 'PQ_WORKER_DIED';
  readonly message: string;
  readonly hint: string;
}

export type ExecutionOutcome =
  /** `cut` are states that the runner does not hold: they are left to a merge. */
  | { readonly kind: 'completed'; readonly metrics: ExecutionMetrics; readonly cut: readonly CutState[] }
  | { readonly kind: 'failed'; readonly error: DataError | WorkerDiedError; readonly metrics: ExecutionMetrics };
