/** What the scheduler is told about its workers, and what it knows of each. */

export interface SchedulerOptions {
  /** How many workers there are, numbered from 0; one that dies is replaced by one with a new number. */
  readonly workerCount: number;
  /** How many workers may die of a partition before the run ends. */
  readonly retries: number;
  readonly tasksInFlight: number;
  /** Tasks write rows, which are delivered one by one; no task is dealt that is so far ahead of the first whose rows have
   * not been. Without it workers keep a state of all their tasks, which is collected. */
  readonly deliversWithin?: number | undefined;
  /** Workers that are still starting: they get no task before WorkerReady, so that others can do all of a short run. */
  readonly starting?: readonly number[];
}

export interface WorkerState {
  readonly id: number;
  /** Partitions in the order in which they were sent and will be answered. */
  readonly inFlight: number[];
  /** The first so many of them were sent before the last DiscardState: their answers mean nothing. */
  staleCount: number;
  /** A collected worker still has the state that it handed over: it must discard it before another task. */
  phase: 'starting' | 'working' | 'collecting' | 'collected';
}
