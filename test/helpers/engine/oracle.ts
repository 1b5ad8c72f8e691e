/** The answer by naive means: all records in memory, exact fractions, no partitions, no fast paths. */
import { AGGREGATES, type AggregateFunction } from '../../../src/core/aggregates.ts';
import { CellKind } from '../../../src/core/values.ts';
import type { AggregateExpr } from '../../../src/plan/parse/aggregate-expr.ts';
import { parseAggregateList } from '../../../src/plan/parse/aggregate-list.ts';
import { parseColumnList } from '../../../src/plan/parse/column-path.ts';
import type { Rows } from './engines.ts';
import {
  correlationText,
  covarianceOf,
  discreteQuantileOf,
  mean,
  quantileOf,
  quotientText,
  ratioText,
  regressionOf,
} from './oracle-numbers.ts';
import type { OracleCell, OracleRecord } from './oracle-records.ts';
import { booleanIn, byFrequency, distinctOf, jsonOf, numberIn, type OracleValue } from './oracle-values.ts';
import type { Query } from './query.ts';
import { compare, decimalsOf, inFull, nearestRoot, type Rational, readRational, reduce, sum } from './rational.ts';

type Answer = readonly [kind: number, text: string];
type Failure = 'PQ_NOT_A_NUMBER' | 'PQ_NOT_A_BOOLEAN';

const NULL: Answer = [CellKind.null, ''];

/** What pq must answer; the error's code where a value stands in the way that the aggregate cannot take. */
export function askOracle(records: readonly OracleRecord[], query: Query): Rows | Failure {
  const keys = query.keys === undefined ? [] : parseColumnList(query.keys);
  const aggregates = parseAggregateList(query.aggregates);
  const failure = aggregates.map((aggregate) => failureOf(aggregate, records)).find((code) => code !== undefined);
  if (failure !== undefined) return failure;
  const groups = Map.groupBy(records, (record) => JSON.stringify(keys.map((key) => keyText(record(key)))));
  if (keys.length === 0 && groups.size === 0) groups.set('[]', []);
  return Array.from(groups.values(), (group) => [
    ...keys.map((key) => keyAnswer(group[0]?.(key))),
    ...aggregates.flatMap((aggregate) => answersTo(aggregate, group)),
  ]);
}

function keyText({ kind, text }: OracleCell): string | null {
  return kind === CellKind.null ? null : text;
}

function keyAnswer(cell: OracleCell | undefined): Answer {
  if (cell === undefined || cell.kind === CellKind.null) return NULL;
  return [cell.keyKind, cell.text];
}

function failureOf(aggregate: AggregateExpr, records: readonly OracleRecord[]): Failure | undefined {
  const name = aggregate.function;
  const cells = aggregate.arguments.flatMap((column) => records.map((record) => record(column))).filter(isThere);
  if (name === 'any' || name === 'all') {
    return cells.every((cell) => booleanIn(cell) !== undefined) ? undefined : 'PQ_NOT_A_BOOLEAN';
  }
  if (!takesNumbers(name)) return undefined;
  return cells.every((cell) => numberIn(cell) !== undefined) ? undefined : 'PQ_NOT_A_NUMBER';
}

function takesNumbers(name: AggregateFunction): boolean {
  return ['Numbers', 'Several columns'].includes(AGGREGATES[name].group);
}

function isThere({ kind }: OracleCell): boolean {
  return kind !== CellKind.null;
}

// ---- aggregates -------------------------------------------------------------------------------------------------

function answersTo(aggregate: AggregateExpr, group: readonly OracleRecord[]): readonly Answer[] {
  const { function: name, arguments: columns } = aggregate;
  if (columns.length === 0) return [count(group.length)];
  const rows = group.map((record) => columns.map((column) => record(column)));
  const complete = rows.filter((row) => row.every(isThere));
  if (AGGREGATES[name].group === 'Several columns') return severalColumns(name, complete, columns.length);
  const cells = complete.map(([cell]) => cell as OracleCell);
  if (name === 'null_count') return [count(rows.length - cells.length)];
  if (name === 'count') return [count(cells.length)];
  if (name === 'count_distinct') return [count(distinctOf(cells).length)];
  if (name === 'approx_count_distinct') throw new Error('an approximation is compared within its error');
  if (cells.length === 0) return [NULL];
  return [takesNumbers(name) ? numberAnswer(aggregate, cells) : valueAnswer(aggregate, cells)];
}

function count(value: number): Answer {
  return [CellKind.number, String(value)];
}

function number(text: string | undefined): Answer {
  return text === undefined ? NULL : [CellKind.number, text];
}

