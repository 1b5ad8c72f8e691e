/**
 * The main loop of a child process. Never waits for anybody: it answers messages until the coordinator is gone, and
 * goes with it.
 */
import { now } from '../../core/clock.ts';
import type { FromWorker, ToWorker } from '../../protocol/messages.ts';
import { removeScratch } from './scratch.ts';
import { type CreateRunner, WorkerSession } from './worker-session.ts';

/** What the coordinator says when it starts us (child.ts). */
const [, , , scratchDirectory] = process.argv;

export function serve(createRunner: CreateRunner): void {
  if (process.send === undefined) throw new Error('a worker of pq is started by pq, never by hand');
  const session = new WorkerSession(createRunner);
  // Ctrl-C reaches the whole process group; it is the coordinator that decides what becomes of the children.
  process.on('SIGINT', () => {});
  process.on('disconnect', leave);
  process.on(
    'message',
    inTurns((message) => answer(session, message)),
  );
  send({ type: 'ready', startupMs: now() });
}

/** One message a turn of the event loop, so that the coordinator's death is seen between two tasks. */
function inTurns(handle: (message: ToWorker) => void): (message: ToWorker) => void {
  const inbox: ToWorker[] = [];
  const turn = (): void => {
    const message = inbox.shift();
    if (message === undefined) return;
    handle(message);
    if (inbox.length > 0) setImmediate(turn);
  };
  return (message) => {
    inbox.push(message);
    if (inbox.length === 1) setImmediate(turn);
  };
}

function answer(session: WorkerSession, message: ToWorker): void {
  try {
    const reply = session.handle(message);
    if (reply !== undefined) send(reply);
  } catch (error) {
    crash(error);
  }
}

/** A bug, or no memory left: say so, then die like any other worker that dies. */
function crash(error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.removeAllListeners('message');
  process.send?.({ type: 'crashed', message } satisfies FromWorker, () => process.exit(1));
}

function send(message: FromWorker): void {
  // The callback keeps a failure from being thrown: it means that the coordinator is gone, and 'disconnect' follows.
  process.send?.(message, () => {});
}

function leave(): void {
  if (scratchDirectory !== undefined) removeScratch(scratchDirectory);
  process.exit();
}
