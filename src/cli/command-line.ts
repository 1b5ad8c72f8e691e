/**
 * From the words of the command line to the options and operands that they mention, in their order. Commander does the
 * reading; what an option means is not known here. No effects.
 */
import { Command, CommanderError, Option } from 'commander';
import { PqError } from '../core/errors.ts';
import { type OptionSpec, optionUsage } from './options.ts';

export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  /** What stands behind the command's name. */
  readonly usage: string;
  /** The first operand begins another command line, whose options are not this command's. */
  readonly takesCommand?: true;
  readonly options: readonly OptionSpec[];
  readonly examples: readonly { readonly command: string; readonly meaning: string }[];
}

/** One option as it stood on the command line; a switch has no value. */
export interface Mention {
  readonly name: string;
  readonly value: string | undefined;
}

export type CommandLine =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'command'; readonly mentions: readonly Mention[]; readonly operands: readonly string[] };

/** Suffix of the option that takes the value of `--name=VALUE` where the value can be left out. */
const WITH_VALUE = '-with-value';
const HELP_WIDTH = 100;

/** Reads the words after the command's name. Throws PQ_USAGE. */
export function readCommandLine(spec: CommandSpec, words: readonly string[]): CommandLine {
  const isPlain = !words.includes('--help') && !words.includes('-h');
  return (isPlain ? tryReading(onlyMentioned(spec, words), words) : undefined) ?? readWith(spec, words);
}

/** Commander takes 1 ms to know all options. An unknown one is looked at again with all of them, for suggestions. */
function tryReading(spec: CommandSpec, words: readonly string[]): CommandLine | undefined {
  try {
    return readWith(spec, words);
  } catch (error) {
    if (error instanceof PqError) return undefined;
    throw error;
  }
}

/** The options that can be meant: `--name` is in the words, or the letter in one that starts with a single dash. */
function onlyMentioned(spec: CommandSpec, words: readonly string[]): CommandSpec {
  const letters = words.filter((word) => /^-[^-]/.test(word)).join('');
  const isMentioned = ({ name, aliases = [], short }: OptionSpec): boolean =>
    (short !== undefined && letters.includes(short)) ||
    [name, ...aliases].some((long) => words.some((word) => word.startsWith(`--${long}`)));
  return { ...spec, options: spec.options.filter(isMentioned) };
}

function readWith(spec: CommandSpec, words: readonly string[]): CommandLine {
  const mentions: Mention[] = [];
  const printed: string[] = [];
  const command = buildCommand(spec, mentions, printed);
  try {
    command.parse(splitOptionalValues(spec, words), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { kind: 'help', text: printed.join('') };
    throw usageError(error, spec);
  }
  return { kind: 'command', mentions, operands: command.args };
}

function buildCommand(spec: CommandSpec, mentions: Mention[], printed: string[]): Command {
  const command = new Command(`pq ${spec.name}`)
    .usage(spec.usage)
    .description(spec.description)
    .argument('[operands...]')
    .passThroughOptions(spec.takesCommand === true)
    .exitOverride()
    .configureHelp({ helpWidth: HELP_WIDTH, optionTerm: (option) => termOf(spec, option) })
    .configureOutput({ writeOut: (text) => printed.push(text), writeErr: () => {} })
    .addHelpOption(new Option('-h, --help', 'print this help').helpGroup('Other:'))
    .addHelpText('after', () => exampleText(spec))
    .action(() => {});
  for (const option of spec.options) addOption(command, option, mentions);
  return command;
}

/** An option as our table writes it; --help is commander's own. */
function termOf({ options }: CommandSpec, registered: Option): string {
  const option = options.find((candidate) => candidate.name === registered.name());
  return option === undefined ? registered.flags : optionUsage(option);
}

/** Registers an option, its quiet aliases, and the form with a value. */
function addOption(command: Command, option: OptionSpec, mentions: Mention[]): void {
  const value = option.argument === undefined ? '' : ` <${option.argument}>`;
  const register = (flags: string, hidden: boolean): void => {
    const registered = new Option(flags, summaryWithDefault(option)).helpGroup(`${option.group}:`).hideHelp(hidden);
    command.addOption(registered);
    command.on(`option:${registered.name()}`, (text: string | null) => {
      mentions.push({ name: option.name, value: text ?? undefined });
    });
  };
  const short = option.short === undefined ? '' : `-${option.short}, `;
  register(`${short}--${option.name}${option.valueOnlyAfterEquals ? '' : value}`, false);
  for (const alias of option.aliases ?? []) register(`--${alias}${value}`, true);
  if (option.valueOnlyAfterEquals) register(`--${option.name}${WITH_VALUE}${value}`, true);
}

function summaryWithDefault(option: OptionSpec): string {
  return option.default === undefined ? option.summary : `${option.summary} (default: ${option.default})`;
}

/** Commander's optional values would take the file name that follows, so `--count=age` goes by another name. */
function splitOptionalValues(spec: CommandSpec, words: readonly string[]): string[] {
  const names = spec.options.filter((option) => option.valueOnlyAfterEquals).map((option) => `--${option.name}=`);
  const end = words.indexOf('--');
  return words.map((word, index) => {
    const name = end >= 0 && index > end ? undefined : names.find((start) => word.startsWith(start));
    return name === undefined ? word : `${name.slice(0, -1)}${WITH_VALUE}=${word.slice(name.length)}`;
  });
}

function exampleText(spec: CommandSpec): string {
  return `\nExamples:\n${spec.examples.map(({ command, meaning }) => `  ${command}\n      ${meaning}`).join('\n')}`;
}

/** Commander's message in the house's form: what, and what to try. */
function usageError(error: CommanderError, spec: CommandSpec): PqError {
  const word = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const suggestion = /Did you mean (.*)\?\)/.exec(error.message)?.[1];
  const hint = suggestion === undefined ? `pq ${spec.name} --help lists the options` : `did you mean ${suggestion}?`;
  if (error.code === 'commander.unknownOption') return new PqError('PQ_USAGE', `unknown option ${word}`, { hint });
  if (error.code === 'commander.optionMissingArgument') {
    return new PqError('PQ_USAGE', `${word.replace(WITH_VALUE, '').replace(/[<>]/g, '')} needs a value`, { hint });
  }
  return new PqError('PQ_USAGE', error.message.replace(/^error: /, ''), { hint });
}
