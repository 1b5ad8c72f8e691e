/** What expressions can ask for besides the rows of a stage. */
import type { ColumnPath, StageEnvironment } from '../protocol/stage.ts';
import { loadFunctions } from './expressions/loaded-functions.ts';
import type { Environment } from './expressions/scalar.ts';

/** Throws PQ_USAGE for a module that cannot be loaded. */
export function environmentOf({
  environment: { now, load },
  columns,
}: {
  readonly environment: StageEnvironment;
  readonly columns: readonly ColumnPath[];
}): Environment {
  const loaded = load === undefined ? undefined : loadFunctions(load);
  return {
    now,
    columnName: (column) => columns[column]?.text,
    loaded: (name) => loaded?.get(name),
  };
}
