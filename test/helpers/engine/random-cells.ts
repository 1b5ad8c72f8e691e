/** Random columns of cells as CSV and JSON have them: numbers, texts, and columns of everything. */
import fc from 'fast-check';
import { Kind } from '../../../src/engine/values/cells.ts';
import type { TextCell } from './kernel-cells.ts';
import { csvNumber, jsonNumber } from './numbers.ts';

export const COLUMN_COUNT = 6;

type Cell = TextCell | null;

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'B', 'x', ' ', '-', '1'), maxLength: 36 });
const unicode = fc.string({ unit: fc.constantFrom('a', 'A', 'ä', 'É', '😀', '\u00a0', ' ', '%', '_'), maxLength: 20 });
const words = fc.constantFrom('', 'a', 'ab', 'abc', 'true', 'False', '5', '05', '1e3', 'NA', '-', '.', ' 7', '"');
/** What expressions look for, too. */
export const text = fc.oneof(words, letters, unicode, csvNumber);

const csvText: fc.Arbitrary<Cell> = text.map((each) =>
  each.includes('"') || each === ''
    ? { text: each.replaceAll('"', '""'), kind: Kind.quoted }
    : { text: each, kind: Kind.text },
);
const csvNumberCell: fc.Arbitrary<Cell> = csvNumber.map((each) => ({ text: each, kind: Kind.text }));
const jsonText: fc.Arbitrary<Cell> = text.map((each) => {
  const inside = JSON.stringify(each).slice(1, -1);
  return { text: inside, kind: inside.includes('\\') ? Kind.escaped : Kind.string };
});
const jsonNumberCell: fc.Arbitrary<Cell> = jsonNumber.map((each) => ({ text: each, kind: Kind.number }));
const jsonOther: fc.Arbitrary<Cell> = fc.constantFrom<Cell>(
  { text: 'true', kind: Kind.boolean },
  { text: 'false', kind: Kind.boolean },
  { text: '{"a": [1, "b"]}', kind: Kind.nested },
);

const columnOf = (cell: fc.Arbitrary<Cell>, rows: number): fc.Arbitrary<Cell[]> =>
  fc.array(fc.oneof({ weight: 8, arbitrary: cell }, { weight: 1, arbitrary: fc.constant(null) }), {
    minLength: rows,
    maxLength: rows,
  });

/** Few, or so many that texts are decoded all at once. */
const rowCount = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 20 }) },
  { weight: 1, arbitrary: fc.integer({ min: 33, max: 50 }) },
);

/** Columns: small numbers, numbers of CSV and JSON, texts of CSV and JSON, a mixture. */
export const randomColumns: fc.Arbitrary<Cell[][]> = rowCount.chain((rows) =>
  fc.tuple(
    columnOf(
      fc.integer({ min: -3, max: 12 }).map((each) => ({ text: String(each), kind: Kind.text })),
      rows,
    ),
    columnOf(csvNumberCell, rows),
    columnOf(jsonNumberCell, rows),
    columnOf(csvText, rows),
    columnOf(jsonText, rows),
    columnOf(fc.oneof(jsonOther, jsonText, jsonNumberCell), rows),
  ),
);
