/** Work that answers with rows. It is said in each tool's own words: a tool without words cannot do it. */
import type { Source, Variant } from './query.ts';

type RowFormat = 'csv' | 'ndjson';
/** SQL from the name of its table; of a join, from those of both. */
export type Sql = (people: string, right: string) => string;

export interface RowQuery extends Source {
  readonly format: RowFormat;
  /** What the rows are written as. */
  readonly output: RowFormat;
  /** The columns that it looks at; all of them if it does not say. */
  readonly reads?: readonly string[];
  /** What is joined with: pq's words have the names of all files then. */
  readonly right?: Source & { readonly reads?: readonly string[] };
  readonly words: Words;
}

/** One file goes behind all of these, unless there are two. */
export interface Words {
  readonly pq: readonly string[];
  readonly duckdb?: Sql;
  readonly clickhouse?: Sql;
  readonly polars?: Sql;
  /** Ways to do it, each the arguments of a run. */
  readonly xan?: readonly (readonly string[])[];
  /** For what xan does in two runs: what the second one does with the rows of the first. */
  readonly xanThen?: readonly string[];
  readonly miller?: readonly string[];
  /** Fields by comma, as people use it: behind the address they are counted from the end. */
  readonly mawk?: string;
  readonly jq?: string;
  /** Options of a sort of lines. */
  readonly gnuSort?: readonly string[];
  /** What several runs of a tool are put together to, for bash. */
  readonly shell?: Readonly<Partial<Record<'xan' | 'qsv' | 'miller', readonly string[]>>>;
  /** What is said to DuckDB before. */
  readonly duckdbSettings?: string;
}

/** The same in all dialects of SQL. */
export function everySql(sql: Sql): Pick<Words, 'duckdb' | 'clickhouse' | 'polars'> {
  return { duckdb: sql, clickhouse: sql, polars: sql };
}

/** What a tool does in several runs. */
export function shellVariants({ words: { shell = {} } }: RowQuery, tool: 'xan' | 'qsv' | 'miller'): readonly Variant[] {
  const lines = shell[tool] ?? [];
  return lines.map((line, at) => ({
    label: lines.length === 1 ? '' : `way ${at + 1}`,
    command: { file: 'bash', args: ['-o', 'pipefail', '-c', line] },
  }));
}
