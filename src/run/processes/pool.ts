/**
 * Carries out the scheduler's instructions as messages to workers, and tells it what they answer. Decides nothing, and
 * does not know what a worker is made of. Whoever made the links kills them.
 */
import { PqError } from '../../core/errors.ts';
import type { FromWorker, StageAnswer, ToWorker } from '../../protocol/messages.ts';
import type { ProgressListener, TaskRunner } from '../../protocol/runner.ts';
import type { AnswerRows, CollectForm, LeftState, Stage, StateRef, TaskResult } from '../../protocol/stage.ts';
import type { RowsReceiver } from '../execution.ts';
import type { Failure, Instruction, SchedulerEvent } from '../scheduler/events.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import { RowDeliveries } from './row-deliveries.ts';
import { TaskTimer } from './task-timer.ts';
import type { WorkerLink } from './worker-link.ts';
import { WorkerRecorder } from './worker-recorder.ts';

interface PoolOptions {
  readonly scheduler: Scheduler;
  readonly stageNumber: number;
  readonly stage: Stage;
  readonly scratchDirectory: string;
  /** Of this process: takes in the states that are collected whole. */
  readonly runner: TaskRunner;
  readonly cutting: Cutting | undefined;
  readonly receiver: RowsReceiver | undefined;
  readonly isUnordered?: boolean | undefined;
  /** How long a worker may be at a task. */
  readonly taskTimeout?: { readonly limitMs: number; errorFor(partition: number): Error } | undefined;
  /** The workers that the scheduler knows from the start, in its order. */
  readonly links: readonly WorkerLink[];
  readonly spawn: () => WorkerLink;
  readonly now: () => number;
  /** Hears of what other processes have read. */
  readonly onProgress?: ProgressListener | undefined;
}

/** States as large as this are not merged here but cut by hash of the key, or left as sorted runs, for the workers to
 * merge. */
export interface Cutting {
  readonly fromBytes: number;
  /** A power of two. */
  readonly shareCount: number;
  /** What a worker makes of groups that is the only one to have any. */
  readonly answer?: AnswerRows | undefined;
}

export class WorkerPool {
  readonly recorder = new WorkerRecorder();
  readonly #options: PoolOptions;
  readonly #links = new Map<number, WorkerLink>();
  /** What workers said before they died. */
  readonly #lastWords = new Map<number, string>();
  readonly #left: LeftState[] = [];
  readonly #deliveries: RowDeliveries | undefined;
  readonly #timer: TaskTimer | undefined;
  #largestStateBytes = 0;
  /** One of a worker, which may have died since. */
  #hasState = false;
  /** Decided when the first state is asked for. */
  #shareCount: number | undefined;
  #provedMs: number | undefined;
  #end: ((failure: Failure | undefined) => void) | undefined;
  #fail: ((error: unknown) => void) | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#deliveries = options.receiver && new RowDeliveries(options.receiver, options.isUnordered !== true);
    const { taskTimeout } = options;
    this.#timer =
      taskTimeout && new TaskTimer(taskTimeout.limitMs, (partition) => this.#fail?.(taskTimeout.errorFor(partition)));
  }

  /** When all partitions were proved and the first state was asked for. */
  get provedMs(): number | undefined {
    return this.#provedMs;
  }

  /** What was collected for a merge to follow. */
  get left(): readonly LeftState[] {
    return this.#left;
  }

