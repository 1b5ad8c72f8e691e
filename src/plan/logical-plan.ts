/**
 * What the user asked for, as a readonly tree of `kind`-tagged data: no functions, no files opened, no columns
 * resolved. What is said about every kind is said in a Record by kind, so that a new kind fails to compile until
 * everybody knows it.
 */
import { formatQuantity } from '../core/sizes.ts';
import type { ColumnPath, InputDialect, InputFile } from '../protocol/stage.ts';
import { type AggregateExpr, aggregateText } from './parse/aggregate-expr.ts';

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
}

export interface Aggregate {
  readonly kind: 'aggregate';
  readonly input: Scan;
  /** What to group by; empty for one group of everything. */
  readonly keys: readonly ColumnPath[];
  readonly aggregates: readonly AggregateExpr[];
}

export type LogicalPlan = Scan | Aggregate;

type Kind = LogicalPlan['kind'];
type Node<K extends Kind> = Extract<LogicalPlan, { readonly kind: K }>;
type ByKind<Value> = { readonly [K in Kind]: (node: Node<K>) => Value };

const DESCRIPTION: ByKind<string> = {
  scan: ({ files, dialect, alignment, nullValues }) => {
    const source = dialect.sourceColumn === undefined ? '' : `, the name of each as ${dialect.sourceColumn}`;
    const nulls = nullValues.length === 0 ? '' : `, null: ${nullValues.map((text) => JSON.stringify(text)).join(' ')}`;
    const columns = alignment === 'union' ? '' : `, columns: ${alignment}`;
    return `scan ${formatQuantity(files.length, 'file')}${source}${columns}${nulls}`;
  },
  aggregate: ({ keys, aggregates }) => {
    const groups = keys.length === 0 ? '' : ` by ${keys.map((key) => key.text).join(', ')}`;
    return `aggregate ${aggregates.map((each) => `${aggregateText(each)} as ${each.name}`).join(', ')}${groups}`;
  },
};

const INPUTS: ByKind<readonly LogicalPlan[]> = {
  scan: () => [],
  aggregate: ({ input }) => [input],
};

/** The tree as lines: each node below the one that it feeds, two spaces further in. */
export function planLines(plan: LogicalPlan): readonly string[] {
  const inputs = dispatch(INPUTS, plan).flatMap(planLines);
  return [dispatch(DESCRIPTION, plan), ...inputs.map((line) => `  ${line}`)];
}

/** The compiler cannot see that the function found under a node's kind takes that node. */
function dispatch<Value>(table: ByKind<Value>, node: LogicalPlan): Value {
  return (table[node.kind] as (node: LogicalPlan) => Value)(node);
}
