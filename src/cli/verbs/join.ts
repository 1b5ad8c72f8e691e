/** `pq join`: which rows of two sides stand beside each other. */
import { PqError } from '../../core/errors.ts';
import { formatQuantity, parseSize } from '../../core/sizes.ts';
import { type JoinKey, type JoinOptions, STRATEGIES, VALIDATIONS } from '../../plan/logical-plan.ts';
import { parseColumnList } from '../../plan/parse/column-path.ts';
import type { Expr } from '../../plan/parse/expr.ts';
import { parseExpressionList } from '../../plan/parse/select-list.ts';
import { callExpr } from '../../plan/parse/static-type.ts';
import type { JoinKind } from '../../protocol/stage.ts';
import { readChoice, readRatio } from '../values.ts';
import { optionOf, type ReadVerb, type VerbWords } from './words.ts';

const KINDS = ['inner', 'left', 'right', 'full', 'semi', 'anti', 'cross'] as const satisfies readonly JoinKind[];
/** What others call them. */
const KIND_ALIASES: Readonly<Record<string, JoinKind>> = { outer: 'full', 'left-semi': 'semi', 'left-anti': 'anti' };
const DEFAULT_SUFFIX = '_right';
/** Copying a side costs every worker the time to read it; cutting both costs each row of both. */
const BROADCAST_BYTES = 256 * 1024 ** 2;

/** Throws PQ_USAGE. */
export function readJoin(words: VerbWords): ReadVerb {
  const { rest, right } = readSides(words);
  return { verbs: [{ kind: 'join', side: 0, ...readOptions(words) }], rest, right };
}

/** First in a chain it names both sides; behind another verb the left side is what comes from there. */
function readSides(words: VerbWords): { readonly rest: readonly string[]; readonly right: readonly string[] } {
  const { isFirst, operands } = words;
  const [left, right] = [valuesOf(words, 'left'), valuesOf(words, 'right')];
  if (left.length > 0 && !isFirst)
    throw usage('--left stands in the first verb only', 'the left side is what comes here');
  if (left.length > 0) return { rest: left, right: rightOf(right, operands) };
  if (right.length > 0) return { rest: operands, right };
  if (operands.length === 0) {
    throw usage(
      `pq join needs ${isFirst ? 'two sides' : 'a side on the right'}`,
      'pq join --on id people.csv orders.csv',
    );
  }
  if (!isFirst) return { rest: operands.slice(1), right: operands.slice(0, 1) };
  if (operands.length > 2) {
    throw usage(
      `pq join has two sides, and here are ${operands.length}: ${operands.join(' ')}`,
      'several files of a side: --left a.csv --left b.csv --right c.csv, or a pattern in quotes',
    );
  }
  return { rest: operands.slice(0, -1), right: operands.slice(-1) };
}

/** --left is given, and --right or one operand. */
function rightOf(right: readonly string[], operands: readonly string[]): readonly string[] {
  const [only, ...others] = right.length > 0 ? [undefined, ...operands] : operands;
  if (others.length > 0)
    throw usage(`the sides are named, and ${others.join(' ')} is left`, 'name it with --left or --right');
  if (only !== undefined) return [only];
  if (right.length > 0) return right;
  throw usage('pq join needs a side on the right', 'pq join --on id --left people.csv --right orders.csv');
}

function valuesOf({ mentions }: VerbWords, option: string): readonly string[] {
  return mentions.flatMap(({ name, value = '' }) => (name === option ? [value] : []));
}

function readOptions(words: VerbWords): JoinOptions {
  const how = readKind(optionOf(words, 'how') ?? 'inner');
  const validate = optionOf(words, 'validate');
  const maxBlowup = optionOf(words, 'max-blowup');
  const limit = optionOf(words, 'broadcast-limit');
  return {
    how,
    keys: readKeys(words, how),
    nullsEqual: words.mentions.some(({ name }) => name === 'nulls-equal'),
    suffixRight: optionOf(words, 'suffix-right') ?? DEFAULT_SUFFIX,
    prefixLeft: optionOf(words, 'prefix-left') ?? '',
    prefixRight: optionOf(words, 'prefix-right') ?? '',
    validate: validate === undefined ? undefined : readChoice('--validate', validate, VALIDATIONS),
    maxBlowup: maxBlowup === undefined ? undefined : readRatio('--max-blowup', maxBlowup),
    strategy: readChoice('--strategy', optionOf(words, 'strategy') ?? 'auto', STRATEGIES),
    broadcastBytes: limit === undefined ? BROADCAST_BYTES : parseSize(limit),
  };
}

function readKind(text: string): JoinKind {
  return KIND_ALIASES[text] ?? readChoice('--how', text, KINDS);
}

function readKeys(words: VerbWords, how: JoinKind): readonly JoinKey[] {
  const keys = [...namedKeys(words), ...pairedKeys(words)];
  if (how === 'cross' && keys.length > 0) throw usage('--how cross has no keys', 'leave out --on, or --how cross');
  if (how !== 'cross' && keys.length === 0) {
    throw usage('pq join needs keys', '--on id, or --left-on a --right-on b; every pair of rows: --how cross');
  }
  const isCased = words.mentions.some(({ name }) => name === 'ignore-case');
  return isCased ? keys.map(ignoringCase) : keys;
}

function namedKeys(words: VerbWords): readonly JoinKey[] {
  return valuesOf(words, 'on').flatMap((text) =>
    parseColumnList(text).map((path) => {
      const column: Expr = { kind: 'column', path, source: path.text, start: 0 };
      return { left: column, right: column, name: path.text };
    }),
  );
}

function pairedKeys(words: VerbWords): readonly JoinKey[] {
  const expressions = (option: string) =>
    valuesOf(words, option).flatMap((text) => parseExpressionList(text, words.loaded));
  const [left, right] = [expressions('left-on'), expressions('right-on')];
  if (left.length !== right.length) {
    const keys = formatQuantity(left.length, 'key');
    throw usage(`--left-on has ${keys} and --right-on ${right.length}`, 'one of each side for every pair');
  }
  return left.map((expression, at) => ({ left: expression, right: right[at] as Expr, name: undefined }));
}

function ignoringCase({ left, right, name }: JoinKey): JoinKey {
  return { left: callExpr('lower', [left], left), right: callExpr('lower', [right], right), name };
}

function usage(message: string, hint: string): PqError {
  return new PqError('PQ_USAGE', message, { hint });
}
