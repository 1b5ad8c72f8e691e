/**
 * Lists of expressions:
 *
 *   pq project   item { "," item },  item = "*" [ "exclude" "(" path { "," path } ")" ] | expression [ [ "as" ] name ]
 *   pq map       name "=" expression { "," name "=" expression }
 *   pq join      expression { "," expression }
 *   pq sort      expression [ "asc" | "desc" ] [ "nulls" ( "first" | "last" ) ] { "," ... }
 */
import type { ColumnPath } from '../../protocol/stage.ts';
import { readColumnPath, readName } from './column-path.ts';
import type { Expr } from './expr.ts';
import { readExpression, strayHint } from './expression.ts';
import { staticType } from './static-type.ts';
import { TokenReader } from './token-reader.ts';
import { EXPRESSIONS, isReserved } from './vocabulary.ts';

export type SelectItem =
  | { readonly kind: 'all'; readonly exclude: readonly ColumnPath[] }
  | { readonly kind: 'expression'; readonly expression: Expr; readonly name: string };

export interface Assignment {
  readonly name: string;
  readonly expression: Expr;
}

export interface SortItem {
  readonly expression: Expr;
  readonly isDescending: boolean;
  readonly nulls: 'first' | 'last';
  /** As of protocol's SortKey. */
  readonly values: 'any' | 'number' | 'text' | 'natural';
}

/** Throws PQ_USAGE, as all of these do. */
export function parseSelectList(text: string, loaded?: ReadonlySet<string>): readonly SelectItem[] {
  const read = (reader: TokenReader) => readSelectItem(reader, loaded);
  return new TokenReader(text, EXPRESSIONS).list(read, '"," or "as"', strayHint);
}

export function parseAssignments(text: string, loaded?: ReadonlySet<string>): readonly Assignment[] {
  const read = (reader: TokenReader) => readAssignment(reader, loaded);
  return new TokenReader(text, EXPRESSIONS).list(read, 'an operator, "," or the end', strayHint);
}

export function parseExpressionList(text: string, loaded?: ReadonlySet<string>): readonly Expr[] {
  const read = (reader: TokenReader) => readExpression(reader, loaded);
  return new TokenReader(text, EXPRESSIONS).list(read, '"," or the end', strayHint);
}

export function parseSortList(text: string, loaded?: ReadonlySet<string>): readonly SortItem[] {
  const read = (reader: TokenReader) => readSortItem(reader, loaded);
  return new TokenReader(text, EXPRESSIONS).list(read, '",", "asc" or "desc"', strayHint);
}

// ---- pq project -------------------------------------------------------------------------------------------------

function readSelectItem(reader: TokenReader, loaded: ReadonlySet<string> | undefined): SelectItem {
  if (reader.accept('*')) return { kind: 'all', exclude: readExcluded(reader) };
  const { start } = reader.peek();
  const expression = readExpression(reader, loaded);
  const typed = reader.slice(start, reader.peek(-1).end);
  const usual = expression.kind === 'column' ? expression.path.text : typed;
  return { kind: 'expression', expression, name: readAlias(reader) ?? usual };
}

function readExcluded(reader: TokenReader): readonly ColumnPath[] {
  if (!reader.acceptWord('exclude') && !reader.acceptWord('except')) return [];
  reader.expect('(', 'it is written as * exclude (a, b)');
  const paths = [readColumnPath(reader)];
  while (reader.accept(',')) paths.push(readColumnPath(reader));
  reader.expect(')');
  return paths;
}

/** `as` may be left out. */
function readAlias(reader: TokenReader): string | undefined {
  if (reader.acceptWord('as')) return readName(reader, 'a name after "as"');
  const { kind, text } = reader.peek();
  const isName = kind === 'quoted' || (kind === 'word' && !isReserved(text));
  return isName ? readName(reader, 'a name') : undefined;
}

// ---- pq map, pq sort --------------------------------------------------------------------------------------------

function readAssignment(reader: TokenReader, loaded: ReadonlySet<string> | undefined): Assignment {
  const name = readName(reader, 'the name of a column');
  reader.expect('=', 'it is written as total = price * 2; a name with other characters stands in double quotes');
  return { name, expression: readExpression(reader, loaded) };
}

function readSortItem(reader: TokenReader, loaded: ReadonlySet<string> | undefined): SortItem {
  const expression = readExpression(reader, loaded);
  const isDescending = reader.acceptWord('desc');
  if (!isDescending) reader.acceptWord('asc');
  return {
    expression,
    isDescending,
    nulls: readNulls(reader),
    values: staticType(expression) === 'text' ? 'text' : 'any',
  };
}

function readNulls(reader: TokenReader): SortItem['nulls'] {
  if (!reader.acceptWord('nulls')) return 'last';
  if (reader.acceptWord('first')) return 'first';
  if (reader.acceptWord('last')) return 'last';
  throw reader.expected('first or last', 'nulls come last when nothing is said');
}
