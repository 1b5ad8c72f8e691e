/** Random CSV in a random dialect: any of the options, and cells in which the dialect's own marks stand. */
import fc from 'fast-check';
import type { InputDialect } from '../../../src/protocol/stage.ts';

type Marks = 'delimiter' | 'quote' | 'escapeMark' | 'comment';
type Dialect = Required<Pick<InputDialect, 'trim' | 'skipLines'>> & { readonly [Mark in Marks]: string };

const dialect = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '||', '::', '¦', ',,,'),
    quote: fc.constantFrom('"', '"', "'", ''),
    escapeMark: fc.constantFrom('same', 'same', '\\', '^'),
    comment: fc.constantFrom('', '', '#', '//', '-- '),
    trim: fc.boolean(),
    skipLines: fc.integer({ min: 0, max: 2 }),
  })
  .map(
    ({ escapeMark, ...rest }): Dialect => ({ ...rest, escapeMark: escapeMark === 'same' ? rest.quote : escapeMark }),
  );

const word = fc.array(
  fc.constantFrom(
    'a',
    'b',
    'ä',
    '😀',
    '"',
    "'",
    '\\',
    '^',
    '#',
    '//',
    '|',
    ':',
    ',',
    ';',
    '\t',
    ' ',
    '\n',
    '\r\n',
    '¦',
  ),
  { maxLength: 6 },
);
const line = fc.record({
  kind: fc.constantFrom('record', 'record', 'record', 'record', 'comment', 'blank'),
  cells: fc.tuple(word, word, fc.constantFrom('', '1', '-2.5', '1e3', '12345678901234567890')),
  quoting: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  padding: fc.constantFrom('', '', ' ', '\t ', '\u00a0'),
  lineEnd: fc.constantFrom('\n', '\n', '\r\n'),
});

/** A whole file with the columns k, l (texts) and x (numbers), the dialect in which it is written, and how many comments
 * and blank lines follow the header. */
export const dialectFile = fc
  .record({ dialect, lines: fc.array(line, { maxLength: 25 }), isEnded: fc.boolean() })
  .map(({ dialect, lines, isEnded }) => {
    const skipped = 'not, "a record\n'.repeat(dialect.skipLines);
    const header = ['k', 'l', 'x'].join(dialect.delimiter);
    const text = `${skipped}${header}\n${lines.map((each) => lineText(each, dialect)).join('')}`;
    const written = lines.filter(({ kind }) => kind !== 'comment' || dialect.comment !== '');
    // A blank line is its line end: without it, it is not there.
    const isLost = !isEnded && written.at(-1)?.kind === 'blank';
    const ignored = written.filter(({ kind }) => kind !== 'record').length - Number(isLost);
    return { dialect, ignored, text: isEnded ? text : text.replace(/\r?\n$/, '') };
  });

type Line = typeof line extends fc.Arbitrary<infer Value> ? Value : never;

function lineText({ kind, cells, quoting, padding, lineEnd }: Line, dialect: Dialect): string {
  if (kind === 'blank') return lineEnd;
  if (kind === 'comment')
    return dialect.comment === '' ? '' : `${dialect.comment}${cells[0].join('').replace(/\n/g, '')}${lineEnd}`;
  const [k, l, x] = cells;
  const texts = [k.join(''), l.join(''), x].map((text, at) =>
    cellText(text, (at < 2 || text !== '') && quoting[at] === true, dialect),
  );
  const space = dialect.trim && !dialect.delimiter.includes('\t') ? padding : '';
  return (
    texts.map((text) => (text.startsWith(dialect.quote || '\0') ? text : `${space}${text}`)).join(dialect.delimiter) +
    lineEnd
  );
}

/** A cell that reads as itself: what would mean something else stands in quotes, or goes where there are none. */
function cellText(text: string, isQuoted: boolean, { delimiter, quote, escapeMark, comment }: Dialect): string {
  const plain = quote === '' ? withoutMarks(text, delimiter, comment) : text;
  const mustQuote = plain.includes('\n') || plain.includes(delimiter[0] as string) || plain.startsWith(quote);
  const isComment = comment !== '' && plain.trimStart().startsWith(comment[0] as string);
  if (quote === '' || !(isQuoted || mustQuote || isComment || plain.trim() !== plain)) return plain;
  const escaped = escapeMark === quote ? plain : plain.replaceAll(escapeMark, escapeMark + escapeMark);
  return `${quote}${escaped.replaceAll(quote, escapeMark + quote)}${quote}`;
}

function withoutMarks(text: string, delimiter: string, comment: string): string {
  const marks = new Set([...delimiter, ...comment, '\r', '\n']);
  return [...text].filter((character) => !marks.has(character)).join('');
}