function numberAnswer({ function: name, isDistinct, parameter }: AggregateExpr, all: readonly OracleCell[]): Answer {
  const cells = isDistinct ? differentNumbers(all) : all;
  const values = cells.map((cell) => numberIn(cell) as Rational);
  const decimals = Math.max(...cells.map(({ text }) => decimalsOf(text)));
  if (name === 'sum') return number(inFull(sum(values), decimals));
  if (name === 'avg') return number(quotientText(mean(values), leastDecimals(sum(values), decimals)));
  if (name === 'largest' || name === 'smallest') return [CellKind.json, firstOf(cells, name, Number(parameter))];
  const p = name === 'median' ? '0.5' : parameter;
  if (p !== undefined) {
    const find = name === 'quantile_disc' ? discreteQuantileOf : quantileOf;
    return number(inFull(find(values, readRational(p) as Rational), decimals + decimalsOf(p)));
  }
  const variance = covarianceOf(values, values, !name.endsWith('_pop'));
  return number(variance && (name.startsWith('var') ? ratioText(variance) : String(nearestRoot(variance))));
}

/** The first k in rising or falling order, as JSON. */
function firstOf(cells: readonly OracleCell[], name: 'largest' | 'smallest', k: number): string {
  const sign = name === 'largest' ? -1 : 1;
  const read = (cell: OracleCell): Rational => numberIn(cell) as Rational;
  const ordered = [...cells].sort((a, b) => sign * compare(read(a), read(b)));
  return `[${ordered.slice(0, k).map((cell) => inFull(read(cell), decimalsOf(cell.text)))}]`;
}

/** By value, not by text. */
function differentNumbers(cells: readonly OracleCell[]): readonly OracleCell[] {
  const byValue = new Map<string, OracleCell>();
  for (const cell of cells) {
    const { n, d } = reduce(numberIn(cell) as Rational);
    if (!byValue.has(`${n}/${d}`)) byValue.set(`${n}/${d}`, cell);
  }
  return [...byValue.values()];
}

/** How many decimals it takes to write a value in full, which `most` do. */
function leastDecimals({ n, d }: Rational, most: number): number {
  for (let decimals = 0; decimals < most; decimals++) if ((n * 10n ** BigInt(decimals)) % d === 0n) return decimals;
  return most;
}

function valueAnswer({ function: name, isDistinct, parameter }: AggregateExpr, cells: readonly OracleCell[]): Answer {
  const frequent = byFrequency(distinctOf(cells));
  const listed = isDistinct ? distinctOf(cells) : cells.map(({ keyKind, text }) => ({ kind: keyKind, text }));
  const rarest = frequent.filter((value) => value.count === frequent.at(-1)?.count)[0];
  const ofValue = (value: { kind: number; text: string } | undefined): Answer =>
    value === undefined ? NULL : [value.kind, value.text];
  switch (name) {
    case 'min':
      return extreme(distinctOf(cells)[0]);
    case 'max':
      return extreme(greatest(distinctOf(cells)));
    case 'first':
      return keyAnswer(cells[0]);
    case 'last':
      return keyAnswer(cells.at(-1));
    case 'mode':
      return ofValue(frequent[0]);
    case 'antimode':
      return ofValue(rarest);
    case 'top': {
      const shown = frequent.slice(0, Number(parameter));
      const items = shown.map((value) => `{"value":${jsonOf(value)},"count":${value.count}}`);
      return [CellKind.json, `[${items.join(',')}]`];
    }
    case 'any':
      return [CellKind.boolean, String(cells.some((cell) => booleanIn(cell) === true))];
    case 'all':
      return [CellKind.boolean, String(cells.every((cell) => booleanIn(cell) === true))];
    case 'string_agg':
      return [CellKind.text, listed.map(({ text }) => text).join(parameter)];
    case 'list':
      return [CellKind.json, `[${listed.map(jsonOf).join(',')}]`];
    default:
      throw new Error(`the oracle does not know ${name}`);
  }
}

/** A number is one, whatever it was in the input. */
function extreme(value: OracleValue | undefined): Answer {
  if (value === undefined) return NULL;
  return [numberIn(value) === undefined ? value.kind : CellKind.number, value.text];
}

/** Of equal numbers the first in order: the shortest text. */
function greatest(inTheirOrder: readonly OracleValue[]): OracleValue | undefined {
  const last = inTheirOrder.at(-1);
  const wanted = last && numberIn(last);
  if (wanted === undefined) return last;
  return inTheirOrder.find((value) => compare(numberIn(value) as Rational, wanted) === 0);
}

/** `rows` are those without nulls; the first column is y. */
function severalColumns(
  name: AggregateFunction,
  rows: readonly (readonly OracleCell[])[],
  columnCount: number,
): readonly Answer[] {
  const columns = Array.from({ length: columnCount }, (_, column) =>
    rows.map((row) => numberIn(row[column] as OracleCell) as Rational),
  );
  const [ys = [], ...xs] = columns;
  if (name === 'linreg') {
    const fit = regressionOf(ys, xs);
    return fit
      ? [...fit.coefficients, fit.r2].map((value) => number(ratioText(value)))
      : [NULL, NULL, ...xs.map(() => NULL)];
  }
  if (name === 'corr') return [number(correlationText(ys, xs[0] ?? []))];
  const covariance = covarianceOf(ys, xs[0] ?? [], name === 'covar');
  return [number(covariance && ratioText(covariance))];
}
