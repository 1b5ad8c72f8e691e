/** SIGINT and SIGTERM, where there is something to clean up; elsewhere they end the process as they always do. */
import { ExitCode } from '../core/errors.ts';

const EXIT_CODES = { SIGINT: ExitCode.interrupted, SIGTERM: ExitCode.terminated } as const;

/** Somebody wants us to stop: not a failure to explain. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('interrupted');
    this.exitCode = exitCode;
  }
}

/** Does something that can be stopped: the signal's reason is an InterruptedError. A second one calls `leave`. */
export async function interruptible<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  leave: (exitCode: number) => void,
): Promise<Result> {
  const controller = new AbortController();
  const release = listen((exitCode) => {
    if (controller.signal.aborted) leave(exitCode);
    controller.abort(new InterruptedError(exitCode));
  });
  try {
    return await work(controller.signal);
  } finally {
    release();
  }
}

/** Does something short that must not be stopped half-way. */
export async function uninterrupted<Result>(work: () => Promise<Result>): Promise<Result> {
  const release = listen(() => {});
  try {
    return await work();
  } finally {
    release();
  }
}

function listen(handle: (exitCode: number) => void): () => void {
  const listeners = Object.entries(EXIT_CODES).map(([name, exitCode]) => ({ name, listener: () => handle(exitCode) }));
  for (const { name, listener } of listeners) process.on(name, listener);
  return () => {
    for (const { name, listener } of listeners) process.off(name, listener);
  };
}
