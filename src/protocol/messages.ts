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
 * or, where tasks write rows, for each task when it is proved:
 *
 *   deliver                  ------->
 *                            <-------   delivered (where its rows are)
 *
 * Messages are handled in the order they are sent.
 */
import type { ErrorCode } from '../core/errors.ts';
import type { CollectForm, Delivery, OutputPlace, Stage, StateRef, TaskResult, TaskSpec } from './stage.ts';

export type ToWorker =
  | {
      readonly type: 'stage';
      /** Comes back with every answer: one that was on its way when its stage ended is told by it. */
      readonly stageNumber: number;
      readonly stage: Stage;
      readonly scratchDirectory: string;
    }
  | { readonly type: 'run'; readonly task: TaskSpec }
  | { readonly type: 'discard' }
  /** To be written at the place; handed over where there is none. */
  | { readonly type: 'deliver'; readonly partition: number; readonly place: OutputPlace | undefined }
  | ({ readonly type: 'collect' } & CollectForm);

export type FromWorker =
  /** The process is up: milliseconds from its start to here. */
  | { readonly type: 'ready'; readonly startupMs: number }
  | StageAnswer
  /** A bug or an exhausted resource in the worker: it ends after this. */
  | { readonly type: 'crashed'; readonly message: string };

export type StageAnswer = { readonly stageNumber: number } & (
  | {
      readonly type: 'finished';
      readonly result: TaskResult;
      readonly stateBytes: number;
      readonly residentBytes: number;
    }
  | { readonly type: 'collected'; readonly state: StateRef }
  | { readonly type: 'delivered'; readonly partition: number; readonly delivery: Delivery }
  /** Something that no other worker could do better, such as writing to a full disk or merging more than fits into memory. */
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly message: string; readonly hint: string | undefined }
);
