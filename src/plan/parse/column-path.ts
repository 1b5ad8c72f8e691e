/**
 * Column paths as users write them: `age`, `Incident Zip`, `address.city`, `name[0]`, `"credit-card".number`.
 *
 *   list = path { "," path }
 *   path = name { "." name | "[" whole number "]" }
 *   name = word { word } (in expressions one word) | '"' anything, quotes doubled '"'
 */
import type { ColumnPath } from '../../protocol/stage.ts';
import { TokenReader } from './token-reader.ts';

/** One path and nothing else. */
export function parseColumnPath(text: string): ColumnPath {
  const reader = new TokenReader(text);
  const path = readColumnPath(reader);
  if (reader.peek().kind !== 'end') throw reader.expected('the end of the column', reader.vocabulary.nameHint);
  return path;
}

/** Paths with commas between them. */
export function parseColumnList(text: string): readonly ColumnPath[] {
  return new TokenReader(text).list(readColumnPath, '"," or the end');
}

/** The path that comes next in a longer text. */
export function readColumnPath(reader: TokenReader): ColumnPath {
  const steps: (string | number)[] = [readName(reader, 'a column')];
  for (;;) {
    if (reader.accept('.')) steps.push(readName(reader, 'a name after "."'));
    else if (reader.accept('[')) steps.push(readIndex(reader));
    else return { steps, text: pathText(steps) };
  }
}

/** A bare or quoted name; a bare one of several words, in lists, keeps the white space between them. */
export function readName(reader: TokenReader, what: string): string {
  const first = reader.peek();
  if (first.kind === 'quoted') return reader.next().text;
  if (first.kind !== 'word') throw reader.expected(what, reader.vocabulary.nameHint);
  let last = reader.next();
  while (reader.vocabulary.joinsWords && reader.peek().kind === 'word') last = reader.next();
  return reader.slice(first.start, last.end);
}

function readIndex(reader: TokenReader): number {
  const { text, kind, start } = reader.next();
  if ((kind !== 'word' && kind !== 'number') || !/^\d{1,9}$/.test(text)) {
    throw reader.error('expected a position such as 0 between [ and ]', start, 'positions count from 0: name[0]');
  }
  reader.expect(']');
  return Number(text);
}

function pathText(steps: readonly (string | number)[]): string {
  return steps
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
}
