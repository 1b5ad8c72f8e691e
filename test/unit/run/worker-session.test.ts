/** What a worker answers when its runner cannot go on. */
import { expect, test } from 'vitest';
import { PqError } from '../../../src/core/errors.ts';
import type { ToWorker } from '../../../src/protocol/messages.ts';
import type { TaskRunner } from '../../../src/protocol/runner.ts';
import type { Stage } from '../../../src/protocol/stage.ts';
import { WorkerSession } from '../../../src/run/processes/worker-session.ts';

const TASK: ToWorker = { type: 'run', task: { index: 0, spans: [], startIsCertain: true } };
const COLLECT: ToWorker = { type: 'collect', shareCount: 1 };

/** A session in its third stage, whose runner fails at all it is asked. */
function sessionThatFails(error: Error): WorkerSession {
  const fail = (): never => {
    throw error;
  };
  const nothing = (): void => {};
  const runner: TaskRunner = {
    stateBytes: 0,
    run: fail,
    collect: fail,
    merge: fail,
    deliver: fail,
    discard: nothing,
    dispose: nothing,
  };
  const session = new WorkerSession(() => runner);
  session.handle({ type: 'stage', stageNumber: 3, stage: {} as Stage, scratchDirectory: '' });
  return session;
}

test.each([TASK, COLLECT])('a failure with a code is an answer: %o', (message) => {
  const session = sessionThatFails(new PqError('PQ_OUT_OF_MEMORY', 'too much', { hint: 'less' }));
  const failure = { code: 'PQ_OUT_OF_MEMORY', message: 'too much', hint: 'less' };
  expect(session.handle(message)).toEqual({ type: 'refused', stageNumber: 3, ...failure });
});

test.each([TASK, COLLECT])('a bug is thrown: %o', (message) => {
  expect(() => sessionThatFails(new TypeError('a bug')).handle(message)).toThrow('a bug');
});
