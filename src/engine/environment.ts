/** What expressions and steps can ask for besides the rows of a stage. */
import type { ColumnPath, StageEnvironment } from '../protocol/stage.ts';
import { loadFunctions } from './expressions/loaded-functions.ts';
import type { Environment } from './expressions/scalar.ts';

/** Where a step puts aside what it does not hold, and how much it holds. */
export type SpillRules = Pick<StageEnvironment, 'tmpDirectory' | 'memory'>;

/** What steps can ask for. */
export type StepEnvironment = Environment & SpillRules;

/** Throws PQ_USAGE for a module that cannot be loaded. */
export function environmentOf({
  environment: { now, load, ...spillRules },
  columns,
}: {
  readonly environment: StageEnvironment;
  readonly columns: readonly ColumnPath[];
}): StepEnvironment {
  const loaded = load === undefined ? undefined : loadFunctions(load);
  return {
    ...spillRules,
    now,
    columnName: (column) => columns[column]?.text,
    loaded: (name) => loaded?.get(name),
  };
}
