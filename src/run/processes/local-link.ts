/** The coordinator itself as one more worker: runs tasks on its own runner, one between two turns of the event loop. */
import type { FromWorker, ToWorker } from '../../protocol/messages.ts';
import type { TaskRunner } from '../../protocol/runner.ts';
import type { WorkerLink, WorkerListener } from './worker-link.ts';
import { WorkerSession } from './worker-session.ts';

export class LocalLink implements WorkerLink {
  readonly processId = undefined;
  readonly forkedMs = 0;
  readonly #session: WorkerSession;
  readonly #inbox: ToWorker[] = [];
  #listener: WorkerListener | undefined;
  #stageNumber = 0;
  #isCollected = false;

  constructor(runner: TaskRunner) {
    this.#session = new WorkerSession(() => runner, { isCoordinator: true });
  }

  send(message: ToWorker): void {
    this.#inbox.push(message);
    if (this.#inbox.length === 1) setImmediate(() => this.#turn());
  }

  listen(listener: WorkerListener): void {
    this.#listener = listener;
  }

  kill(): void {
    this.#listener = undefined;
  }

  #turn(): void {
    const message = this.#inbox[0];
    if (message === undefined || this.#listener === undefined) return;
    try {
      const reply = this.#handle(message);
      if (reply !== undefined) this.#listener.onMessage(reply);
    } catch (error) {
      this.#listener?.onBug(error);
    }
    this.#inbox.shift();
    if (this.#inbox.length > 0) setImmediate(() => this.#turn());
  }

  #handle(message: ToWorker): FromWorker | undefined {
    if (message.type === 'stage') this.#stageNumber = message.stageNumber;
    if (message.type === 'collect' && message.shareCount === 1) {
      this.#isCollected = true;
      return { type: 'collected', stageNumber: this.#stageNumber, state: { kind: 'held' } };
    }
    // After that the runner holds what others collected, too. Only a worker's death brings more tasks now.
    if (message.type === 'discard' && this.#isCollected) return undefined;
    return this.#session.handle(message);
  }
}
