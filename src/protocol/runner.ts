/** The task function: what the data side gives to the executors, without their knowing what a task does. */
import type { StateRef, TaskResult, TaskSpec } from './stage.ts';

/** Is told how many bytes and records were read since it was told last. Must be quick: it is called for every batch. */
export type ProgressListener = (byteCount: number, records: number) => void;

export interface TaskRunner {
  /** Runs one task and keeps its state. Never throws for bad data; throws for bugs. */
  run(task: TaskSpec): TaskResult;
  /** Writes the state of all tasks run since the start or the last discard. Large states go to scratchPath. */
  collect(scratchPath: string): StateRef;
  /** Forgets all tasks. */
  discard(): void;
  /** Adds what another runner collected. */
  merge(state: StateRef): void;
}
