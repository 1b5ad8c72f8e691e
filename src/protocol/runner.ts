/** The task function: what the data side gives to the executors, without their knowing what a task does. */
import type { CollectForm, Delivery, OutputPlace, StateRef, TaskResult, TaskSpec } from './stage.ts';

/** Is told how many bytes and records were read since it was told last. Must be quick: it is called for every batch. */
export type ProgressListener = (byteCount: number, records: number) => void;

export interface TaskRunner {
  /** Runs one task and keeps its state. Never throws for bad data; throws for bugs. */
  run(task: TaskSpec): TaskResult;
  /** About how large the state is. */
  readonly stateBytes: number;
  /** Writes the state of all tasks run since the start or the last discard; a large one that is whole to scratchPath. */
  collect(scratchPath: string, form: CollectForm): StateRef;
  /**
   * Gives up the rows of a task: writes them to the place, or else hands them over, large ones at scratchPath; without a
   * path as they are, to this process.
   */
  deliver(partition: number, place: OutputPlace | undefined, scratchPath: string | undefined): Delivery;
  /** Forgets all tasks. */
  discard(): void;
  /** Gives back what it holds; nothing is asked of it any more. */
  dispose(): void;
  /** Adds what another runner collected whole. */
  merge(state: StateRef): void;
}
