/** The answer by naive means: all records in memory, exact fractions, no partitions, no fast paths. */
import { CellKind } from '../../../src/core/values.ts';
import { type AggregateExpr, parseAggregateList } from '../../../src/plan/parse/aggregate-list.ts';
import { parseColumnList } from '../../../src/plan/parse/column-path.ts';
import type { Rows } from './engines.ts';
import type { OracleCell, OracleRecord } from './oracle-records.ts';
import type { Query } from './query.ts';
import {
  add,
  compare,
  decimalsOf,
  inFull,
  multiply,
  nearestDouble,
  nearestRoot,
  type Rational,
  readRational,
} from './rational.ts';

type Answer = readonly [kind: number, text: string];

/** What pq must answer; 'PQ_NOT_A_NUMBER' where a text stands in the way. */
export function askOracle(records: readonly OracleRecord[], query: Query): Rows | 'PQ_NOT_A_NUMBER' {
  const keys = query.keys === undefined ? [] : parseColumnList(query.keys);
  const aggregates = parseAggregateList(query.aggregates);
  const numeric = aggregates
    .filter((aggregate) => aggregate.function !== 'count')
    .flatMap(({ argument }) => argument ?? []);
  const cells = numeric.flatMap((column) => records.map((record) => record(column)));
  if (cells.some((cell) => cell.kind !== CellKind.null && numberIn(cell) === undefined)) return 'PQ_NOT_A_NUMBER';
  const groups = Map.groupBy(records, (record) => JSON.stringify(keys.map((key) => keyText(record(key)))));
  if (keys.length === 0 && groups.size === 0) groups.set('[]', []);
  return Array.from(groups.values(), (group) => [
    ...keys.map((key) => keyAnswer(group[0]?.(key))),
    ...aggregates.map((aggregate) => aggregateAnswer(aggregate, group)),
  ]);
}

function keyText({ kind, text }: OracleCell): string | null {
  return kind === CellKind.null ? null : text;
}

function keyAnswer(cell: OracleCell | undefined): Answer {
  if (cell === undefined || cell.kind === CellKind.null) return [CellKind.null, ''];
  return [cell.keyKind, cell.text];
}

// ---- aggregates -------------------------------------------------------------------------------------------------

function aggregateAnswer(aggregate: AggregateExpr, group: readonly OracleRecord[]): Answer {
  const { argument, function: name } = aggregate;
  if (argument === undefined) return [CellKind.number, String(group.length)];
  const cells = group.map((record) => record(argument)).filter((cell) => cell.kind !== CellKind.null);
  if (name === 'count') return [CellKind.number, String(cells.length)];
  const text = cells.length === 0 ? undefined : numberText(name, cells);
  return text === undefined ? [CellKind.null, ''] : [CellKind.number, text];
}

function numberText(name: AggregateExpr['function'], cells: readonly OracleCell[]): string | undefined {
  if (name === 'min' || name === 'max') return extreme(cells, name === 'min' ? 1 : -1);
  const values = cells.map((cell) => numberIn(cell) as Rational);
  const decimals = Math.max(...cells.map(({ text }) => decimalsOf(text)));
  const total = sum(values);
  if (name === 'sum') return inFull(total, decimals);
  if (name === 'avg') return quotientText(divide(total, values.length), leastDecimals(total, decimals));
  const isSample = !name.endsWith('_pop');
  if (isSample && values.length < 2) return undefined;
  const variance = varianceOf(values, isSample);
  return name.startsWith('var') ? quotientText(variance, -1) : String(nearestRoot(variance));
}

/** Of equal numbers the shortest text, then the least by bytes. */
function extreme(cells: readonly OracleCell[], sign: 1 | -1): string | undefined {
  const sorted = cells
    .map(({ text }) => text)
    .sort((a, b) => {
      const order = sign * compare(readRational(a) as Rational, readRational(b) as Rational);
      return order || a.length - b.length || (a < b ? -1 : 1);
    });
  return sorted[0];
}

/** By the definition: squared distances from the mean. */
function varianceOf(values: readonly Rational[], isSample: boolean): Rational {
  const mean = divide(sum(values), values.length);
  const distances = values.map((value) => add(value, { n: -mean.n, d: mean.d }));
  return divide(sum(distances.map((distance) => multiply(distance, distance))), values.length - Number(isSample));
}

function sum(values: readonly Rational[]): Rational {
  return values.reduce(add, { n: 0n, d: 1n });
}

/** How many decimals it takes to write a value in full, which `most` do. */
function leastDecimals({ n, d }: Rational, most: number): number {
  for (let decimals = 0; decimals < most; decimals++) if ((n * 10n ** BigInt(decimals)) % d === 0n) return decimals;
  return most;
}

function divide({ n, d }: Rational, by: number): Rational {
  return { n, d: d * BigInt(by) };
}

/** In full if no more decimals are needed; else the nearest double, from 2^53 on the nearest integer. */
function quotientText(quotient: Rational, decimals: number): string {
  const full = decimals < 0 ? undefined : inFull(quotient, decimals);
  if (full !== undefined) return full;
  const { n, d } = quotient;
  if ((n < 0n ? -n : n) / d < 2n ** 53n) return String(nearestDouble(quotient));
  return String(nearestInteger(quotient));
}

function nearestInteger({ n, d }: Rational): bigint {
  const below = n / d - (n < 0n ? 1n : 0n);
  const toMiddle = compare({ n: n - below * d, d }, { n: 1n, d: 2n });
  if (toMiddle === 0) return below + (below % 2n === 0n ? 0n : 1n);
  return toMiddle < 0 ? below : below + 1n;
}

function numberIn(cell: OracleCell): Rational | undefined {
  if (cell.kind === CellKind.boolean || cell.kind === CellKind.json) return undefined;
  const exponent = /e([+-]?\d+)$/i.exec(cell.text)?.[1] ?? '0';
  return Math.abs(Number(exponent)) > 4096 ? undefined : readRational(cell.text);
}
