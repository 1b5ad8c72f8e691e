/** Brings a file that grows to the disk while it does, so that little is left to wait for when it is whole. */
import { fdatasync, fstatSync, fsyncSync } from 'node:fs';

const LOOK_MS = 40;
/** Less is not worth a thread's start. */
const LEAST_BYTES = 16 * 1024 ** 2;

export class EarlySync {
  readonly #descriptor: number;
  readonly #timer: NodeJS.Timeout;
  #syncedBytes = 0;
  #pending: Promise<void> | undefined;
  /** The system tells of a failure once. */
  #failure: Error | undefined;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /** Resolves when all is on the disk. Throws what the system says. */
  async finish(): Promise<void> {
    await this.stop();
    if (this.#failure !== undefined) throw this.#failure;
    fsyncSync(this.#descriptor);
  }

  /** Resolves when the descriptor is not used any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#pending;
  }

  #look(): void {
    if (this.#pending !== undefined) return;
    try {
      const { size } = fstatSync(this.#descriptor);
      if (size - this.#syncedBytes >= LEAST_BYTES) this.#sync(size);
    } catch (error) {
      this.#failure ??= error as Error;
    }
  }

  #sync(size: number): void {
    this.#syncedBytes = size;
    this.#pending = new Promise((resolve) => {
      fdatasync(this.#descriptor, (error) => {
        this.#failure ??= error ?? undefined;
        this.#pending = undefined;
        resolve();
      });
    });
  }
}
