/** Random tables to be joined, as files of every format, and answers as they are written. */
import fc from 'fast-check';
import type { JoinSpec, Table } from './naive-join.ts';
import type { Row, Value } from './naive-rows.ts';
import { jsonText, writtenAsCsv } from './row-files.ts';

export const TABLE_FORMATS = ['csv', 'ndjson', 'json'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** Few keys, so that they repeat; those of a pair are the same for some ways of comparing and not for others. */
const key = fc.constantFrom(
  ...['a', 'A', 'b', 'é', 'É', '', '1', '01', '1.0', '10', '😀', 'a"b', 'a,b', 'x\ny', ' a', 'a key that is longer'],
);
const awkward = fc.string({
  maxLength: 20,
  unit: fc.constantFrom('a', '"', ',', '\n', '{', '}', '[', ':', '\\', ' ', 'é', '😀', '1', '.'),
});

interface RandomRow {
  readonly id: string | null;
  readonly k: string | null;
  readonly b: string | null;
}

const row: fc.Arbitrary<RandomRow> = fc.record({
  id: fc.option(key, { freq: 6 }),
  k: fc.option(fc.constantFrom('a', 'b', '1'), { freq: 4 }),
  b: fc.option(awkward, { freq: 5 }),
});
/** Now and then one key is that of most rows. */
const skewed = fc.tuple(row, fc.nat(9)).map(([each, share]) => (share < 7 ? { ...each, id: 'a', k: 'a' } : each));
export const randomSide = fc.oneof(
  { weight: 3, arbitrary: fc.array(row, { minLength: 1, maxLength: 20 }) },
  { weight: 1, arbitrary: fc.array(skewed, { minLength: 1, maxLength: 20 }) },
);

/** `own`: a column that tells the rows apart. What stands in the file says of what kind a value is. */
export function tableOf(rows: readonly RandomRow[], own: string, format: TableFormat): Table {
  const names = ['id', own, 'k', 'b'];
  const value = (text: string | null): Value => {
    if (text === null) return null;
    if (format === 'csv') return { kind: 'cell', text };
    return { kind: /^(0|[1-9]\d*)(\.\d+)?$/.test(text) && text !== '10' ? 'number' : 'string', text };
  };
  return { names, rows: rows.map(({ id, k, b }, at) => [id, `${at}`, k, b].map(value)) };
}

/** The first record of JSON has all members; in others nulls are left out. */
export function fileText({ names, rows }: Table, format: TableFormat): string {
  if (format === 'csv') return asCsv({ names, rows });
  const records = rows.map((values, at) => {
    const members = names.flatMap((name, c) =>
      values[c] !== null || at === 0 ? [[name, values[c] ?? null] as const] : [],
    );
    return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${jsonText(value)}`).join(',')}}`;
  });
  return format === 'ndjson' ? records.map((record) => `${record}\n`).join('') : `[${records.join(',\n')}]\n`;
}

export function asCsv({ names, rows }: Table): string {
  const named = rows.map((values): Row => new Map(names.map((name, at) => [name, values[at] ?? null])));
  return writtenAsCsv(names, named, ',');
}

/** All columns in each record. */
export function asNdjson({ names, rows }: Table): string {
  const record = (values: readonly Value[]): string =>
    names.map((name, at) => `${JSON.stringify(name)}:${jsonText(values[at] ?? null)}`).join(',');
  return rows.map((values) => `{${record(values)}}\n`).join('');
}

const namings = fc.constantFrom<Partial<JoinSpec>>(
  ...[
    {},
    {},
    { suffixRight: '_2' },
    { prefixLeft: 'l.' },
    { prefixRight: 'r_' },
    { prefixLeft: 'x_', prefixRight: 'x_' },
  ],
);
const keys = fc.constantFrom<Pick<JoinSpec, 'leftKeys' | 'rightKeys' | 'isOn'>>(
  { leftKeys: ['id'], rightKeys: ['id'], isOn: true },
  { leftKeys: ['id', 'k'], rightKeys: ['id', 'k'], isOn: true },
  { leftKeys: ['id'], rightKeys: ['id'], isOn: false },
  { leftKeys: ['id', 'k'], rightKeys: ['k', 'id'], isOn: false },
  { leftKeys: ['k'], rightKeys: ['id'], isOn: false },
);

/** Everything but the kind of join. */
export const randomSpec = fc
  .tuple(keys, namings, fc.boolean(), fc.boolean())
  .map(([keys, naming, nullsEqual, ignoresCase]) => ({ ...keys, ...naming, nullsEqual, ignoresCase }));

/** As options of `pq join`. */
export function joinWords(spec: JoinSpec): readonly string[] {
  const { how, leftKeys, rightKeys, isOn, suffixRight, prefixLeft, prefixRight } = spec;
  const option = (name: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [name, value];
  const keys = isOn
    ? ['--on', leftKeys.join(',')]
    : ['--left-on', leftKeys.join(','), '--right-on', rightKeys.join(',')];
  return [
    ...['--how', how],
    ...(how === 'cross' ? [] : keys),
    ...(spec.nullsEqual === true ? ['--nulls-equal'] : []),
    ...(spec.ignoresCase === true ? ['-i'] : []),
    ...option('--suffix-right', suffixRight),
    ...option('--prefix-left', prefixLeft),
    ...option('--prefix-right', prefixRight),
  ];
}
