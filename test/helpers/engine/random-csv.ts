/** Random CSV: any quoting, line ends, blank lines, unicode, and records that look like something else. */
import fc from 'fast-check';
import { csvNumber } from './numbers.ts';

const CSV_COLUMNS = ['k', 'l', 'x', 'y'] as const;

const text = fc.oneof(
  fc.constantFrom('a', 'b', 'c', '', '007', '7', 'true', 'NA'),
  fc.string({ unit: fc.constantFrom('a', 'ä', '😀', '"', ',', '\n', '\r', ' ', '1'), maxLength: 6 }),
  fc.string({ unit: fc.constantFrom('a', ',', '\n', '"'), maxLength: 40 }),
);
const number = fc.oneof({ weight: 6, arbitrary: csvNumber }, { weight: 1, arbitrary: fc.constant('') });
const numberOrText = fc.oneof({ weight: 60, arbitrary: number }, { weight: 1, arbitrary: text });

const quoting = fc.constantFrom('if needed', 'if needed', 'always');
const record = fc.record({
  cells: fc.tuple(text, text, number, numberOrText),
  quoting: fc.tuple(quoting, quoting, quoting, quoting),
  lineEnd: fc.constantFrom('\n', '\n', '\r\n', '\n\n', '\r\n\r\n\n'),
});

/** A whole file with the columns k, l (texts), x (numbers) and y (numbers, rarely a text). */
export const csvText = fc
  .record({ records: fc.array(record, { maxLength: 40 }), mark: fc.boolean(), isEnded: fc.boolean() })
  .map(({ records, mark, isEnded }) => {
    const lines = records.map((each, at) => {
      const cells = each.cells.map((cell, column) => written(cell, each.quoting[column] === 'always'));
      return cells.join(',') + (at === records.length - 1 && !isEnded ? '' : each.lineEnd);
    });
    return `${mark ? '\uFEFF' : ''}${CSV_COLUMNS.join(',')}\n${lines.join('')}`;
  });

/** A quote that is not at the start of a cell may stand as it is. */
function written(cell: string, isQuoted: boolean): string {
  const mustQuote = /[,\n\r]|^"/.test(cell);
  return isQuoted || mustQuote ? `"${cell.replaceAll('"', '""')}"` : cell;
}
