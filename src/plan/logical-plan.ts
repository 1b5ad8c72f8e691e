/**
 * What the user asked for, as a readonly tree of `kind`-tagged data: no functions, no files opened, no columns
 * resolved. What is said about every kind is said in a Record by kind, so that a new kind fails to compile until
 * everybody knows it.
 */
import { formatQuantity } from '../core/sizes.ts';
import type { DataSet } from '../protocol/data-set.ts';
import type { ColumnPath, InputDialect, InputFile, JoinKind } from '../protocol/stage.ts';
import { type AggregateExpr, aggregateText } from './parse/aggregate-expr.ts';
import type { Expr } from './parse/expr.ts';
import { expressionText, nameText } from './parse/expression-text.ts';
import type { Assignment, SelectItem, SortItem } from './parse/select-list.ts';
import { type PartitionBy, partitionText } from './partition-by.ts';

/** What --columns says about files of different headers. */
export const ALIGNMENTS = ['union', 'intersect', 'strict'] as const;
export type Alignment = (typeof ALIGNMENTS)[number];

export interface Scan {
  readonly kind: 'scan';
  readonly files: readonly InputFile[];
  readonly dialect: InputDialect;
  readonly alignment: Alignment;
  /** Cells with one of these texts are null. */
  readonly nullValues: readonly string[];
  /** All columns, where somebody asks for them. */
  readonly columns?: readonly ColumnPath[] | undefined;
  /** How often each of the files is in the list, one list behind the other; once when it is not said. */
  readonly times?: number;
  /** That the files are of, by DataSetPart.set. */
  readonly dataSets?: readonly DataSet[];
  /** All files of data sets are read, whatever is asked for. */
  readonly readsAllParts?: boolean;
  /** Set where files were left out: how many there were, and what for. */
  readonly pruned?: { readonly fileCount: number; readonly by: string };
}

/** How a join is done: what it copies, cuts or compares. All give the same rows. */
export const STRATEGIES = ['auto', 'broadcast', 'shuffle', 'prepartitioned', 'naive'] as const;
type Strategy = (typeof STRATEGIES)[number];

export const VALIDATIONS = ['1:1', '1:m', 'm:1'] as const;

/** What a join says besides its sides. */
export interface JoinOptions {
  readonly how: JoinKind;
  /** Pairs of expressions over the rows of each side: equal texts match. None for cross. */
  readonly keys: readonly JoinKey[];
  readonly nullsEqual: boolean;
  /** What is put behind names of the right side that the left one has, and before all names of a side. */
  readonly suffixRight: string;
  readonly prefixLeft: string;
  readonly prefixRight: string;
  /** On which side no two rows may have the same keys: left (1:m), right (m:1), or both (1:1). */
  readonly validate: (typeof VALIDATIONS)[number] | undefined;
  /** How many rows may come of it at most, in rows of the larger side. */
  readonly maxBlowup: number | undefined;
  readonly strategy: Strategy;
  /** Up to how many bytes a side is copied to every worker, unless told otherwise. */
  readonly broadcastBytes: number;
}

export interface JoinKey {
  readonly left: Expr;
  readonly right: Expr;
  /** Both are the column of this name, of which one is left out. */
  readonly name: string | undefined;
}

/** Rows of two plans with the same keys, beside each other. */
export interface Join extends JoinOptions {
  readonly kind: 'join';
  readonly input: LogicalPlan;
  readonly right: LogicalPlan;
  /** Its number: no two joins of a chain have the same. */
  readonly side: number;
  /** Which of the sides that were typed its right one is, counted through the chain; that of its number, usually. */
  readonly of?: number;
  /** What became of the strategy that was asked for. */
  readonly choice?: JoinChoice;
  /** About how many rows there are of each key, as far as that is known. */
  readonly repeats?: { readonly left: number | undefined; readonly right: number | undefined };
  /** Its sides stand the other way round: what was typed on the right comes by, and what was typed on the left is the table.
   * Keys and kind are those of the sides as they stand; names and the order of rows as they were typed. */
  readonly isSwapped?: true;
  /** Columns of the right side that are read from its table for the left one. */
  readonly sharedNames?: readonly string[];
}

