/** Rows that are wanted once, as groups: their keys, and as their one state the text of the first row. */
import type { OutputColumn, RowFormat } from '../protocol/result.ts';
import type { DistinctRows, WriteRows } from '../protocol/stage.ts';

/** The answer is the texts, as they stand. */
const TEXTS: readonly OutputColumn[] = [
  {
    ...{ name: 'row', kind: 'aggregate', function: 'first', states: [0] },
    ...{ isDistinct: false, parameter: undefined, arguments: [], part: 0 },
  },
];
const AS_THEY_STAND: RowFormat = { kind: 'csv', delimiter: 44, texts: ['', ''] };

export function distinctRows(keys: readonly number[], rows: WriteRows): DistinctRows {
  const states = [{ kind: 'first', column: keys.length }] as const;
  const operator = { kind: 'partial-aggregate', keys: keys.map((_, key) => key), states } as const;
  return { kind: 'distinct-rows', keys, rows, groups: { operator, outputs: TEXTS, format: AS_THEY_STAND } };
}
