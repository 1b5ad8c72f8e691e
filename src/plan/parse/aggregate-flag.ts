/** The value of an aggregate's flag: columns by comma (`--avg age,income`), each with a parameter where the aggregate
 * has one (`--quantile income:0.5,income:0.95`). */
import { AGGREGATES, type AggregateFunction, type Parameter } from '../../core/aggregates.ts';
import type { ColumnPath } from '../../protocol/stage.ts';
import { type AggregateExpr, aggregateExpr } from './aggregate-expr.ts';
import { PARAMETER_WORDS, parameterOf } from './aggregate-parameter.ts';
import { parseColumnList, parseColumnPath } from './column-path.ts';
import { syntaxError } from './syntax-error.ts';

/** `text` is undefined for a flag without a value: all records. Throws PQ_USAGE. */
export function parseAggregateFlag(name: AggregateFunction, text: string | undefined): readonly AggregateExpr[] {
  const { parameter, orRecords } = AGGREGATES[name];
  if (text === undefined || (orRecords && text === '*')) return [exprOf(name, [], undefined)];
  if (parameter === undefined) return parseColumnList(text).map((path) => exprOf(name, [path], undefined));
  return itemsOf(text).map(({ column, value, start }) => {
    const given = value ?? parameter.default;
    const read = given === undefined ? undefined : parameterOf(parameter.kind, given);
    if (read === undefined) throw parameterError(name, parameter, text, start);
    return exprOf(name, [parseColumnPath(column)], read);
  });
}

function exprOf(name: AggregateFunction, paths: readonly ColumnPath[], parameter: string | undefined): AggregateExpr {
  return aggregateExpr(name, { arguments: paths, isDistinct: false, parameter });
}

interface Item {
  readonly column: string;
  /** What stands behind the last colon outside quotes. */
  readonly value: string | undefined;
  /** Where the item is in the text. */
  readonly start: number;
}

/** Cut at commas outside quotes. */
function itemsOf(text: string): readonly Item[] {
  let end = -1;
  return text.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((item) => {
    const start = end + 1;
    end = start + item.length;
    const [, column = item, value] = /^(.*):([^:"]*)$/s.exec(item) ?? [];
    return { column, value, start };
  });
}

function parameterError(name: AggregateFunction, { name: what, kind }: Parameter, text: string, start: number) {
  const hint = `write --${name.replaceAll('_', '-')} COL:${what.toUpperCase()}; a column with a colon in its name is written in double quotes`;
  return syntaxError(`${what} must be ${PARAMETER_WORDS[kind]}`, text, start, hint);
}
