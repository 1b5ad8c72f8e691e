/**
 * Gives every name in a logical plan its meaning: each column once, checked against the headers, and every output
 * column a name of its own. Only this step may change what a plan means; it reads no data.
 */
import type { AggregateFunction } from '../core/aggregates.ts';
import { PqError } from '../core/errors.ts';
import type { ColumnPath } from '../protocol/stage.ts';
import { checkAlignment } from './align-columns.ts';
import type { Aggregate, Scan } from './logical-plan.ts';
import { checkHeaders } from './missing-columns.ts';

interface BoundKey {
  readonly name: string;
  /** Index into BoundAggregate.columns. */
  readonly column: number;
}

export interface BoundAggregateExpr {
  readonly name: string;
  readonly function: AggregateFunction;
  /** Index into BoundAggregate.columns; undefined for count(*). */
  readonly column: number | undefined;
}

export interface BoundAggregate {
  readonly kind: 'bound-aggregate';
  readonly input: Scan;
  /** The columns that are read, each once. */
  readonly columns: readonly ColumnPath[];
  /** Index of the one that holds the names of the files. */
  readonly sourceColumn: number | undefined;
  readonly keys: readonly BoundKey[];
  readonly aggregates: readonly BoundAggregateExpr[];
}

/** Throws PQ_COLUMN_NOT_FOUND and PQ_USAGE. */
export function bind({ input, keys, aggregates }: Aggregate): BoundAggregate {
  if (aggregates.length === 0) {
    throw new PqError('PQ_USAGE', 'nothing to compute', { hint: 'ask for something, such as --count or --avg COLUMN' });
  }
  const columns = new ColumnTable();
  const names = uniqueNames([...keys.map((key) => key.text), ...aggregates.map((aggregate) => aggregate.name)]);
  const boundKeys = keys.map((key, index) => ({ name: names[index] ?? key.text, column: columns.indexOf(key) }));
  const boundAggregates = aggregates.map(({ function: aggregate, argument, name }, index) => ({
    name: names[keys.length + index] ?? name,
    function: aggregate,
    column: argument === undefined ? undefined : columns.indexOf(argument),
  }));
  const sourceColumn = findSourceColumn(input, columns.paths);
  if (sourceColumn !== undefined) checkSourceUse(boundAggregates, sourceColumn, columns.paths);
  const inFiles = columns.paths.filter((_, index) => index !== sourceColumn);
  checkHeaders(input.files, inFiles);
  checkAlignment(input, inFiles);
  return {
    kind: 'bound-aggregate',
    input,
    columns: columns.paths,
    sourceColumn,
    keys: boundKeys,
    aggregates: boundAggregates,
  };
}

/** Throws PQ_USAGE when there is to be such a column, and nothing asks for it. */
function findSourceColumn({ dialect }: Scan, columns: readonly ColumnPath[]): number | undefined {
  const name = dialect.sourceColumn;
  if (name === undefined) return undefined;
  const index = columns.findIndex((column) => isSourceColumn(column, name));
  if (index >= 0) return index;
  throw new PqError('PQ_USAGE', `--source-column ${name}: nothing asks for the column ${JSON.stringify(name)}`, {
    hint: 'group by it with -g, or leave it out',
  });
}

/** The column of that name, and not a path that only reads like it. */
export function isSourceColumn({ steps }: ColumnPath, name: string | undefined): boolean {
  return steps.length === 1 && steps[0] === name;
}

/** Throws PQ_USAGE for what needs numbers. */
function checkSourceUse(
  aggregates: readonly BoundAggregateExpr[],
  source: number,
  columns: readonly ColumnPath[],
): void {
  const numeric = aggregates.find((aggregate) => aggregate.column === source && aggregate.function !== 'count');
  if (numeric === undefined) return;
  const call = `${numeric.function}(${columns[source]?.text})`;
  throw new PqError('PQ_USAGE', `${call}: --source-column holds names of files, not numbers`, {
    hint: 'group by it with -g, or count it',
  });
}

/** Names that are there already get _2, _3, and so on: the first of them that nobody else has. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const wanted = new Set(names);
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 2; taken.has(unique) || (unique !== name && wanted.has(unique)); number++) {
      unique = `${name}_${number}`;
    }
    taken.add(unique);
    return unique;
  });
}

/** Paths by their steps: "a.b" and a.b have one text but are two places in a JSON record. */
class ColumnTable {
  readonly paths: ColumnPath[] = [];
  readonly #indexBySteps = new Map<string, number>();

  indexOf(path: ColumnPath): number {
    const steps = JSON.stringify(path.steps);
    const index = this.#indexBySteps.get(steps) ?? this.paths.push(path) - 1;
    this.#indexBySteps.set(steps, index);
    return index;
  }
}
