/**
 * The format of golden cases: one text file each.
 *
 *   What the case shows, in words.
 *
 *   $ pq agg --avg age people.csv
 *   === file a.csv                   an input file; `(escaped)` behind any title: \r, \t, \uXXXX and \xHH are read
 *   === stdin                        what is piped in
 *   === run once                     as it is written, not also with other numbers of workers and chunk sizes
 *   === out                          what stdout gets, to the byte; nothing when it is left out
 *   === err                          what stderr gets
 *   === wrote b.csv                  a file that is there afterwards, and its content
 *   === code 3                       the exit status; 0 when it is left out
 *
 * A section's text goes to the next `===`. Where the text has no newline at its end the last line is `\ no newline`.
 */

export interface GoldenCase {
  readonly command: string;
  readonly files: readonly CaseFile[];
  readonly stdin: string;
  readonly isRunOnce: boolean;
  readonly out: string;
  readonly err: string;
  readonly written: readonly CaseFile[];
  readonly code: number;
}

interface CaseFile {
  readonly name: string;
  readonly content: Buffer;
}

interface Section {
  readonly title: string;
  readonly content: Buffer;
}

const NO_NEWLINE = '\\ no newline\n';
const ESCAPED = ' (escaped)';

export function parseCase(source: string): GoldenCase {
  const [head = '', ...rest] = source.split(/^=== /m);
  const command = /^\$ (.*)$/m.exec(head)?.[1];
  if (command === undefined) throw new Error('a case needs a line that starts with "$ "');
  const sections = rest.map(parseSection);
  const textOf = (title: string): string =>
    sections.find((section) => section.title === title)?.content.toString() ?? '';
  return {
    command,
    files: namedFiles(sections, 'file '),
    stdin: textOf('stdin'),
    isRunOnce: sections.some(({ title }) => title === 'run once'),
    out: textOf('out'),
    err: textOf('err'),
    written: namedFiles(sections, 'wrote '),
    code: Number(sections.find(({ title }) => title.startsWith('code '))?.title.slice('code '.length) ?? 0),
  };
}

function parseSection(source: string): Section {
  const end = source.indexOf('\n');
  const title = source.slice(0, end).trim();
  const lines = source.slice(end + 1);
  const text = lines.endsWith(NO_NEWLINE) ? lines.slice(0, -NO_NEWLINE.length).replace(/\n$/, '') : lines;
  if (!title.endsWith(ESCAPED)) return { title, content: Buffer.from(text) };
  return { title: title.slice(0, -ESCAPED.length), content: readEscapes(text) };
}

function namedFiles(sections: readonly Section[], kind: string): readonly CaseFile[] {
  return sections
    .filter(({ title }) => title.startsWith(kind))
    .map(({ title, content }) => ({ name: title.slice(kind.length), content }));
}

/** `\xHH` is a byte, so that text that is not UTF-8 can be written. */
function readEscapes(text: string): Buffer {
  const parts = text.split(/(\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\[rt])/i);
  return Buffer.concat(parts.map(readEscape));
}

function readEscape(part: string): Buffer {
  if (part === '\\r') return Buffer.from('\r');
  if (part === '\\t') return Buffer.from('\t');
  if (/^\\x..$/.test(part)) return Buffer.from([Number.parseInt(part.slice(2), 16)]);
  return Buffer.from(/^\\u....$/.test(part) ? String.fromCharCode(Number.parseInt(part.slice(2), 16)) : part);
}
