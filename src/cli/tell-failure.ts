/** The end of every run that did not work out: what is printed about it, and the exit status. */
import { ExitCode } from '../core/errors.ts';
import { renderError } from './errors.ts';
import { ReaderGoneError, writeAll } from './output/descriptor.ts';
import { VERSION } from './program.ts';
import { InterruptedError } from './signals.ts';
import { colorChoiceIn, styleFor } from './style.ts';

const STDERR = 2;

/** `words` are those of the command line. Never throws. A reader that went away is no failure: `| head` has seen enough. */
export async function tellFailure(error: unknown, words: readonly string[]): Promise<number> {
  if (error instanceof ReaderGoneError) return ExitCode.ok;
  if (error instanceof InterruptedError) return error.exitCode;
  const style = await styleFor(STDERR, colorChoiceIn(words), process.env);
  const { text, exitCode } = renderError(error, style, VERSION);
  try {
    writeAll(STDERR, text);
  } catch {
    // Nobody is there to read it; the exit status still tells.
  }
  return exitCode;
}
