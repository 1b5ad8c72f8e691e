/** What each verb of a chain says: its operands and options as a node of the logical plan. */
import { suggest } from '../../core/did-you-mean.ts';
import { PqError } from '../../core/errors.ts';
import type { Verb } from '../../plan/logical-plan.ts';
import type { AggregateExpr } from '../../plan/parse/aggregate-expr.ts';
import { aggregateExpr } from '../../plan/parse/aggregate-expr.ts';
import { parseAggregateFlag } from '../../plan/parse/aggregate-flag.ts';
import { parseAggregateList } from '../../plan/parse/aggregate-list.ts';
import { parseColumnList } from '../../plan/parse/column-path.ts';
import type { Expr } from '../../plan/parse/expr.ts';
import { parseCondition } from '../../plan/parse/expression.ts';
import { parseAssignments, parseSelectList } from '../../plan/parse/select-list.ts';
import { callExpr } from '../../plan/parse/static-type.ts';
import type { ColumnPath } from '../../protocol/stage.ts';
import { aggregateOfFlag } from '../aggregate-options.ts';
import { readCount, readFraction } from '../values.ts';
import { readJoin } from './join.ts';
import { looksLikeFile } from './looks-like-file.ts';
import { readPartition, readPersist } from './partition.ts';
import { readSort } from './sort.ts';
import { firstOperand, optionOf, type ReadVerb, type Segment, type VerbWords } from './words.ts';

const DEFAULT_COUNT = 10;

const READERS: Readonly<Record<string, (words: VerbWords) => ReadVerb>> = {
  agg: (words) => ({ verbs: [readAggregate(words)], rest: words.operands }),
  count: ({ operands }) => {
    const count = aggregateExpr('count', { arguments: [], isDistinct: false, parameter: undefined });
    return { verbs: [{ kind: 'aggregate', keys: [], aggregates: [count] }], rest: operands };
  },
  cat: ({ operands }) => ({ verbs: [], rest: operands }),
  filter: (words) => {
    const [text, rest] = firstOperand(words, "an expression: pq filter 'age > 30' people.csv");
    return { verbs: [{ kind: 'filter', condition: parseCondition(text, words.loaded) }], rest };
  },
  project: (words) => {
    const [text, rest] = firstOperand(words, "a list of columns: pq project 'name, age' people.csv");
    return { verbs: [{ kind: 'project', items: parseSelectList(text, words.loaded) }], rest };
  },
  map: (words) => {
    const [text, rest] = firstOperand(words, "an assignment: pq map 'yearly = income * 12' people.csv");
    return { verbs: [{ kind: 'map', assignments: parseAssignments(text, words.loaded) }], rest };
  },
  join: readJoin,
  partition: readPartition,
  persist: readPersist,
  sort: readSort,
  head: (words) => withCount(words, 'head'),
  tail: (words) => withCount(words, 'tail'),
  distinct: ({ operands }) => {
    const [first, ...rest] = operands;
    const areColumns = first !== undefined && !looksLikeFile(first);
    const columns = areColumns ? parseColumnList(first) : [];
    return { verbs: [{ kind: 'distinct', columns }], rest: areColumns ? rest : operands };
  },
  sample: (words) => {
    const [text, rest] = firstOperand(words, 'a fraction: pq sample 1% people.csv');
    const seed = readCount('--seed', optionOf(words, 'seed') ?? '0', 0);
    return { verbs: [{ kind: 'sample', fraction: readFraction('sample', text), seed }], rest };
  },
  repeat: (words) => {
    const [text, rest] = firstOperand(words, 'a number: pq repeat 8 people.csv');
    return { verbs: [{ kind: 'repeat', count: readCount('repeat', text, 0) }], rest };
  },
};

/** The verbs of a segment, --drop-null and --where before them. Throws PQ_USAGE. */
export function readVerb(segment: Segment, isFirst: boolean, loaded: ReadonlySet<string>): ReadVerb {
  const words = { ...segment, isFirst, loaded };
  const reader = READERS[segment.name];
  if (reader === undefined) throw new Error(`nobody reads the words of ${segment.name}`);
  const { verbs, ...others } = reader(words);
  const valuesOf = (option: string): readonly string[] =>
    segment.mentions.flatMap(({ name, value = '' }) => (name === option ? [value] : []));
  const conditions = [
    ...valuesOf('drop-null').flatMap((list) => parseColumnList(list).map(isThere)),
    ...valuesOf('where').map((text) => parseCondition(text, loaded)),
  ];
  return { verbs: [...conditions.map((condition): Verb => ({ kind: 'filter', condition })), ...verbs], ...others };
}

/** `column is not null`. */
function isThere(path: ColumnPath): Expr {
  const column: Expr = { kind: 'column', path, source: path.text, start: 0 };
  return callExpr('not', [callExpr('is_null', [column], column)], column);
}

function readAggregate({ mentions, loaded }: VerbWords): Verb {
  const aggregates: AggregateExpr[] = [];
  const keys: ColumnPath[] = [];
  for (const { name, value } of mentions) {
    const aggregate = aggregateOfFlag(name);
    if (aggregate !== undefined) aggregates.push(...parseAggregateFlag(aggregate, value));
    if (name === 'agg') aggregates.push(...parseAggregateList(value ?? '', loaded));
    if (name === 'group-by') keys.push(...parseColumnList(value ?? ''));
  }
  if (aggregates.length > 0) return { kind: 'aggregate', keys, aggregates };
  throw new PqError('PQ_USAGE', 'nothing to compute', { hint: 'add --count, or --avg COLUMN' });
}

/** The number may be the first operand, or follow -n. */
function withCount(words: VerbWords, kind: 'head' | 'tail'): ReadVerb {
  const [first = '', ...rest] = words.operands;
  const given = optionOf(words, 'lines');
  if (given !== undefined) return { verbs: [{ kind, count: readCount('-n', given, 0) }], rest: words.operands };
  if (!/^-?\d+$/.test(first)) return { verbs: [{ kind, count: DEFAULT_COUNT }], rest: words.operands };
  return { verbs: [{ kind, count: readCount(kind, first.replace(/^-/, ''), 0) }], rest };
}

/** What cannot be read as a verb. */
export function unknownVerb(word: string, verbs: readonly string[]): PqError {
  const problem = word === '' ? 'there is no verb after "then"' : `unknown verb ${JSON.stringify(word)} after "then"`;
  const meant = suggest(word, verbs);
  const hint = meant === undefined ? `the verbs are: ${verbs.join(', ')}` : `did you mean ${meant}?`;
  return new PqError('PQ_USAGE', problem, { hint });
}
