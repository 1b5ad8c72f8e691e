/** The parameter of an aggregate: the 0.95 of `quantile(income, 0.95)`, the separator of `string_agg(city, '; ')`. */
import type { AggregateCall } from '../../core/aggregate-aliases.ts';
import { aggregateUsage, type Parameter, type ParameterKind } from '../../core/aggregates.ts';
import { readFraction } from '../../core/fractions.ts';
import type { TokenReader } from './token-reader.ts';

/** What is expected of a parameter, for errors. */
export const PARAMETER_WORDS: Readonly<Record<ParameterKind, string>> = {
  fraction: 'a number from 0 to 1, such as 0.95',
  count: 'a whole number from 1 to 999999, such as 10',
  text: "a text in quotes, such as '; '",
};

/** The value of a parameter from its text, each value in one way; undefined when it is none of that kind. */
export function parameterOf(kind: ParameterKind, text: string): string | undefined {
  if (kind === 'fraction') return readFraction(text);
  if (kind === 'count') return /^0*[1-9]\d{0,5}$/.test(text) ? String(Number(text)) : undefined;
  return text;
}

/** Reads what stands behind the columns: a comma and the parameter, or nothing where a default or the function's name
 * says what it is. */
export function readParameter(reader: TokenReader, call: AggregateCall, { name, kind, ...more }: Parameter): string {
  if (call.fixed !== undefined) return call.fixed;
  const otherwise = call.default ?? more.default;
  if (!reader.nextIsSymbol(',') && otherwise !== undefined) return otherwise;
  reader.expect(',', `${call.function} needs ${name}: write ${aggregateUsage(call.function)}`);
  const { start } = reader.peek();
  const text = kind === 'text' ? readText(reader) : readBare(reader);
  const value = parameterOf(kind, text);
  if (value !== undefined) return value;
  throw reader.error(`${name} must be ${PARAMETER_WORDS[kind]}`, start, `write ${aggregateUsage(call.function)}`);
}

function readText(reader: TokenReader): string {
  const { kind } = reader.peek();
  if (kind === 'quoted' || kind === 'text') return reader.next().text;
  throw reader.expected(PARAMETER_WORDS.text);
}

/** Up to the next comma or parenthesis, as it was typed: a number's dot is a symbol elsewhere. */
function readBare(reader: TokenReader): string {
  const first = reader.peek();
  let last = first;
  while (reader.peek().kind !== 'end' && !reader.nextIsSymbol(',') && !reader.nextIsSymbol(')')) last = reader.next();
  return reader.slice(first.start, last.end);
}
