/**
 * What the coordinator and a worker process say to each other. Control messages only: rows never travel here.
 *
 *   coordinator                         worker
 *   stage, run run run ...   ------->
 *                            <-------   ready, finished finished ...
 *   discard                  ------->   forget what you hold (a start was guessed wrong)
 *   collect                  ------->
 *                            <-------   collected (the state of all finished tasks)
 *
 * Messages are handled in the order they are sent.
 */
import type { Stage, StateRef, TaskResult, TaskSpec } from './stage.ts';

export type ToWorker =
  | { readonly type: 'stage'; readonly stage: Stage; readonly scratchDirectory: string }
  | { readonly type: 'run'; readonly task: TaskSpec }
  | { readonly type: 'discard' }
  | { readonly type: 'collect' };

export type FromWorker =
  /** The process is up: milliseconds from its start to here. */
  | { readonly type: 'ready'; readonly startupMs: number }
  | { readonly type: 'finished'; readonly result: TaskResult; readonly residentBytes: number }
  | { readonly type: 'collected'; readonly state: StateRef }
  /** A bug or an exhausted resource in the worker: it ends after this. */
  | { readonly type: 'crashed'; readonly message: string };