  /** Resolves to undefined when all is done; is rejected for a bug, or when aborted. Once. */
  async run(signal: AbortSignal | undefined): Promise<Failure | undefined> {
    signal?.throwIfAborted();
    const onAbort = (): void => this.#fail?.(signal?.reason);
    signal?.addEventListener('abort', onAbort);
    try {
      return await new Promise((resolve, reject) => this.#start(resolve, reject));
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.#timer?.stop();
      this.#end = undefined;
    }
  }

  #start(resolve: (failure: Failure | undefined) => void, reject: (error: unknown) => void): void {
    this.#end = resolve;
    this.#fail = reject;
    this.#options.links.forEach((link, worker) => {
      this.#adopt(worker, link);
    });
    this.#perform(this.#options.scheduler.start());
  }

  /** The stage is sent at once: it waits in the channel while the process starts. */
  #adopt(worker: number, link: WorkerLink): void {
    this.#links.set(worker, link);
    this.recorder.add(worker, link);
    link.listen({
      onMessage: (message) => this.#guard(() => this.#hear(worker, message)),
      onDeath: (cause) => this.#guard(() => this.#bury(worker, cause)),
      onBug: (error) => this.#fail?.(error),
    });
    const { stageNumber, stage, scratchDirectory } = this.#options;
    link.send({ type: 'stage', stageNumber, stage, scratchDirectory });
  }

  #hear(worker: number, message: FromWorker): void {
    if ('stageNumber' in message && message.stageNumber !== this.#options.stageNumber) return;
    this.recorder.record(worker, message);
    if (message.type === 'ready') {
      this.#timer?.workerReady(worker);
      this.#tell({ kind: 'WorkerReady', worker });
    }
    if (message.type === 'crashed') this.#lastWords.set(worker, message.message);
    if (message.type === 'refused') this.#fail?.(refusal(message));
    if (message.type === 'finished') {
      this.#largestStateBytes = Math.max(this.#largestStateBytes, message.stateBytes);
      this.#timer?.taskFinished(worker);
      this.#finish(worker, message.result);
    }
    if (message.type === 'delivered') {
      this.#deliveries?.take(message.partition, message.delivery);
      this.#tell({ kind: 'RowsDelivered', worker, partition: message.partition });
    }
    if (message.type !== 'collected') return;
    this.#hasState = true;
    this.#keep(message.state);
    this.#tell({ kind: 'StateCollected', worker });
  }

  #keep(state: StateRef): void {
    const isLeft = state.kind === 'cut' || state.kind === 'buckets';
    if (isLeft || (state.kind === 'runs' && this.#shareCount !== 1)) this.#left.push(state);
    else if (state.kind !== 'held') this.#options.runner.merge(state);
  }

  #finish(worker: number, result: TaskResult): void {
    const isElsewhere = this.#links.get(worker)?.processId !== undefined;
    if (isElsewhere && result.kind === 'succeeded') {
      const records = result.spans.reduce((sum, span) => sum + span.records, 0);
      this.#options.onProgress?.(result.metrics.byteCount, records);
    }
    this.#tell({ kind: 'TaskFinished', worker, result });
  }

  #bury(worker: number, cause: string): void {
    this.#links.delete(worker);
    this.#timer?.workerGone(worker);
    const lastWords = this.#lastWords.get(worker);
    this.#tell({ kind: 'WorkerDied', worker, cause: lastWords === undefined ? cause : `${cause}: ${lastWords}` });
  }

  #tell(event: SchedulerEvent): void {
    this.#perform(this.#options.scheduler.handle(event));
  }

  #perform(instructions: readonly Instruction[]): void {
    for (const instruction of instructions) this.#carryOut(instruction);
  }

  #carryOut(instruction: Instruction): void {
    if (instruction.kind === 'Complete') this.#end?.(undefined);
    else if (instruction.kind === 'Abort') this.#end?.(instruction.failure);
    else if (instruction.kind === 'SpawnWorker') this.#adopt(instruction.worker, this.#options.spawn());
    else this.#links.get(instruction.worker)?.send(this.#messageFor(instruction));
  }

  #messageFor(
    instruction: Extract<Instruction, { kind: 'StartTask' | 'DiscardState' | 'CollectState' | 'DeliverRows' }>,
  ): ToWorker {
    if (instruction.kind === 'StartTask') {
      this.#timer?.taskSent(instruction.worker, instruction.task.index);
      return { type: 'run', task: instruction.task };
    }
    if (instruction.kind === 'DiscardState') return { type: 'discard' };
    if (instruction.kind === 'DeliverRows') {
      const { partition, byteLength } = instruction;
      return { type: 'deliver', partition, place: this.#deliveries?.placeOf(partition, byteLength) };
    }
    this.#provedMs ??= this.#options.now();
    this.#shareCount ??= this.#chooseShareCount();
    return { type: 'collect', ...this.#formFor(instruction.worker, this.#shareCount) };
  }

  /** Nothing has to be merged of what one worker has alone: there is no other one, and none before it has given a state. */
  #formFor(worker: number, shareCount: number): CollectForm {
    const isAlone = this.#links.size === 1 && !this.#hasState;
    const answer = shareCount > 1 && isAlone ? this.#options.cutting?.answer : undefined;
    if (answer === undefined) return { shareCount };
    const isElsewhere = this.#links.get(worker)?.processId !== undefined;
    return isElsewhere ? { shareCount, answer } : { shareCount: 1 };
  }

  #chooseShareCount(): number {
    const { cutting } = this.#options;
    return cutting === undefined || this.#largestStateBytes < cutting.fromBytes ? 1 : cutting.shareCount;
  }

  /** What is heard after the end has no meaning; what goes wrong before it ends the run. */
  #guard(step: () => void): void {
    if (this.#end === undefined) return;
    try {
      step();
    } catch (error) {
      this.#fail?.(error);
    }
  }
}

function refusal({ code, message, hint }: Extract<StageAnswer, { type: 'refused' }>): PqError {
  return new PqError(code, message, hint === undefined ? {} : { hint });
}
