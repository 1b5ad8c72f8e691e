/**
 * Aggregates as users write them: `avg(age) as a, count(*), quantile(income, 0.95), string_agg(distinct city, '; ')`.
 *
 *   list      = aggregate { "," aggregate }
 *   aggregate = function "(" [ "*" | [ "distinct" ] path { "," path } [ "," parameter ] ] ")" [ filter ] [ "as" name ]
 *   filter    = "filter" "(" "where" expression ")"
 *   parameter = number | "'" text "'" | '"' text '"'
 */
import { type AggregateCall, aggregateAliases, findAggregate } from '../../core/aggregate-aliases.ts';
import { AGGREGATE_NAMES, AGGREGATES, aggregateUsage } from '../../core/aggregates.ts';
import { suggest } from '../../core/did-you-mean.ts';
import type { ColumnPath } from '../../protocol/stage.ts';
import { type AggregateArguments, type AggregateExpr, aggregateExpr } from './aggregate-expr.ts';
import { readParameter } from './aggregate-parameter.ts';
import { readColumnPath, readName } from './column-path.ts';
import type { Expr } from './expr.ts';
import { parseCondition } from './expression.ts';
import { TokenReader } from './token-reader.ts';

/** x1, x2, ... of linreg. */
const COLUMNS_AT_MOST = 17;

/** `loaded`: functions that conditions can call besides those of pq. */
export function parseAggregateList(text: string, loaded?: ReadonlySet<string>): readonly AggregateExpr[] {
  return new TokenReader(text).list((reader) => readAggregate(reader, loaded), '"," or "as"');
}

function readAggregate(reader: TokenReader, loaded: ReadonlySet<string> | undefined): AggregateExpr {
  const { start } = reader.peek();
  const call = readFunction(reader);
  reader.expect('(', `an aggregate is written as ${aggregateUsage(call.function)}`);
  const expr = readCall(reader, call, start);
  reader.expect(')');
  const condition = readFilter(reader, loaded);
  const filtered = condition === undefined ? expr : { ...expr, condition };
  return reader.acceptWord('as') ? { ...filtered, name: readName(reader, 'a name after "as"') } : filtered;
}

// ---- the function -----------------------------------------------------------------------------------------------

function readFunction(reader: TokenReader): AggregateCall {
  const { start } = reader.peek();
  const name = readFunctionName(reader);
  const known = findAggregate(name.toLowerCase());
  if (known !== undefined) return known;
  const meant = suggest(name, [...AGGREGATE_NAMES, ...aggregateAliases()]);
  const all = `pq help aggregates lists them: ${AGGREGATE_NAMES.join(', ')}`;
  throw reader.error(`unknown aggregate ${name}`, start, meant === undefined ? all : `did you mean ${meant}?`);
}

/** A name; `p99.9` is one, though its dot is a symbol elsewhere. */
function readFunctionName(reader: TokenReader): string {
  const name = readName(reader, 'an aggregate such as avg(column)');
  const isPercent = /^p\d+$/i.test(name) && /^\d+$/.test(reader.peek(1).text);
  return isPercent && reader.accept('.') ? `${name}.${reader.next().text}` : name;
}

// ---- what stands between the parentheses ------------------------------------------------------------------------

function readCall(reader: TokenReader, call: AggregateCall, nameStart: number): AggregateExpr {
  const { columns, parameter, distinct } = AGGREGATES[call.function];
  const isDistinct = readDistinct(reader, call) || call.isDistinct === true;
  const paths = readColumns(reader, call);
  if (paths.length < columns.length && !(paths.length === 0 && mayCountRecords(call, isDistinct))) {
    const usage = aggregateUsage(call.function);
    throw reader.error(`${call.function} needs ${columnsText(columns.length)}`, nameStart, `write ${usage}`);
  }
  const value = parameter && readParameter(reader, call, parameter);
  if (isDistinct && distinct === 'count_distinct') return aggregateExpr(distinct, columnsOnly(paths));
  return aggregateExpr(call.function, {
    arguments: paths,
    isDistinct: isDistinct && distinct === 'values',
    parameter: value,
  });
}

function columnsOnly(paths: readonly ColumnPath[]): AggregateArguments {
  return { arguments: paths, isDistinct: false, parameter: undefined };
}

function columnsText(count: number): string {
  return count === 1 ? 'a column' : `${count} columns`;
}

function mayCountRecords(call: AggregateCall, isDistinct: boolean): boolean {
  return AGGREGATES[call.function].orRecords === true && !isDistinct;
}

/** Takes `distinct` where it is not a column of that name: another one stands behind it. */
function readDistinct(reader: TokenReader, call: AggregateCall): boolean {
  const { start } = reader.peek();
  if (!['word', 'quoted'].includes(reader.peek(1).kind) || !reader.acceptWord('distinct')) return false;
  if (AGGREGATES[call.function].distinct !== undefined) return true;
  const hint = 'leave it out; a column whose name begins with that word is written in double quotes';
  throw reader.error(`distinct makes no sense in ${aggregateUsage(call.function)}`, start, hint);
}

/** The columns; none for `*` and for nothing. */
function readColumns(reader: TokenReader, call: AggregateCall): readonly ColumnPath[] {
  if (reader.nextIsSymbol(')') || acceptStar(reader)) return [];
  const { columns, moreColumns } = AGGREGATES[call.function];
  const most = moreColumns ? COLUMNS_AT_MOST : columns.length;
  const paths = [readColumnPath(reader)];
  while (paths.length < most && reader.accept(',')) paths.push(readColumnPath(reader));
  if (moreColumns && reader.nextIsSymbol(',')) {
    throw reader.error(`${call.function} takes at most ${most} columns`, reader.peek().start);
  }
  return paths;
}

function acceptStar(reader: TokenReader): boolean {
  const isStar = reader.peek().text === '*' && reader.peek(1).kind !== 'word';
  return isStar && reader.acceptWord('*');
}

/** `filter (where ...)`: an expression, whose words are others than those of column names. */
function readFilter(reader: TokenReader, loaded: ReadonlySet<string> | undefined): Expr | undefined {
  const { kind, text } = reader.peek();
  const isFilter = kind === 'word' && text.toLowerCase() === 'filter' && reader.peek(1).text === '(';
  if (!isFilter) return undefined;
  reader.next();
  reader.expect('(');
  if (!reader.acceptWord('where')) throw reader.expected('where', 'it is written as count(*) filter (where age > 30)');
  const { start } = reader.peek();
  for (let depth = 1; depth > 0; reader.next()) {
    if (reader.peek().kind === 'end') throw reader.expected('")"');
    if (reader.nextIsSymbol('(')) depth += 1;
    else if (reader.nextIsSymbol(')')) depth -= 1;
  }
  return parseCondition(reader.slice(start, reader.peek(-1).start), loaded);
}
