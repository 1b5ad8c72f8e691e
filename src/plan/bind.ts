/**
 * Gives every name in a logical plan its meaning: each column once, checked against the headers, and every output
 * column a name of its own. Only this step may change what a plan means; it reads no data.
 */
import { AGGREGATES, type AggregateFunction } from '../core/aggregates.ts';
import { PqError } from '../core/errors.ts';
import type { ColumnPath } from '../protocol/stage.ts';
import { checkAlignment } from './align-columns.ts';
import type { Aggregate, Scan } from './logical-plan.ts';
import { checkHeaders } from './missing-columns.ts';
import type { AggregateExpr } from './parse/aggregate-expr.ts';

interface BoundKey {
  readonly name: string;
  /** Index into BoundAggregate.columns. */
  readonly column: number;
}

export interface BoundAggregateExpr {
  readonly name: string;
  readonly function: AggregateFunction;
  /** Indexes into BoundAggregate.columns; none for count(*). */
  readonly columns: readonly number[];
  readonly isDistinct: boolean;
  readonly parameter: string | undefined;
  /** Which of several results this is (protocol/result.ts); 0 for those that have one. */
  readonly part: number;
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
  const parts = aggregates.flatMap(partsOf);
  const names = uniqueNames([...keys.map((key) => key.text), ...parts.map((part) => part.name)]);
  const boundKeys = keys.map((key, index) => ({ name: names[index] ?? key.text, column: columns.indexOf(key) }));
  const boundAggregates = parts.map(({ expr, name, part }, index) => ({
    name: names[keys.length + index] ?? name,
    function: expr.function,
    columns: expr.arguments.map((path) => columns.indexOf(path)),
    isDistinct: expr.isDistinct,
    parameter: expr.parameter,
    part,
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

/** What computes with values, not just with their texts. */
const COMPUTING_GROUPS: readonly string[] = ['Numbers', 'Several columns'];

/** Throws PQ_USAGE for what needs numbers. */
function checkSourceUse(
  aggregates: readonly BoundAggregateExpr[],
  source: number,
  columns: readonly ColumnPath[],
): void {
  const numeric = aggregates.find(
    (aggregate) =>
      aggregate.columns.includes(source) && COMPUTING_GROUPS.includes(AGGREGATES[aggregate.function].group),
  );
  if (numeric === undefined) return;
  const call = `${numeric.function}(${columns[source]?.text})`;
  throw new PqError('PQ_USAGE', `${call}: --source-column holds names of files, not numbers`, {
    hint: 'group by it with -g, count it, or take its min and max',
  });
}

/** One column of the answer. */
interface Part {
  readonly expr: AggregateExpr;
  readonly name: string;
  readonly part: number;
}

/** An aggregate is one column; a regression is one for the intercept, one for each slope, and r2. */
function partsOf(expr: AggregateExpr): readonly Part[] {
  if (expr.function !== 'linreg') return [{ expr, name: expr.name, part: 0 }];
  const slopes = expr.arguments.slice(1).map(({ text }) => `slope_${text}`);
  return ['intercept', ...slopes, 'r2'].map((what, part) => ({ expr, name: `${expr.name}_${what}`, part }));
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