export interface JoinChoice {
  readonly strategy: Exclude<Strategy, 'auto'>;
  readonly reason: string;
  /** Into how many both sides are cut, where they are. */
  readonly bucketCount: number;
  /** The right side of a bucket can come in several parts, one after the other. */
  readonly groupsRight: boolean;
  /** The left side is the small one: it is copied, and the right one comes by. */
  readonly copiesLeft?: true;
}

export interface Filter {
  readonly kind: 'filter';
  readonly input: LogicalPlan;
  readonly condition: Expr;
}

/** A list of columns; what is not in it is left out. */
export interface Project {
  readonly kind: 'project';
  readonly input: LogicalPlan;
  readonly items: readonly SelectItem[];
}

/** All columns, and some that are new or have new values; each sees those before it. */
export interface MapColumns {
  readonly kind: 'map';
  readonly input: LogicalPlan;
  readonly assignments: readonly Assignment[];
}

export interface Aggregate {
  readonly kind: 'aggregate';
  readonly input: LogicalPlan;
  /** What to group by; empty for one group of everything. */
  readonly keys: readonly ColumnPath[];
  readonly aggregates: readonly AggregateExpr[];
}

export interface Sort {
  readonly kind: 'sort';
  readonly input: LogicalPlan;
  readonly keys: readonly SortItem[];
  /** Of rows with equal keys only the first is wanted. */
  readonly isUnique: boolean;
  /** How many rows are wanted; all when it is not said. */
  readonly limit?: number;
}

export interface Head {
  readonly kind: 'head';
  readonly input: LogicalPlan;
  readonly count: number;
}

interface Tail {
  readonly kind: 'tail';
  readonly input: LogicalPlan;
  readonly count: number;
}

/** The first row of each combination of values of the columns; of all of them when none are named. */
interface Distinct {
  readonly kind: 'distinct';
  readonly input: LogicalPlan;
  readonly columns: readonly ColumnPath[];
}

/** No rows: fails at the first one that is out of order. */
interface CheckOrder {
  readonly kind: 'check-order';
  readonly input: LogicalPlan;
  readonly keys: readonly SortItem[];
  readonly isUnique: boolean;
}

/** No rows: they are kept in a directory, cut into files. The last step of a chain. */
export interface Partition {
  readonly kind: 'partition';
  readonly input: LogicalPlan;
  readonly by: PartitionBy;
  /** A data set that is there is replaced. */
  readonly isForced: boolean;
  /** Where it is named by the verb itself. */
  readonly directory?: string;
}

interface Sample {
  readonly kind: 'sample';
  readonly input: LogicalPlan;
  /** From 0 to 1: how likely a row is kept. */
  readonly fraction: number;
  readonly seed: number;
}

/** All rows, then all of them again. */
export interface Repeat {
  readonly kind: 'repeat';
  readonly input: LogicalPlan;
  readonly count: number;
}

export type LogicalPlan = Scan | Step;
type Step = RowStep | Aggregate | Sort | CheckOrder | Head | Tail | Distinct | Repeat | Join | Partition;
type RowStep = Filter | Project | MapColumns | Sample;

/** What a verb of the command line makes of what comes before it. */
export type Verb = Step extends infer Each ? (Each extends Step ? Omit<Each, 'input' | 'right'> : never) : never;

/** The verbs over the scan, the first one first; a join has the plan of its side on the right. */
export function chain(scan: Scan, verbs: readonly Verb[], rights: readonly LogicalPlan[] = []): LogicalPlan {
  return verbs.reduce<LogicalPlan>((input, verb) => {
    const right = verb.kind === 'join' ? { right: rights[verb.side] } : {};
    return { ...verb, ...right, input } as LogicalPlan;
  }, scan);
}

/** The steps of a plan in the order in which rows go through them, and what they start from. */
export function unchain(plan: LogicalPlan): { readonly scan: Scan; readonly steps: readonly Step[] } {
  const steps: Step[] = [];
  let node = plan;
  for (; node.kind !== 'scan'; node = node.input) steps.unshift(node);
  return { scan: node, steps };
}

/** The same node over another input. */
export function withInput<Node extends Step>(node: Node, input: LogicalPlan): Node {
  return { ...node, input };
}

type Kind = LogicalPlan['kind'];
type Node<K extends Kind> = Extract<LogicalPlan, { readonly kind: K }>;
type ByKind<Value> = { readonly [K in Kind]: (node: Node<K>) => Value };

