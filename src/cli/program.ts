/**
 * What pq was asked to do: a command, or to print something about itself. Commander is loaded only for commands, so
 * that `pq --version` costs what Node costs. No effects.
 */
import packageJson from '../../package.json' with { type: 'json' };
import { suggest } from '../core/did-you-mean.ts';
import { ExitCode, PqError } from '../core/errors.ts';
import type { RawBenchArgs } from './bench/raw-bench-args.ts';
import type { Mention } from './command-line.ts';
import { COMMANDS } from './commands/index.ts';
import type { LoadNames, RawArgs } from './raw-args.ts';

export const VERSION: string = packageJson.version;

type Program =
  | { readonly kind: 'print'; readonly text: string; readonly exitCode: number }
  | { readonly kind: 'run'; readonly args: RawArgs }
  | { readonly kind: 'bench'; readonly args: RawBenchArgs };

/** `words` are the arguments after `pq`. Throws PQ_USAGE. */
export async function readProgram(words: readonly string[], loadNames: LoadNames): Promise<Program> {
  const [first, ...rest] = words;
  if (first === undefined) return print(programHelp(), ExitCode.usage);
  if (first === '--version' || first === '-V') return print(versionText());
  if (first === '--help' || first === '-h') return print(programHelp());
  if (first === 'help') return readHelp(rest[0], loadNames);
  return readCommand(first, rest, loadNames);
}

/** `pq help`, and of a command or a topic. */
async function readHelp(topic: string | undefined, loadNames: LoadNames): Promise<Program> {
  if (topic === undefined) return print(programHelp());
  if (/^aggregates?$/.test(topic)) {
    const { aggregateHelp } = await import('./aggregate-help.ts');
    return print(aggregateHelp());
  }
  if (/^(expression|function)s?$/.test(topic)) {
    const { expressionHelp } = await import('./expression-help.ts');
    return print(expressionHelp());
  }
  return readCommand(topic, ['--help'], loadNames);
}

async function readCommand(name: string, words: readonly string[], loadNames: LoadNames): Promise<Program> {
  const spec = COMMANDS.find((command) => command.name === name);
  if (spec === undefined) throw unknownCommand(name);
  if (!spec.takesCommand) return readChain([name, ...words], loadNames);
  const { readCommandLine } = await import('./command-line.ts');
  const line = readCommandLine(spec, words);
  if (line.kind === 'help') return print(line.text);
  return isVersionAsked(line.mentions) ? print(versionText()) : readBench(line.mentions, line.operands, loadNames);
}

/** Verbs with `then` between them. */
async function readChain(words: readonly string[], loadNames: LoadNames): Promise<Program> {
  const { readSegments } = await import('./verbs/read-segments.ts');
  const { readRawArgs } = await import('./raw-args.ts');
  const read = readSegments(words);
  if (read.kind === 'help') return print(read.text);
  if (read.segments.some(({ mentions }) => isVersionAsked(mentions))) return print(versionText());
  return { kind: 'run', args: readRawArgs(read.segments, loadNames) };
}

function isVersionAsked(mentions: readonly Mention[]): boolean {
  return mentions.some((mention) => mention.name === 'version');
}

/** `words` are the command to measure: what is wrong with it is found before anything is run. */
async function readBench(
  mentions: readonly Mention[],
  words: readonly string[],
  loadNames: LoadNames,
): Promise<Program> {
  const inner = words.length === 0 ? undefined : await readProgram(words, loadNames);
  if (inner?.kind !== 'run') {
    const problem =
      words.length === 0 ? 'there is no command to measure' : `there is nothing to measure in "${words.join(' ')}"`;
    throw new PqError('PQ_USAGE', problem, { hint: 'pq bench -j 1,2,4 -- agg --avg age people.csv' });
  }
  const { readBenchArgs } = await import('./bench/raw-bench-args.ts');
  return { kind: 'bench', args: readBenchArgs(mentions, words, inner.args) };
}

function print(text: string, exitCode: number = ExitCode.ok): Program {
  return { kind: 'print', text, exitCode };
}

function versionText(): string {
  return `pq ${VERSION}\n`;
}

function programHelp(): string {
  const commands = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(9)}  ${summary}\n`).join('');
  const examples = COMMANDS.flatMap((command) => command.examples.map((example) => `  ${example.command}\n`)).join('');
  return `pq ${VERSION}: processes CSV and JSON files in parallel, exactly.

Usage: pq COMMAND [options] [files...]
       pq VERB ... then VERB ... [files...]

Commands:
${commands}
Options:
  -h, --help     print this help; pq COMMAND --help prints that of a command, pq help aggregates
                 what agg can compute, pq help expressions how conditions are written
  -V, --version  print the version

Examples:
${examples}`;
}

function unknownCommand(word: string): PqError {
  const names = COMMANDS.map((command) => command.name);
  if (word.startsWith('-')) {
    return new PqError('PQ_USAGE', `option ${word} stands before the command`, { hint: `pq ${names[0]} ${word} ...` });
  }
  const meant = suggest(word, names);
  const hint = meant === undefined ? `the commands are: ${names.join(', ')}` : `did you mean pq ${meant}?`;
  return new PqError('PQ_USAGE', `unknown command ${JSON.stringify(word)}`, { hint });
}
