/** Rows that have come together in a table, as the input of what is done next. */
import { inputOfTable } from './engine/io/table-file.ts';
import type { Query } from './make-plan.ts';
import { type LogicalPlan, type Scan, unchain } from './plan/logical-plan.ts';
import { pathTo } from './plan/parse/make-expr.ts';
import type { RowsTable } from './protocol/stage.ts';

export interface SideTable {
  readonly table: RowsTable;
  /** What its columns are called. */
  readonly columns: readonly string[];
}

/** As if what is left of it when it has been optimized had been typed. */
export function asTyped(query: Query, logical: LogicalPlan): Query {
  return { ...query, args: { ...query.args, verbs: unchain(logical).steps } };
}

/** The same query over a table: options about files have done their work. */
export function tableQuery(query: Query, { table, columns }: SideTable): Query {
  const file = inputOfTable(table, { name: 'a table of rows', columns });
  const named = columns.map(pathTo);
  const { scan } = unchain(query.logical);
  const { dataSets: _, pruned: __, times: ___, ...plain } = scan;
  const dialect = { ...scan.dialect, sourceColumn: undefined };
  const logical: Scan = { ...plain, files: [file], dialect, alignment: 'union', nullValues: [], columns: named };
  return {
    ...query,
    args: { ...query.args, sources: [file], sourceColumn: undefined },
    inputs: [{ file, reason: 'rows that have come together' } as Query['inputs'][number]],
    schema: { columns: named, isOpen: false },
    logical,
  };
}
