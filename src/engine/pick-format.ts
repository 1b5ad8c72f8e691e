/** Which format an input is in: what the options say, else its name, else its first bytes. */
import { PqError } from '../core/errors.ts';
import { nameOfContent } from '../core/file-names.ts';
import type { InputDialect, InputSource } from '../protocol/stage.ts';

type FormatName = NonNullable<InputDialect['from']>;

const EXTENSIONS: Readonly<Record<string, FormatName>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'json',
  geojson: 'json',
};

interface Picked {
  readonly name: FormatName;
  /** Why. */
  readonly reason: string;
}

/** `start`: where the text starts in the head, after a byte order mark. */
export function pickFormat(
  head: Buffer,
  start: number,
  fileName: string,
  { from, delimiter, root }: InputDialect,
): Picked {
  if (from) return { name: from, reason: `--from ${from}` };
  const byName = formatByName(fileName);
  if (byName) return byName;
  if (root !== undefined) return { name: 'json', reason: '--root' };
  if (delimiter !== undefined) return { name: 'csv', reason: 'a delimiter was given' };
  const first = head.subarray(start).find((byte) => byte > 32);
  if (first === 0x7b || first === 0x5b) return { name: 'json', reason: 'the content starts like JSON' };
  const line = head.toString('latin1', start, head.indexOf(10) < 0 ? head.length : head.indexOf(10));
  const isTabbed = line.includes('\t') && !line.includes(',');
  return isTabbed
    ? { name: 'tsv', reason: 'the content looks like a table with tabs' }
    : { name: 'csv', reason: 'the content looks like CSV' };
}

/** Known before anybody has looked: by --from, or by the extension. */
export function isNamedJson({ name }: InputSource, { from }: InputDialect): boolean {
  const format = from ?? formatByName(name)?.name;
  return format === 'json' || format === 'ndjson';
}

function formatByName(fileName: string): Picked | undefined {
  const content = nameOfContent(fileName);
  const extension = content.includes('.') ? content.slice(content.lastIndexOf('.') + 1).toLowerCase() : '';
  const name = EXTENSIONS[extension];
  return name && { name, reason: `extension .${extension}` };
}

/** The place of records in a document means nothing to what is called a table. Throws PQ_USAGE. */
export function checkRoot({ name }: InputSource, { root, from }: InputDialect): void {
  if (root === undefined) return;
  const byName = from === undefined ? formatByName(name) : undefined;
  const isTable = byName?.name === 'csv' || byName?.name === 'tsv';
  if (isTable) throw meaningless('--root', 'CSV', byName.reason, name);
}

export function meaningless(option: string, format: 'CSV' | 'JSON', reason: string, file: string): PqError {
  return new PqError('PQ_USAGE', `${option} means nothing to ${format} (${reason})`, {
    place: { file },
    hint: `leave ${option} out, or say what the file is: --from ${format === 'CSV' ? 'json' : 'csv'}`,
  });
}
