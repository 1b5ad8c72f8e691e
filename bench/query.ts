/** What a race computes, independent of the tool: every peer translates a query into its own command. */
import type { RowQuery } from './row-query.ts';

export type AggregateName =
  | 'count'
  | 'sum'
  | 'avg'
  | 'min'
  | 'max'
  | 'stddev'
  | 'median'
  | 'p95'
  | 'count_distinct'
  | 'top_two'
  | 'corr';
export type ColumnKind = 'integer' | 'decimal' | 'text';

export interface Source {
  readonly format: 'csv' | 'ndjson' | 'json-array';
  readonly files: readonly string[];
  /** The same files as a pattern, where their names are too long for a command line or for SQL. */
  readonly pattern?: string;
  /** CSV: every column in file order. JSON: the columns that the query needs. */
  readonly schema: Readonly<Record<string, ColumnKind>>;
  /** The files are compressed: not for tools that cannot undo that. */
  readonly isCompressed?: true;
  /** CSV without a header, and with another delimiter. */
  readonly dialect?: { readonly delimiter: string };
}

export interface Query extends Source {
  readonly keys: readonly string[];
  /** A function and its columns; none for count. */
  readonly aggregates: readonly (readonly [AggregateName, ...columns: readonly string[]])[];
}

/** A process to start: `env` is added to the environment. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The file that it writes its answer to, where it does not print it. */
  readonly output?: string;
}

/** One of several ways to get the same answer out of a tool. */
export interface Variant {
  readonly label: string;
  readonly command: Command;
}

export interface Peer {
  readonly name: string;
  readonly version: string;
  /** The ways to compute a query; those that are slow in the warm-up are dropped. None: the peer cannot do it. */
  variants(query: Query): readonly Variant[];
  /** The same for rows, written to the file or printed, whichever is faster. */
  rowVariants(query: RowQuery, output: string): readonly Variant[];
  /** Whether its answers start with a line of names. */
  readonly hasHeader: boolean;
  /** For a peer inside an interpreter, a run without work: all but 20 ms of it is taken off the peer's times. */
  readonly idle?: Command;
}

export const PEOPLE_CSV: Query['schema'] = {
  id: 'integer',
  first: 'text',
  last: 'text',
  age: 'integer',
  occupation: 'text',
  telephone: 'text',
  address: 'text',
  city: 'text',
  credit_card_number: 'text',
  expiration_date: 'text',
  income: 'decimal',
};

export const MEASUREMENTS: Query['schema'] = { station: 'text', temperature: 'decimal' };

export const G1: Query['schema'] = {
  id1: 'text',
  id2: 'text',
  id3: 'text',
  id4: 'integer',
  id5: 'integer',
  id6: 'integer',
  v1: 'integer',
  v2: 'integer',
  v3: 'decimal',
};

/** How a tool writes each function that it has, from its columns. */
export type AggregateDialect = Readonly<Partial<Record<AggregateName, (...columns: readonly string[]) => string>>>;

/** `sum(v1)`, `avg(v3)` in a tool's words; undefined when it lacks one of them. */
export function aggregateList(query: Query, dialect: AggregateDialect): readonly string[] | undefined {
  const list = query.aggregates.map(([name, ...columns]) => dialect[name]?.(...columns));
  return list.every((text) => text !== undefined) ? list : undefined;
}

const called = (name: string) => (column: string | undefined) => `${name}(${column})`;

/** What every dialect of SQL calls the same. */
export const SQL_AGGREGATES: AggregateDialect = {
  count: () => 'count(*)',
  ...Object.fromEntries((['sum', 'avg', 'min', 'max'] as const).map((name) => [name, called(name)])),
  corr: (x, y) => `corr(${x}, ${y})`,
  count_distinct: (x) => `count(distinct ${x})`,
};

/** `name Kind, name Kind` with a dialect's names of kinds. */
export function columnList(
  source: Pick<Source, 'schema'>,
  kinds: Readonly<Record<ColumnKind, string>>,
  between = ' ',
): string {
  return Object.entries(source.schema)
    .map(([name, kind]) => `${name}${between}${kinds[kind]}`)
    .join(', ');
}

/** Columns that have a type in the query; of nested records it is left to the tools to find it. */
export function hasSchema({ schema }: Source): boolean {
  return Object.keys(schema).length > 0;
}

/** For tools in which only sums and averages are written by hand. */
export function hasSumsOnly(query: Query): boolean {
  return query.aggregates.every(([name]) => name === 'sum' || name === 'avg');
}
