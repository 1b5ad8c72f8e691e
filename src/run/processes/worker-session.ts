/** A worker's side of the conversation, wherever it runs: what it does and answers for each message. */
import { join } from 'node:path';
import type { FromWorker, ToWorker } from '../../protocol/messages.ts';
import type { TaskRunner } from '../../protocol/runner.ts';
import type { Stage } from '../../protocol/stage.ts';

export class WorkerSession {
  readonly #createRunner: (stage: Stage) => TaskRunner;
  #runner: TaskRunner | undefined;
  #scratchDirectory: string | undefined;
  #collectCount = 0;

  constructor(createRunner: (stage: Stage) => TaskRunner) {
    this.#createRunner = createRunner;
  }

  /** Where large states are written; undefined before the first stage. */
  get scratchDirectory(): string | undefined {
    return this.#scratchDirectory;
  }

  handle(message: ToWorker): FromWorker | undefined {
    if (message.type === 'stage') return this.#begin(message.stage, message.scratchDirectory);
    if (this.#runner === undefined) throw new Error(`'${message.type}' came before the stage`);
    if (message.type === 'discard') return void this.#runner.discard();
    if (message.type === 'collect') return { type: 'collected', state: this.#runner.collect(this.#scratchPath()) };
    const result = this.#runner.run(message.task);
    return { type: 'finished', result, residentBytes: process.memoryUsage.rss() };
  }

  #begin(stage: Stage, scratchDirectory: string): undefined {
    this.#runner = this.#createRunner(stage);
    this.#scratchDirectory = scratchDirectory;
  }

  #scratchPath(): string {
    this.#collectCount += 1;
    return join(this.#scratchDirectory ?? '', `${process.pid}-${this.#collectCount}.state`);
  }
}
