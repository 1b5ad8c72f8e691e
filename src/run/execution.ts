/** What every executor is asked for and answers with. */
import type { ExecutionMetrics } from '../protocol/metrics.ts';
import type { PartitionList } from '../protocol/partitions.ts';
import type { TaskRunner } from '../protocol/runner.ts';
import type { DataError, Delivery, LeftState, OutputPlace, Stage } from '../protocol/stage.ts';

/** Takes the rows that tasks write. */
export interface RowsReceiver {
  /** Where a worker writes the rows of the next partition itself; undefined when it is to hand them over. */
  place(byteLength: number): OutputPlace | undefined;
  /** What is handed over, in the order of the partitions. */
  take(delivery: Delivery): void;
}

export interface ExecutionRequest {
  readonly stage: Stage;
  readonly partitions: PartitionList;
  /** This process's own: when the execution has completed it holds the state of all partitions. */
  readonly runner: TaskRunner;
  /** Set where tasks write rows. The inline executor does without: there the runner writes them at once. */
  readonly receiver?: RowsReceiver | undefined;
  /** Rows are handed to the receiver as they come, whatever their partition. */
  readonly isUnordered?: boolean | undefined;
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
  /** `left` are states that the runner does not hold: they are left to a merge. */
  | { readonly kind: 'completed'; readonly metrics: ExecutionMetrics; readonly left: readonly LeftState[] }
  | { readonly kind: 'failed'; readonly error: DataError | WorkerDiedError; readonly metrics: ExecutionMetrics };
