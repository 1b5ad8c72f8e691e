/** A worker as the pool sees it: something that takes messages in order, answers in order, and can die. */
import type { FromWorker, ToWorker } from '../../protocol/messages.ts';

export interface WorkerLink {
  /** Undefined when it runs in this process, on the coordinator's own runner. */
  readonly processId: number | undefined;
  /** When its start was asked for, in milliseconds since this process started. */
  readonly forkedMs: number;
  /** The messages wait until the worker is up. A dead worker takes none. */
  send(message: ToWorker): void;
  /** Called once a stage: whoever listened before hears nothing more. What came before the first call is told then, but
   * not before this returns. */
  listen(listener: WorkerListener): void;
  /** At once. Nothing is heard from it any more, not even its death. */
  kill(): void;
}

export interface WorkerListener {
  readonly onMessage: (message: FromWorker) => void;
  /** Once, after the last message. The cause completes the sentence "the worker ...". */
  readonly onDeath: (cause: string) => void;
  /** This process itself has failed: no other worker can make up for it. */
  readonly onBug: (error: unknown) => void;
}
