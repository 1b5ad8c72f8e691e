/** From files and a query to a planned stage, by the same steps as the command line. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { inspectInput } from '../../../src/engine/inspect.ts';
import { parseAggregateList } from '../../../src/plan/parse/aggregate-list.ts';
import { parseColumnList } from '../../../src/plan/parse/column-path.ts';
import type { InputDialect } from '../../../src/protocol/stage.ts';
import { USUAL_DIALECT } from '../usual-dialect.ts';
import { type PlannedStage, plannedStage } from './planned-stage.ts';

export interface Query {
  /** As -g takes them; nothing for one group of everything. */
  readonly keys?: string | undefined;
  /** As --agg takes them. */
  readonly aggregates: string;
  readonly nullValues?: readonly string[];
}

/** Every aggregate of one column. */
export function everyAggregateOf(column: string): string {
  return [aggregatesOfOnePass(column), ...ofOrder(column), ...ofDifferentNumbers(column)].join(', ');
}

/** Those for which the oracle does not sort. */
export function aggregatesOfOnePass(column: string): string {
  const functions = ['count', 'null_count', 'sum', 'avg', 'min', 'max', 'var', 'stddev', 'var_pop', 'stddev_pop'];
  return ['count(*)', ...functions.map((name) => `${name}(${column})`)].join(', ');
}

function ofOrder(column: string): readonly string[] {
  const quantiles = ['median(X)', 'p99(X)', 'quantile(X, 0.3)', 'quantile_disc(X, 0.3)', 'quantile_disc(X, 1)'];
  return [...quantiles, 'largest(X, 2)', 'smallest(X, 3)'].map((call) => call.replace('X', column));
}

function ofDifferentNumbers(column: string): readonly string[] {
  const functions = ['sum', 'avg', 'var', 'stddev', 'var_pop', 'stddev_pop', 'median'];
  const quantiles = ['quantile(distinct X, 0.9)', 'quantile_disc(distinct X, 0.3)', 'largest(distinct X, 2)'];
  return [
    ...functions.map((name) => `${name}(distinct ${column})`),
    ...quantiles.map((call) => call.replace('X', column)),
  ];
}

/** Every aggregate that takes text. */
export function everyAggregateOfText(column: string): string {
  const functions = [
    'count',
    'null_count',
    'min',
    'max',
    'count_distinct',
    'mode',
    'antimode',
    'first',
    'last',
    'list',
  ];
  return [
    ...functions.map((name) => `${name}(${column})`),
    ...[
      `string_agg(${column}, '; ')`,
      `top(${column}, 2)`,
      `top(${column})`,
      `list(distinct ${column})`,
      `string_agg(distinct ${column}, '; ')`,
    ],
  ].join(', ');
}

/** Every aggregate of several columns, the first of them as y. */
export function everyAggregateOfSeveral(y: string, x: string, ...more: readonly string[]): string {
  const pairs = ['corr', 'covar', 'covar_pop', 'linreg'].map((name) => `${name}(${y}, ${x})`);
  return [...pairs, `linreg(${[y, x, ...more].join(', ')})`].join(', ');
}

/** Throws PqError. */
export function planQuery(paths: readonly string[], query: Query, dialect: Partial<InputDialect> = {}): PlannedStage {
  const fullDialect = { ...USUAL_DIALECT, ...dialect };
  const files = paths.map((path) => inspectInput(sourceOf(path), fullDialect).file);
  const { keys, aggregates, nullValues = [] } = query;
  return plannedStage({
    kind: 'aggregate',
    input: { kind: 'scan', files, dialect: fullDialect, alignment: 'union', nullValues },
    keys: keys === undefined ? [] : parseColumnList(keys),
    aggregates: parseAggregateList(aggregates),
  });
}

function sourceOf(path: string) {
  const { size, mtimeMs } = statSync(path);
  return { path, name: basename(path), size, mtimeMs };
}
