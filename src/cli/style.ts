/** The colours of pq. Chalk is loaded only where there are any. */
import { PLAIN, type TextStyle } from '../core/text-style.ts';
import { canShowColor, type Environment } from './terminal.ts';
import type { ColorChoice } from './values.ts';

/** The sixteen colours that every terminal has, in its owner's shades. */
const BASIC_COLORS = 1;

export async function styleFor(descriptor: number, choice: ColorChoice, environment: Environment): Promise<TextStyle> {
  if (!(await canShowColor(descriptor, choice, environment))) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: BASIC_COLORS });
  // Chalk's own functions take any number of texts: given to map() they would add the index.
  return {
    heading: (text) => chalk.bold(text),
    faint: (text) => chalk.dim(text),
    warning: (text) => chalk.yellow(text),
    error: (text) => chalk.red(text),
  };
}

/** What --color says among words that could perhaps not be read as a command line. */
export function colorChoiceIn(words: readonly string[]): ColorChoice {
  const end = words.indexOf('--');
  const own = end < 0 ? words : words.slice(0, end);
  const said = own.flatMap((word, index) => {
    const [name, value = own[index + 1]] = word.split('=', 2);
    return name === '--color' || name === '--colour' ? [value] : [];
  });
  const last = said.at(-1);
  return last === 'always' || last === 'never' ? last : 'auto';
}
