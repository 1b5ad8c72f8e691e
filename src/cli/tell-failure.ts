/** The end of every run that did not work out: what is printed about it, and the exit status. */
import { ExitCode } from '../core/errors.ts';
import { renderError } from './errors.ts';
import { ReaderGoneError, writeAll } from './output/descriptor.ts';
import { VERSION } from './program.ts';
import { InterruptedError } from './signals.ts';
import { canShowColor } from './terminal.ts';

const STDERR = 2;

/** Never throws. A reader that went away is no failure: `| head` has seen enough. */
export async function tellFailure(error: unknown): Promise<number> {
  if (error instanceof ReaderGoneError) return ExitCode.ok;
  if (error instanceof InterruptedError) return error.exitCode;
  const isColored = await canShowColor(STDERR, process.env);
  const { text, exitCode } = renderError(error, { isColored }, VERSION);
  try {
    writeAll(STDERR, text);
  } catch {
    // Nobody is there to read it; the exit status still tells.
  }
  return exitCode;
}
