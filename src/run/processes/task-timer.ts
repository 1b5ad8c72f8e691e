/** Watches how long workers are at their tasks. */

export class TaskTimer {
  readonly #limitMs: number;
  readonly #onTimeout: (partition: number) => void;
  /** By worker: the tasks that it has, the one that it is at first, and what watches that one. */
  readonly #tasks = new Map<number, number[]>();
  readonly #timers = new Map<number, NodeJS.Timeout>();

  constructor(limitMs: number, onTimeout: (partition: number) => void) {
    this.#limitMs = limitMs;
    this.#onTimeout = onTimeout;
  }

  taskSent(worker: number, partition: number): void {
    const tasks = this.#tasks.get(worker) ?? [];
    this.#tasks.set(worker, [...tasks, partition]);
    if (tasks.length === 0) this.#watch(worker);
  }

  /** The worker is up: until now it cannot have been at a task. */
  workerReady(worker: number): void {
    this.#watch(worker);
  }

  taskFinished(worker: number): void {
    this.#tasks.set(worker, (this.#tasks.get(worker) ?? []).slice(1));
    this.#watch(worker);
  }

  workerGone(worker: number): void {
    this.#tasks.delete(worker);
    this.#watch(worker);
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #watch(worker: number): void {
    clearTimeout(this.#timers.get(worker));
    const [partition] = this.#tasks.get(worker) ?? [];
    if (partition === undefined) return;
    this.#timers.set(
      worker,
      setTimeout(() => this.#onTimeout(partition), this.#limitMs),
    );
  }
}
