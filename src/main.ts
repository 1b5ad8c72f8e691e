/**
 * Composition root of pq, and the only process.exit. What only some runs need is imported by them: start-up is part of a
 * short run.
 */
import { resolveArgs } from './cli/args.ts';
import { writeAll } from './cli/output/descriptor.ts';
import { readProgram } from './cli/program.ts';
import type { LoadNames } from './cli/raw-args.ts';
import { tellFailure } from './cli/tell-failure.ts';
import { ExitCode } from './core/errors.ts';

const STDOUT = 1;
const STDERR = 2;

const commandLine = process.argv.slice(2);
main(commandLine)
  .catch((error) => tellFailure(error, commandLine))
  .then(exitAtOnce);

async function main(words: readonly string[]): Promise<number> {
  const program = await readProgram(words, await loaderFor(words));
  if (program.kind === 'run') {
    const { run } = await import('./run.ts');
    await run(await resolveArgs(program.args, process.env), exitAtOnce);
    return ExitCode.ok;
  }
  if (program.kind === 'bench') {
    const { bench } = await import('./bench.ts');
    return bench(program.args, exitAtOnce);
  }
  writeAll(program.exitCode === ExitCode.ok ? STDOUT : STDERR, program.text);
  return program.exitCode;
}

/** What reads the names of functions for --load, where the words have it. */
async function loaderFor(words: readonly string[]): Promise<LoadNames> {
  if (!words.some((word) => word.startsWith('--load'))) return () => new Set();
  const { loadFunctions } = await import('./engine/expressions/loaded-functions.ts');
  return (path) => new Set(loadFunctions(path).keys());
}

function exitAtOnce(exitCode: number): never {
  process.exit(exitCode);
}