const DESCRIPTION: ByKind<string> = {
  scan: ({ files, dialect, alignment, nullValues, times, pruned }) => {
    const source = dialect.sourceColumn === undefined ? '' : `, the name of each as ${dialect.sourceColumn}`;
    const nulls = nullValues.length === 0 ? '' : `, null: ${nullValues.map((text) => JSON.stringify(text)).join(' ')}`;
    const columns = alignment === 'union' ? '' : `, columns: ${alignment}`;
    const several = times === undefined ? '' : `, ${timesText(times)}`;
    const count = files.length / (times || 1);
    const read = pruned === undefined ? formatQuantity(count, 'file') : `${count} of ${pruned.fileCount} files`;
    const reason = pruned === undefined ? '' : `, by ${pruned.by}`;
    return `scan ${read}${reason}${several}${source}${columns}${nulls}`;
  },
  filter: ({ condition }) => `filter ${expressionText(condition)}`,
  project: ({ items }) => `project ${items.map(itemText).join(', ')}`,
  map: ({ assignments }) =>
    `map ${assignments.map(({ name, expression }) => `${nameText(name)} = ${expressionText(expression)}`).join(', ')}`,
  aggregate: ({ keys, aggregates }) => {
    const groups = keys.length === 0 ? '' : ` by ${keys.map((key) => key.text).join(', ')}`;
    const texts = aggregates.map((each) => ` ${aggregateText(each)} as ${each.name}`);
    return `aggregate${texts.join(',')}${groups}`;
  },
  sort: ({ keys, limit, isUnique }) =>
    `sort ${keys.map(sortText).join(', ')}${isUnique ? ', each once' : ''}${limit === undefined ? '' : `, the first ${limit}`}`,
  'check-order': ({ keys, isUnique }) =>
    `check the order by ${keys.map(sortText).join(', ')}${isUnique ? ', each once' : ''}`,
  head: ({ count }) => `head ${count}`,
  tail: ({ count }) => `tail ${count}`,
  distinct: ({ columns }) =>
    columns.length === 0 ? 'distinct' : `distinct ${columns.map(({ text }) => nameText(text)).join(', ')}`,
  sample: ({ fraction, seed }) => `sample ${fraction}, seed ${seed}`,
  partition: ({ by }) => partitionText(by),
  join: ({ how, keys, nullsEqual, choice }) => {
    const on = keys.map(({ left, right, name }) => name ?? `${expressionText(left)} = ${expressionText(right)}`);
    const nulls = nullsEqual ? ', nulls are equal' : '';
    return `${how} join${on.length === 0 ? '' : ` on ${on.join(', ')}`}${nulls}${choice ? `, ${choice.strategy}` : ''}`;
  },
  repeat: ({ count }) => `repeat ${count}`,
};

/** `8 times over`. */
export function timesText(times: number): string {
  return `${formatQuantity(times, 'time')} over`;
}

function itemText(item: SelectItem): string {
  if (item.kind === 'all') {
    return item.exclude.length === 0 ? '*' : `* exclude (${item.exclude.map(({ text }) => text).join(', ')})`;
  }
  const text = expressionText(item.expression);
  return text === item.name ? text : `${text} as ${nameText(item.name)}`;
}

function sortText({ expression, isDescending, nulls, values }: SortItem): string {
  const how = values === 'any' ? '' : ` as ${values}`;
  return `${expressionText(expression)}${how}${isDescending ? ' desc' : ''}${nulls === 'first' ? ' nulls first' : ''}`;
}

/** What a node's rows come from: of a join the left side first. */
export function inputsOf(plan: LogicalPlan): readonly LogicalPlan[] {
  if (plan.kind === 'scan') return [];
  return plan.kind === 'join' ? [plan.input, plan.right] : [plan.input];
}

/** The tree as lines: each node below the one that it feeds, two spaces further in. */
export function planLines(plan: LogicalPlan): readonly string[] {
  return [
    describe(plan),
    ...inputsOf(plan)
      .flatMap(planLines)
      .map((line) => `  ${line}`),
  ];
}

/** A node in words. The compiler cannot see that the function found under a node's kind takes that node. */
export function describe(node: LogicalPlan): string {
  // Names that are not the user's begin with a byte that nobody types.
  return (DESCRIPTION[node.kind] as (node: LogicalPlan) => string)(node).replaceAll('\0', '');
}
