/** A worker's side of the conversation, wherever it runs: what it does and answers for each message. */
import { join } from 'node:path';
import { PqError } from '../../core/errors.ts';
import type { StageAnswer, ToWorker } from '../../protocol/messages.ts';
import type { TaskRunner } from '../../protocol/runner.ts';
import type { CollectForm, Stage, TaskSpec } from '../../protocol/stage.ts';

/** In the directory it puts aside what other processes are to read. */
export type CreateRunner = (stage: Stage, scratchDirectory: string) => TaskRunner;

export class WorkerSession {
  readonly #createRunner: CreateRunner;
  #stageNumber = 0;
  #runner: TaskRunner | undefined;
  #scratchDirectory: string | undefined;
  #fileCount = 0;
  readonly #isCoordinator: boolean;

  constructor(createRunner: CreateRunner, { isCoordinator = false } = {}) {
    this.#createRunner = createRunner;
    this.#isCoordinator = isCoordinator;
  }

  handle(message: ToWorker): StageAnswer | undefined {
    if (message.type === 'stage') return this.#begin(message);
    const runner = this.#runner;
    if (runner === undefined) throw new Error(`'${message.type}' came before the stage`);
    if (message.type === 'discard') return void runner.discard();
    return this.#answer(() => {
      if (message.type === 'collect') return this.#collect(runner, message);
      return message.type === 'run' ? this.#run(runner, message.task) : this.#deliver(runner, message);
    });
  }

  #begin({ stageNumber, stage, scratchDirectory }: Extract<ToWorker, { type: 'stage' }>): undefined {
    this.#stageNumber = stageNumber;
    this.#scratchDirectory = scratchDirectory;
    this.#runner?.dispose();
    this.#runner = this.#createRunner(stage, scratchDirectory);
  }

  #run(runner: TaskRunner, task: TaskSpec): StageAnswer {
    const result = runner.run(task);
    const residentBytes = process.resourceUsage().maxRSS * 1024;
    const { stateBytes } = runner;
    return { type: 'finished', stageNumber: this.#stageNumber, result, stateBytes, residentBytes };
  }

  #collect(runner: TaskRunner, form: CollectForm): StageAnswer {
    const state = runner.collect(this.#scratchPath(), form);
    return { type: 'collected', stageNumber: this.#stageNumber, state };
  }

  #deliver(runner: TaskRunner, { partition, place }: Extract<ToWorker, { type: 'deliver' }>): StageAnswer {
    const scratch = this.#isCoordinator ? undefined : this.#scratchPath();
    const delivery = runner.deliver(partition, place, scratch);
    return { type: 'delivered', stageNumber: this.#stageNumber, partition, delivery };
  }

  /** Failures that have a code are said so; anything else is a bug, and the end of the worker. */
  #answer(work: () => StageAnswer): StageAnswer {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof PqError)) throw error;
      const { code, message, hint } = error;
      return { type: 'refused', stageNumber: this.#stageNumber, code, message, hint };
    }
  }

  #scratchPath(): string {
    this.#fileCount += 1;
    return join(this.#scratchDirectory ?? '', `${process.pid}-${this.#fileCount}.state`);
  }
}
