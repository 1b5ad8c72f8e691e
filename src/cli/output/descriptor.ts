/**
 * Writes to descriptors, waiting where the reader is slow. Synchronous: an answer is written once, when there is
 * nothing else left to do, and a process that has written everything can leave at once.
 */
import { writeSync } from 'node:fs';
import { waitMs } from '../../core/wait.ts';

/** How long to wait before trying again a pipe that somebody made non-blocking. */
const RETRY_MS = 1;

/** Nobody reads what we write any more: `| head` has seen enough. A socket says so in another way when there was more to
 * read. */
const GONE: readonly string[] = ['EPIPE', 'ECONNRESET'];

export class ReaderGoneError extends Error {
  override readonly name = 'ReaderGoneError';
}

/** Throws ReaderGoneError, and what the system says. */
export function writeAll(descriptor: number, text: string | Uint8Array): void {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  let written = 0;
  while (written < bytes.length) written += writeSome(descriptor, bytes, written);
}

function writeSome(descriptor: number, bytes: Uint8Array, start: number): number {
  try {
    return writeSync(descriptor, bytes, start);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (GONE.includes(String(code))) throw new ReaderGoneError('the reader of the output is gone', { cause: error });
    if (code !== 'EAGAIN') throw error;
    waitMs(RETRY_MS);
    return 0;
  }
}
