/** Runs a whole process and takes its time. Its output is compared, not kept: there can be gigabytes of it. */
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { PqError } from '../../core/errors.ts';

export interface TimedRun {
  /** From before the process was started to its end. */
  readonly elapsedMs: number;
  /** Byte count and SHA-256 of stdout: equal for equal outputs. */
  readonly output: string;
  /** What a shell would have it be: 128 and the signal's number for a process that was killed. */
  readonly exitCode: number;
  readonly killedBy: NodeJS.Signals | undefined;
  /** All of stderr. */
  readonly messages: string;
}

/** `words` begin with the program. When the signal aborts, the process is told to end, and has ended on return. */
export async function timeRun(words: readonly string[], signal: AbortSignal): Promise<TimedRun> {
  const [program, ...args] = words;
  if (program === undefined) throw new Error('there is no program to run');
  const startedMs = performance.now();
  const child = start(program, args);
  const stop = (): boolean => child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  try {
    const [end, output, messages] = await Promise.all([endOf(child), digest(child.stdout), text(child.stderr)]);
    const { endedMs, ...status } = end;
    return { elapsedMs: endedMs - startedMs, output, messages, ...status };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Throws PQ_USAGE when the system cannot take so many words; other failures to start are told by the child. */
function start(program: string, args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
  try {
    return spawn(program, args, { stdio: ['inherit', 'pipe', 'pipe'] });
  } catch (error) {
    const isTooLong = error instanceof Error && 'code' in error && error.code === 'E2BIG';
    if (!isTooLong) throw error;
    throw new PqError('PQ_USAGE', `the command is too long for the system, with ${args.length} words`, {
      hint: "quote patterns, so that pq expands them: 'people/*.json'",
      cause: error,
    });
  }
}

interface End extends Pick<TimedRun, 'exitCode' | 'killedBy'> {
  readonly endedMs: number;
}

/** Rejects when the process could not be started. */
function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, killedBy) => {
      const exitCode = killedBy === null ? (code ?? 0) : 128 + constants.signals[killedBy];
      resolve({ endedMs: performance.now(), exitCode, killedBy: killedBy ?? undefined });
    });
  });
}

async function digest(stream: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  let byteCount = 0;
  for await (const chunk of stream) {
    hash.update(chunk);
    byteCount += chunk.length;
  }
  return `${byteCount} bytes, SHA-256 ${hash.digest('hex')}`;
}
