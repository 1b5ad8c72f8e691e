/** `pq sort`: its keys, as a list or by -k, and what is said of all of them. */
import { PqError } from '../../core/errors.ts';
import type { Verb } from '../../plan/logical-plan.ts';
import { parseColumnPath } from '../../plan/parse/column-path.ts';
import type { Expr } from '../../plan/parse/expr.ts';
import { parseSortList, type SortItem } from '../../plan/parse/select-list.ts';
import { callExpr } from '../../plan/parse/static-type.ts';
import { readCount } from '../values.ts';
import { firstOperand, optionOf, type ReadVerb, type VerbWords } from './words.ts';

const FLAGS = 'nrNit';

export function readSort(words: VerbWords): ReadVerb {
  const flagged = words.mentions.filter(({ name }) => name === 'key').map(({ value = '' }) => readKey(value));
  const isListed = flagged.length === 0;
  const [text, rest] = isListed
    ? firstOperand(words, "what to sort by: pq sort 'age desc' people.csv")
    : ['', words.operands];
  const keys = isListed ? parseSortList(text, words.loaded) : flagged;
  const has = (option: string): boolean => words.mentions.some(({ name }) => name === option);
  const limit = optionOf(words, 'limit');
  const sort = {
    keys: keys.map((key) => withGlobals(key, has)),
    isUnique: has('unique'),
    ...(limit === undefined ? {} : { limit: readCount('--limit', limit, 0) }),
  };
  if (!has('check')) return { verbs: [{ kind: 'sort', ...sort }], rest };
  if (limit !== undefined) throw new PqError('PQ_USAGE', '--check and --limit cannot be combined');
  return { verbs: [{ kind: 'check-order', keys: sort.keys, isUnique: sort.isUnique } satisfies Verb], rest };
}

/** `city`, `age:nr`: a column, and letters behind a colon. */
function readKey(text: string): SortItem {
  const colon = text.lastIndexOf(':');
  const letters = colon < 0 ? '' : text.slice(colon + 1);
  const hasFlags = letters !== '' && [...letters].every((letter) => /[A-Za-z]/.test(letter));
  const path = parseColumnPath(hasFlags ? text.slice(0, colon) : text);
  const column: Expr = { kind: 'column', path, source: path.text, start: 0 };
  const key: SortItem = { expression: column, isDescending: false, nulls: 'last', values: 'any' };
  return hasFlags ? [...letters].reduce((made, letter) => withFlag(made, letter, text), key) : key;
}

function withFlag(key: SortItem, letter: string, text: string): SortItem {
  switch (letter) {
    case 'n':
      return { ...key, values: 'number' };
    case 'N':
      return { ...key, values: 'natural' };
    case 't':
      return { ...key, values: 'text' };
    case 'r':
      return { ...key, isDescending: !key.isDescending };
    case 'i':
      return ignoringCase(key);
  }
  throw new PqError('PQ_USAGE', `--key ${text}: there is no flag ${letter}`, {
    hint: `the flags are ${[...FLAGS].join(' ')}: numbers, reverse, natural, ignoring case, as text; a colon in a name: "a:b" in quotes`,
  });
}

function withGlobals(key: SortItem, has: (option: string) => boolean): SortItem {
  const reversed = has('reverse') ? { ...key, isDescending: !key.isDescending } : key;
  const cased = has('ignore-case') ? ignoringCase(reversed) : reversed;
  if (cased.values !== 'any') return cased;
  if (has('natural')) return { ...cased, values: 'natural' };
  return has('numeric') ? { ...cased, values: 'number' } : cased;
}

function ignoringCase(key: SortItem): SortItem {
  return { ...key, expression: callExpr('lower', [key.expression], key.expression) };
}
