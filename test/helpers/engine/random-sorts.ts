/** Random records of mixed values, random words of `pq sort`, and what a plain comparison makes of them. */
import fc from 'fast-check';
import { compareRows, type How, type Value } from '../../twins/sort.ts';

/** Columns a and b have anything, c is one of a few texts; id tells which one it was. */
export interface MixedRecord {
  readonly id: number;
  readonly a: Value;
  readonly b: Value;
  readonly c: Value;
}

export interface RandomSort {
  readonly words: readonly string[];
  apply(records: readonly MixedRecord[]): readonly MixedRecord[];
}

const number = fc.oneof(
  fc.integer({ min: -12, max: 12 }).map(String),
  fc.constantFrom(
    '1.0',
    '1e0',
    '10',
    '-0',
    '0.0',
    '007',
    '1e-7',
    '9007199254740993',
    '9007199254740992',
    '1e400',
    '.5',
  ),
);
const text = fc.oneof(
  fc.constantFrom('a', 'A', 'b', 'B', 'é', 'É', '😀', '\uffff', 'file2', 'file10', 'File2', 'file02', ' 1', '-', 'nan'),
  fc.string({
    unit: fc.constantFrom('a', 'B', '1', '0', '"', ',', '\n', '\\', '\t', 'é', '😀'),
    minLength: 1,
    maxLength: 12,
  }),
);
const value = fc.oneof(
  { weight: 4, arbitrary: number },
  { weight: 4, arbitrary: text },
  { weight: 1, arbitrary: fc.constant<Value>(null) },
);

export const mixedRecords: fc.Arbitrary<readonly MixedRecord[]> = fc
  .array(fc.record({ a: value, b: value, c: fc.constantFrom('x', 'y', 'z', null) }), { minLength: 1, maxLength: 40 })
  .map((records) => records.map((record, id) => ({ id, ...record })));

type Column = 'a' | 'b' | 'c';
interface Key {
  readonly column: Column;
  readonly how: How;
  readonly ignoresCase: boolean;
}

const column = fc.constantFrom<Column>('a', 'b', 'c');
const VALUES = { n: 'number', N: 'natural', t: 'text', '': 'any' } as const;

/** `-k a:nr`; `path` is how a column is called. */
const flagged = fc
  .array(
    fc.record({
      column,
      values: fc.constantFrom('n', 'N', 't', ''),
      isReverse: fc.boolean(),
      ignoresCase: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((items) => ({
    wordsOf: (path: (column: Column) => string) =>
      items.flatMap(({ column, values, isReverse, ignoresCase }) => {
        const flags = `${values}${isReverse ? 'r' : ''}${ignoresCase ? 'i' : ''}`;
        return ['-k', `${path(column)}${flags === '' ? '' : `:${flags}`}`];
      }),
    keys: items.map(({ column, values, isReverse, ignoresCase }): Key => {
      return {
        column,
        ignoresCase,
        how: { isDescending: isReverse, nullsFirst: false, values: VALUES[values as 'n'] },
      };
    }),
  }));

const listed = fc
  .record({
    items: fc.array(fc.record({ column, isDescending: fc.boolean(), nullsFirst: fc.boolean() }), {
      minLength: 1,
      maxLength: 3,
    }),
    global: fc.record({ r: fc.boolean(), i: fc.boolean(), values: fc.constantFrom('n', 'N', '') }),
  })
  .map(({ items, global: { r, i, values } }) => ({
    wordsOf: (path: (column: Column) => string) => [
      ...(r ? ['-r'] : []),
      ...(i ? ['-i'] : []),
      ...{ n: ['-n'], N: ['--natural'], '': [] }[values as 'n'],
      items
        .map(
          (item) => `${path(item.column)}${item.isDescending ? ' desc' : ''}${item.nullsFirst ? ' nulls first' : ''}`,
        )
        .join(', '),
    ],
    keys: items.map(({ column, isDescending, nullsFirst }): Key => {
      const how = { isDescending: isDescending !== r, nullsFirst, values: VALUES[values as 'n'] };
      return { column, ignoresCase: i, how };
    }),
  }));

/** `path` is how a column is called in the file. */
export function randomSort(path: (column: Column) => string): fc.Arbitrary<RandomSort> {
  const limit = fc.option(fc.nat(12), { nil: undefined, freq: 3 });
  return fc
    .record({ keys: fc.oneof(flagged, listed), isUnique: fc.boolean(), limit })
    .map(({ keys: { wordsOf, keys }, isUnique, limit }) => ({
      words: [
        'sort',
        ...(isUnique ? ['-u'] : []),
        ...(limit === undefined ? [] : ['-l', `${limit}`]),
        ...wordsOf(path),
      ],
      apply: (records) => {
        const sorted = records.toSorted((one, other) => compare(one, other, keys));
        const kept = sorted.filter(
          (record, at) => !isUnique || at === 0 || compare(sorted[at - 1] as MixedRecord, record, keys) !== 0,
        );
        return kept.slice(0, limit);
      },
    }));
}

function compare(one: MixedRecord, other: MixedRecord, keys: readonly Key[]): number {
  const hows = keys.map(({ how }) => how);
  return compareRows(valuesOf(one, keys), valuesOf(other, keys), hows);
}

function valuesOf(record: MixedRecord, keys: readonly Key[]): readonly Value[] {
  return keys.map(({ column, ignoresCase }) => {
    const value = record[column];
    return ignoresCase && value !== null ? value.toLowerCase() : value;
  });
}
