/** A worker link around a real runner in this process, for tests of the pool: can die, and counts what it does. */
import type { ToWorker } from '../../../src/protocol/messages.ts';
import type { WorkerLink, WorkerListener } from '../../../src/run/processes/worker-link.ts';
import { WorkerSession } from '../../../src/run/processes/worker-session.ts';
import { LineCountRunner } from './line-count-runner.ts';

let nextProcessId = 1;

export class LoopbackLink implements WorkerLink {
  readonly processId = nextProcessId++;
  readonly forkedMs = performance.now();
  readonly received: ToWorker['type'][] = [];
  readonly #session = new WorkerSession((stage) => new LineCountRunner(stage));
  readonly #diesAfter: number;
  #listener: WorkerListener | undefined;

  /** Dies when it has taken so many messages. */
  constructor(diesAfter = Number.POSITIVE_INFINITY) {
    this.#diesAfter = diesAfter;
  }

  send(message: ToWorker): void {
    setImmediate(() => this.#take(message));
  }

  listen(listener: WorkerListener): void {
    this.#listener = listener;
  }

  kill(): void {
    this.#listener = undefined;
  }

  #take(message: ToWorker): void {
    if (this.#listener === undefined) return;
    this.received.push(message.type);
    const answer = this.received.length > this.#diesAfter ? this.#die() : this.#session.handle(message);
    if (answer !== undefined) this.#listener?.onMessage(answer);
  }

  #die(): undefined {
    const listener = this.#listener;
    this.kill();
    listener?.onDeath('was told to die');
  }
}
