/** A worker link around a real engine in this process. The engine outlives a run: it is told to forget, and reused. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ToWorker } from '../../../src/protocol/messages.ts';
import type { TaskRunner } from '../../../src/protocol/runner.ts';
import type { WorkerLink, WorkerListener } from '../../../src/run/processes/worker-link.ts';
import { WorkerSession } from '../../../src/run/processes/worker-session.ts';

let nextProcessId = 1;

export class EngineLink implements WorkerLink {
  readonly processId = nextProcessId++;
  readonly forkedMs = 0;
  readonly #session: WorkerSession;
  #listener: WorkerListener | undefined;

  constructor(runner: TaskRunner) {
    this.#session = new WorkerSession(() => {
      runner.discard();
      return runner;
    });
  }

  send(message: ToWorker): void {
    setImmediate(() => {
      try {
        const answer = this.#listener && this.#session.handle(this.#apart(message));
        if (answer !== undefined) this.#listener?.onMessage(answer);
      } catch (error) {
        this.#listener?.onBug(error);
      }
    });
  }

  /** Files are named by process, and here all are one process. */
  #apart(message: ToWorker): ToWorker {
    if (message.type !== 'stage') return message;
    mkdirSync(message.scratchDirectory, { recursive: true });
    return { ...message, scratchDirectory: join(message.scratchDirectory, String(this.processId)) };
  }

  listen(listener: WorkerListener): void {
    this.#listener = listener;
  }

  kill(): void {
    this.#listener = undefined;
  }
}
