/** Child processes as worker links. The only file that starts processes. */
import { type ChildProcess, fork } from 'node:child_process';
import { now } from '../../core/clock.ts';
import type { FromWorker, ToWorker } from '../../protocol/messages.ts';
import type { WorkerLink, WorkerListener } from './worker-link.ts';

export interface WorkerProgram {
  readonly workerPath: string;
  /** Of all processes of the run. Who is left when the coordinator is gone removes it, whoever wrote there. */
  readonly scratchDirectory: string;
}

/** Starts children before there is anything to do for them: their start-up is the serial part of a short run. */
export function forkWorkers(count: number, program: WorkerProgram): WorkerLink[] {
  return Array.from({ length: count }, () => new ChildLink(program));
}

class ChildLink implements WorkerLink {
  readonly forkedMs = now();
  readonly #child: ChildProcess;
  #cause: string | undefined;
  #listener: WorkerListener | undefined;

  constructor({ workerPath, scratchDirectory }: WorkerProgram) {
    // It shares compiled code with us, which is kept by the first word of the command line (bin/load.js).
    this.#child = fork(workerPath, [process.argv[2] ?? '', scratchDirectory], {
      // A redirected regular stdin is read by position by each child, under the same descriptor number.
      stdio: ['inherit', 'ignore', 'inherit', 'ipc'],
      serialization: 'json',
      // This process's own flags (--inspect, --cpu-prof) are not for the children.
      execArgv: [],
    });
    this.#child.once('exit', (status, signal) => this.#onExit(describeExit(status, signal)));
    this.#child.on('error', (error) => this.#onError(error));
  }

  get processId(): number | undefined {
    return this.#child.pid;
  }

  send(message: ToWorker): void {
    // A failure means that the child is gone; its exit tells why.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  listen(listener: WorkerListener): void {
    this.#listener = listener;
    this.#child.removeAllListeners('message');
    this.#child.on('message', (message) => listener.onMessage(message as FromWorker));
    const cause = this.#cause;
    if (cause !== undefined) setImmediate(() => this.#listener?.onDeath(cause));
  }

  kill(): void {
    this.#listener = undefined;
    this.#child.removeAllListeners();
    this.#child.on('error', () => {});
    this.#child.kill('SIGKILL');
    if (this.#child.connected) this.#child.disconnect();
    this.#child.unref();
  }

  /** The exit can be known before the last message has been read; the end of the channel comes after it. */
  #onExit(cause: string): void {
    if (this.#child.connected) this.#child.once('disconnect', () => this.#die(cause));
    else this.#die(cause);
  }

  #onError(error: Error): void {
    if (this.processId === undefined) this.#die(`could not be started: ${error.message}`);
  }

  #die(cause: string): void {
    this.#cause = cause;
    this.#listener?.onDeath(cause);
  }
}

function describeExit(status: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `exited with status ${status}` : `was killed by ${signal}`;
}
