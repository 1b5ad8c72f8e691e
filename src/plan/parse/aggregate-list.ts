/**
 * Aggregates as users write them: `avg(age) as a, count(*), sum("credit-card".limit)`.
 *
 *   list      = aggregate { "," aggregate }
 *   aggregate = function "(" [ "*" | path ] ")" [ "as" name ]
 */
import { AGGREGATE_ALIASES, AGGREGATES, type AggregateFunction } from '../../core/aggregates.ts';
import { suggest } from '../../core/did-you-mean.ts';
import type { ColumnPath } from '../../protocol/stage.ts';
import { readColumnPath, readName } from './column-path.ts';
import { TokenReader } from './token-reader.ts';

export interface AggregateExpr {
  readonly function: AggregateFunction;
  /** Undefined is count(*): records. */
  readonly argument: ColumnPath | undefined;
  /** Of the output column. */
  readonly name: string;
}

export function parseAggregateList(text: string): readonly AggregateExpr[] {
  return new TokenReader(text).list(readAggregate, '"," or "as"');
}

/** An aggregate under its usual name: avg_age, count_age, count. */
export function aggregateOf(aggregate: AggregateFunction, argument: ColumnPath | undefined): AggregateExpr {
  return { function: aggregate, argument, name: argument === undefined ? aggregate : `${aggregate}_${argument.text}` };
}

function readAggregate(reader: TokenReader): AggregateExpr {
  const nameStart = reader.peek().start;
  const aggregate = readFunction(reader);
  reader.expect('(', `an aggregate is written as ${aggregate}(column)`);
  const argument = readArgument(reader);
  if (argument === undefined && aggregate !== 'count') {
    throw reader.error(`${aggregate} needs a column`, nameStart, `write ${aggregate}(column)`);
  }
  reader.expect(')');
  const expr = aggregateOf(aggregate, argument);
  return reader.acceptWord('as') ? { ...expr, name: readName(reader, 'a name after "as"') } : expr;
}

function readFunction(reader: TokenReader): AggregateFunction {
  const { start } = reader.peek();
  const name = readName(reader, 'an aggregate such as avg(column)');
  const known = findFunction(name.toLowerCase());
  if (known !== undefined) return known;
  const meant = suggest(name, [...Object.keys(AGGREGATES), ...Object.keys(AGGREGATE_ALIASES)]);
  const all = `the aggregates are ${Object.keys(AGGREGATES).join(', ')}`;
  throw reader.error(`unknown aggregate ${name}`, start, meant === undefined ? all : `did you mean ${meant}?`);
}

function findFunction(name: string): AggregateFunction | undefined {
  if (Object.hasOwn(AGGREGATES, name)) return name as AggregateFunction;
  return Object.hasOwn(AGGREGATE_ALIASES, name) ? AGGREGATE_ALIASES[name] : undefined;
}

/** The column between the parentheses; undefined for `*` and for nothing. */
function readArgument(reader: TokenReader): ColumnPath | undefined {
  if (reader.nextIsSymbol(')')) return undefined;
  const first = reader.peek();
  const after = reader.peek(1);
  if (first.kind === 'word' && first.text === '*' && after.kind !== 'word') {
    reader.next();
    return undefined;
  }
  if (first.kind === 'word' && first.text.toLowerCase() === 'distinct' && ['word', 'quoted'].includes(after.kind)) {
    throw reader.error(
      'distinct is not supported yet',
      first.start,
      'a column of that name is written in double quotes',
    );
  }
  return readColumnPath(reader);
}
