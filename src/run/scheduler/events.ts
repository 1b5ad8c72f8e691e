/** What happens to the scheduler (past tense) and what it tells others to do (imperative). Plain data. */
import type { DataError, Partition, TaskResult, TaskSpec } from '../../protocol/stage.ts';

export type SchedulerEvent =
  | { readonly kind: 'WorkerReady'; readonly worker: number }
  | { readonly kind: 'TaskFinished'; readonly worker: number; readonly result: TaskResult }
  /** `cause` completes the sentence "the worker ...": "was killed by SIGKILL", "exited with status 1". */
  | { readonly kind: 'WorkerDied'; readonly worker: number; readonly cause: string }
  | { readonly kind: 'StateCollected'; readonly worker: number }
  | { readonly kind: 'RowsDelivered'; readonly worker: number; readonly partition: number };

/** To a worker, they take effect in the order in which they are given. */
export type Instruction =
  /** The worker can be given instructions at once: they wait for it. */
  | { readonly kind: 'SpawnWorker'; readonly worker: number }
  | { readonly kind: 'StartTask'; readonly worker: number; readonly task: TaskSpec }
  | { readonly kind: 'DiscardState'; readonly worker: number }
  | { readonly kind: 'CollectState'; readonly worker: number }
  /** For the first time they are asked for in the order of the partitions. */
  | {
      readonly kind: 'DeliverRows';
      readonly worker: number;
      readonly partition: number;
      /** How long the rows are. */
      readonly byteLength: number;
    }
  /** All partitions are proved, and their states collected or their rows delivered. No instruction follows. */
  | { readonly kind: 'Complete' }
  | { readonly kind: 'Abort'; readonly failure: Failure };

export type Failure =
  | { readonly kind: 'data-error'; readonly error: DataError }
  | {
      readonly kind: 'worker-died';
      readonly partition: Partition;
      readonly cause: string;
      /** What happened to the partition, in order. */
      readonly history: readonly string[];
    };
