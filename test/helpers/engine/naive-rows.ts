/**
 * What verbs do, in plain JavaScript over records that are known: nothing is read, nothing is cut. Numbers have at most two
 * decimals, so that a bigint of hundredths holds them.
 */

/** null, or a text of one of these kinds: a cell of CSV, a number or string of JSON, or what has been computed. */
export type Value = { readonly kind: 'cell' | 'number' | 'string'; readonly text: string } | null;
export type Row = ReadonlyMap<string, Value>;

/** A record as it stands in its file, and what is in it. */
export interface SourceRow {
  readonly source: string;
  readonly row: Row;
}

/** Rows that are still the records that they came as, or others. */
export type Answer =
  | { readonly kind: 'records'; readonly rows: readonly SourceRow[] }
  | { readonly kind: 'rows'; readonly names: readonly string[]; readonly rows: readonly Row[] };

export interface NaiveQuery {
  readonly words: readonly string[];
  /** The rows come together: records of CSV do not stay as they stood. */
  readonly gathers: boolean;
  readonly apply: (rows: readonly SourceRow[], names: readonly string[]) => Answer;
}

const textOf = (row: Row, name: string): string | undefined => row.get(name)?.text;

function hundredths(text: string): bigint {
  const [, sign = '', whole = '', decimals = ''] = /^([-+]?)(\d+)(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  const value = BigInt(whole + decimals.padEnd(2, '0'));
  return sign === '-' ? -value : value;
}

function numberText(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(3, '0');
  const text = `${digits.slice(0, -2)}.${digits.slice(-2)}`.replace(/\.?0+$/, '');
  return value < 0n ? `-${text}` : text;
}

function number(row: Row, name: string): bigint | undefined {
  const text = textOf(row, name);
  return text === undefined ? undefined : hundredths(text);
}

function computed(value: bigint | undefined): Value {
  return value === undefined ? null : { kind: 'number', text: numberText(value) };
}

/** Null is not more than anything. */
function isMore(name: string, than: bigint) {
  return ({ row }: SourceRow): boolean => {
    const value = number(row, name);
    return value !== undefined && value > than;
  };
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Nulls last. */
function byNumber(name: string, direction: number) {
  return (a: SourceRow, b: SourceRow): number => {
    const [one, other] = [number(a.row, name), number(b.row, name)];
    if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
    return one === other ? 0 : one < other ? -direction : direction;
  };
}

function byText(name: string) {
  return (a: SourceRow, b: SourceRow): number => {
    const [one, other] = [textOf(a.row, name), textOf(b.row, name)];
    if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
    return compareBytes(one, other);
  };
}

const records = (rows: readonly SourceRow[]): Answer => ({ kind: 'records', rows });

/** All columns, and one with another value: in its place, or behind. */
function withValue(row: Row, name: string, value: Value): Row {
  return new Map([...row, [name, value]]);
}

function mapped(
  rows: readonly SourceRow[],
  names: readonly string[],
  added: readonly string[],
  change: (row: Row) => Row,
) {
  const all = [...new Set([...names, ...added])];
  return { kind: 'rows', names: all, rows: rows.map(({ row }) => change(row)) } as const;
}

function firstOfEach(rows: readonly SourceRow[], keyOf: (row: Row) => string): readonly SourceRow[] {
  const seen = new Set<string>();
  return rows.filter(({ row }) => seen.size < seen.add(keyOf(row)).size);
}

const exclaimed = (row: Row, name: string, mark: string): Value => {
  const text = textOf(row, name);
  return text === undefined ? null : { kind: 'string', text: text + mark };
};

export const NAIVE_QUERIES: readonly NaiveQuery[] = [
  { words: ['cat'], gathers: false, apply: records },
  { words: ['filter', 'x > 2'], gathers: false, apply: (rows) => records(rows.filter(isMore('x', 200n))) },
  {
    words: ['filter', "k = 'b' or x is null"],
    gathers: false,
    apply: (rows) => records(rows.filter(({ row }) => textOf(row, 'k') === 'b' || !row.get('x'))),
  },
  {
    words: ['project', 'x, k'],
    gathers: false,
    apply: (rows) => ({
      kind: 'rows',
      names: ['x', 'k'],
      rows: rows.map(({ row }) => new Map(['x', 'k'].map((name) => [name, row.get(name) ?? null]))),
    }),
  },
  {
    words: ['project', "x as y, k || '!' as z", '-w', 'x > 0'],
    gathers: false,
    apply: (rows) => ({
      kind: 'rows',
      names: ['y', 'z'],
      rows: rows
        .filter(isMore('x', 0n))
        .map(({ row }) => new Map([['y', row.get('x') ?? null] as const, ['z', exclaimed(row, 'k', '!')] as const])),
    }),
  },
  {
    words: ['map', 'x = x + 1, y = x * 2'],
    gathers: false,
    apply: (rows, names) =>
      mapped(rows, names, ['x', 'y'], (row) => {
        const x = number(row, 'x');
        const more = x === undefined ? undefined : x + 100n;
        return withValue(
          withValue(row, 'x', computed(more)),
          'y',
          computed(more === undefined ? undefined : more * 2n),
        );
      }),
  },
  {
    words: ['sort', 'x desc, k'],
    gathers: false,
    apply: (rows) => records([...rows].sort((a, b) => byNumber('x', -1)(a, b) || byText('k')(a, b))),
  },
  {
    words: ['sort', 'k', '-l', '3'],
    gathers: false,
    apply: (rows) => records([...rows].sort(byText('k')).slice(0, 3)),
  },
  {
    words: ['distinct', 'k'],
    gathers: true,
    apply: (rows) => records(firstOfEach(rows, (row) => JSON.stringify(textOf(row, 'k') ?? null))),
  },
  { words: ['head', '3'], gathers: false, apply: (rows) => records(rows.slice(0, 3)) },
  { words: ['tail', '3'], gathers: true, apply: (rows) => records(rows.slice(-3)) },
  {
    words: ['filter', 'x > 0', 'then', 'head', '2'],
    gathers: false,
    apply: (rows) => records(rows.filter(isMore('x', 0n)).slice(0, 2)),
  },
  {
    words: ['filter', 'x > 0', 'then', 'tail', '2', 'then', 'map', "k = k || '?'"],
    gathers: true,
    apply: (rows, names) =>
      mapped(rows.filter(isMore('x', 0n)).slice(-2), names, ['k'], (row) =>
        withValue(row, 'k', exclaimed(row, 'k', '?')),
      ),
  },
  {
    words: ['sort', 'x', 'then', 'map', "z = k || '?'", 'then', 'tail', '3', 'then', 'filter', 'z is not null'],
    gathers: true,
    apply: (rows, names) => {
      const last = [...rows].sort(byNumber('x', 1)).slice(-3);
      return mapped(
        last.filter(({ row }) => textOf(row, 'k') !== undefined),
        names,
        ['z'],
        (row) => withValue(row, 'z', exclaimed(row, 'k', '?')),
      );
    },
  },
  {
    words: ['map', 'y = x * 2', 'then', 'filter', 'y > 3', 'then', 'sort', 'y', 'then', 'project', 'y, k'],
    gathers: true,
    apply: (rows) => ({
      kind: 'rows',
      names: ['y', 'k'],
      rows: rows
        .filter(isMore('x', 150n))
        .sort(byNumber('x', 1))
        .map(({ row }) => {
          const y = computed((number(row, 'x') as bigint) * 2n);
          return new Map([['y', y] as const, ['k', row.get('k') ?? null] as const]);
        }),
    }),
  },
  {
    words: ['agg', '--count', '-g', 'k', 'then', 'sort', 'count desc, k'],
    gathers: true,
    apply: (rows) => {
      const keys = firstOfEach(rows, (row) => JSON.stringify(textOf(row, 'k') ?? null)).map(
        ({ row }) => row.get('k') ?? null,
      );
      const counted = keys.map((k) => {
        const count = rows.filter(({ row }) => textOf(row, 'k') === k?.text).length;
        const row = new Map([['k', k] as const, ['count', computed(BigInt(count) * 100n)] as const]);
        return { source: '', row };
      });
      counted.sort((a, b) => byNumber('count', -1)(a, b) || byText('k')(a, b));
      return { kind: 'rows', names: ['k', 'count'], rows: counted.map(({ row }) => row) };
    },
  },
];
