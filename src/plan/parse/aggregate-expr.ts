/** A call of an aggregate function, what its column is called, and how it is written. */
import { AGGREGATES, type AggregateFunction } from '../../core/aggregates.ts';
import { percentOfFraction } from '../../core/fractions.ts';
import type { ColumnPath } from '../../protocol/stage.ts';
import type { Expr } from './expr.ts';
import { expressionText } from './expression-text.ts';

export interface AggregateExpr {
  readonly function: AggregateFunction;
  /** Its columns; none is count(*): records. */
  readonly arguments: readonly ColumnPath[];
  /** Computed from the different values of its column. */
  readonly isDistinct: boolean;
  /** As text: a fraction (the shortest way to write it), a count, a separator. */
  readonly parameter: string | undefined;
  /** Which records count; all when it is not said. */
  readonly condition?: Expr;
  /** Of the output column; what the names of several output columns start with. */
  readonly name: string;
}

export type AggregateArguments = Omit<AggregateExpr, 'function' | 'name' | 'condition'>;

/** Under its usual name: avg_age, count, sum_distinct_price, p95_income, corr_y_x, linreg_y. */
export function aggregateExpr(name: AggregateFunction, call: AggregateArguments): AggregateExpr {
  const { parameter, columns, moreColumns } = AGGREGATES[name];
  const isQuantile = parameter?.kind === 'fraction' && call.parameter !== undefined;
  const start = isQuantile ? name.replace('quantile', `p${percentOfFraction(call.parameter)}`) : name;
  const named = call.arguments.slice(0, moreColumns ? 1 : columns.length).map(({ text }) => text);
  return { function: name, ...call, name: [start, ...(call.isDistinct ? ['distinct'] : []), ...named].join('_') };
}

/** `string_agg(distinct city, '; ')`. */
export function aggregateText(expr: AggregateExpr): string {
  const { parameter } = AGGREGATES[expr.function];
  const columns = expr.arguments.length === 0 ? ['*'] : expr.arguments.map(({ text }) => text);
  const behind = parameter?.kind === 'text' ? `'${expr.parameter?.replaceAll("'", "''")}'` : expr.parameter;
  const words = [...columns, ...(behind === undefined ? [] : [behind])].join(', ');
  const filter = expr.condition === undefined ? '' : ` filter (where ${expressionText(expr.condition)})`;
  return `${expr.function}(${expr.isDistinct ? 'distinct ' : ''}${words})${filter}`;
}
