/** Reads the values of options: each returns what was meant or throws a PQ_USAGE error that says what to try. */
import { PqError } from '../core/errors.ts';
import { parseSize } from '../core/sizes.ts';

export const INPUT_FORMATS = ['csv', 'tsv', 'json', 'ndjson'] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

export const OUTPUT_FORMATS = ['csv', 'tsv', 'json', 'ndjson', 'md', 'table'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Other names of formats, as file extensions have them. */
const FORMAT_ALIASES: Readonly<Record<string, string>> = { jsonl: 'ndjson', markdown: 'md', tab: 'tsv' };

/** What -j asks for; `percent` is of the processors. */
export type Jobs =
  | { readonly kind: 'auto' }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'percent'; readonly percent: number };

const COLOR_CHOICES = ['auto', 'always', 'never'] as const;
export type ColorChoice = (typeof COLOR_CHOICES)[number];

export function readColor(text: string): ColorChoice {
  const choice = COLOR_CHOICES.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw usage(`--color: not one of its values: ${JSON.stringify(text)}`, `one of ${COLOR_CHOICES.join(', ')}`);
}

export function readFormat<Format extends string>(option: string, text: string, formats: readonly Format[]): Format {
  const name = text.toLowerCase();
  const format = formats.find((candidate) => candidate === (FORMAT_ALIASES[name] ?? name));
  if (format !== undefined) return format;
  throw usage(`${option}: there is no format ${JSON.stringify(text)}`, `one of ${formats.join(', ')}`);
}

/** `where` is what to name in the error: -j, or the environment variable. */
export function readJobs(where: string, text: string): Jobs {
  if (text === 'auto') return { kind: 'auto' };
  const number = /^(\d{1,6})(%?)$/.exec(text);
  const count = Number(number?.[1] ?? 0);
  if (count === 0) {
    throw usage(
      `${where}: not a number of workers: ${JSON.stringify(text)}`,
      'a number such as 4, a part such as 50%, or auto',
    );
  }
  return number?.[2] === '%' ? { kind: 'percent', percent: count } : { kind: 'count', count };
}

/** A whole number of at least `least`. */
export function readCount(option: string, text: string, least: number): number {
  const count = /^\d{1,15}$/.test(text) ? Number(text) : -1;
  if (count >= least) return count;
  throw usage(`${option}: not a number: ${JSON.stringify(text)}`, `a whole number of at least ${least}`);
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

const LEAST_MEMORY_BYTES = 16 * 1024 ** 2;

export function readMemoryLimit(text: string): number {
  const bytes = parseSize(text);
  if (bytes >= LEAST_MEMORY_BYTES) return bytes;
  throw usage(`--memory-limit: ${text} is too little`, 'at least 16M, above what idle processes take');
}

/** A time such as 30s, 500ms, 2m; seconds when nothing is said. In milliseconds, above 0. */
export function readDuration(option: string, text: string): number {
  const [, number = '', unit = 's'] = /^(\d{1,9}(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  const elapsedMs = Number(number) * (UNIT_MS[unit] ?? 0);
  if (elapsedMs > 0 && elapsedMs < 2 ** 31) return elapsedMs;
  throw usage(`${option}: not a time: ${JSON.stringify(text)}`, 'such as 30s, 500ms, 2m; at most 24 days');
}

/** A part of all: 0.1, or 10%. */
export function readFraction(option: string, text: string): number {
  const number = /^(\d+(?:\.\d*)?|\.\d+)(%?)$/.exec(text);
  const fraction = Number(number?.[1] ?? Number.NaN) / (number?.[2] === '%' ? 100 : 1);
  if (fraction >= 0 && fraction <= 1) return fraction;
  throw usage(
    `${option}: not a fraction: ${JSON.stringify(text)}`,
    'a number from 0 to 1 such as 0.1, or a part such as 10%',
  );
}

/** How many times as much: a number above 0. */
export function readRatio(option: string, text: string): number {
  const ratio = /^\d{1,12}(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (ratio > 0) return ratio;
  throw usage(`${option}: not a number above 0: ${JSON.stringify(text)}`, 'such as 1, 2.5 or 10');
}

/** One of a few words. */
export function readChoice<Choice extends string>(option: string, text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw usage(`${option}: there is no ${JSON.stringify(text)}`, `one of ${choices.join(', ')}`);
}

/** Any text but none. */
export function readText(option: string, text: string): string {
  if (text !== '') return text;
  throw usage(`${option}: the value is empty`, 'give it a name');
}

/** What can stand between cells: no line end in it. */
export function readDelimiter(text: string): string {
  const delimiter = text === 'tab' ? '\t' : text.replaceAll('\\t', '\t');
  if (delimiter !== '' && !/[\r\n\0]/.test(delimiter)) return delimiter;
  throw usage(`-d: not a delimiter: ${JSON.stringify(text)}`, "a character such as ';', several such as '||', or tab");
}

/** A quote or an escape: one byte of ASCII; none, as nothing at all, is the empty text. */
export function readMark(option: string, text: string): string {
  if (text === '' || text === 'none') return '';
  if (/^[!-~ \t]$/.test(text)) return text;
  throw usage(`${option}: not a single character: ${JSON.stringify(text)}`, `a character such as "'", or none`);
}

/** What a line starts with that is no record. */
export function readComment(text: string): string {
  if (text !== '' && !/[\r\n]/.test(text)) return text;
  throw usage(`--comment: not the start of a line: ${JSON.stringify(text)}`, "such as '#' or '//'");
}

const ENCODINGS = ['utf-8', 'utf-16', 'utf-16le', 'utf-16be', 'latin1', 'windows-1252'] as const;
export type EncodingName = (typeof ENCODINGS)[number];

/** Other names of encodings, without what stands between letters and digits. */
const ENCODING_ALIASES: Readonly<Record<string, EncodingName>> = {
  ...Object.fromEntries(ENCODINGS.map((name) => [name.replace(/-/g, ''), name])),
  iso88591: 'latin1',
  cp1252: 'windows-1252',
  ansi: 'windows-1252',
};

export function readEncoding(text: string): EncodingName {
  const encoding = ENCODING_ALIASES[text.toLowerCase().replace(/[-_ ]/g, '')];
  if (encoding !== undefined) return encoding;
  throw usage(`--encoding: there is no ${JSON.stringify(text)} here`, `one of ${ENCODINGS.join(', ')}`);
}

/** Names by comma: each its own, none empty. */
export function readColumnNames(text: string): readonly string[] {
  const names = text.split(',');
  const bad = names.find((name, index) => name === '' || names.indexOf(name) !== index);
  if (bad === undefined) return names;
  const problem = bad === '' ? 'a name is empty' : `${JSON.stringify(bad)} is there twice`;
  throw usage(`--column-names: ${problem}: ${JSON.stringify(text)}`, 'different names with commas between them: a,b,c');
}

function usage(message: string, hint: string): PqError {
  return new PqError('PQ_USAGE', message, { hint });
}
