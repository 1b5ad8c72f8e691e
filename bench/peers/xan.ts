/** xan: its parallel aggregation, and one thread. */
import {
  type AggregateDialect,
  aggregateList,
  type Command,
  type Peer,
  type Query,
  SQL_AGGREGATES,
  type Variant,
} from '../query.ts';
import { type RowQuery, shellVariants } from '../row-query.ts';
import { firstLineOf } from './find.ts';

const { corr: _, ...COMMON } = SQL_AGGREGATES;
const AGGREGATES: AggregateDialect = {
  ...COMMON,
  count: () => 'count()',
  stddev: (x) => `stddev_sample(${x})`,
  median: (x) => `median(${x})`,
  count_distinct: (x) => `cardinality(${x})`,
};

export function findXan(): Peer | undefined {
  const version = firstLineOf('xan', ['--version']);
  if (version === undefined) return undefined;
  return {
    name: 'xan',
    version,
    hasHeader: true,
    variants: (query) =>
      query.format === 'csv' && query.dialect === undefined && aggregateList(query, AGGREGATES)
        ? [
            { label: 'parallel', command: { file: 'xan', args: args(query, ['--parallel']) } },
            { label: 'one thread', command: { file: 'xan', args: args(query, []) } },
          ]
        : [],
    rowVariants,
  };
}

function rowVariants(query: RowQuery): readonly Variant[] {
  const {
    words: { xan = [], xanThen },
    files: [file = ''],
  } = query;
  if (xan.length === 0) return shellVariants(query, 'xan');
  return xan.map((args) => ({
    label: args.includes('--parallel') ? 'parallel' : 'one thread',
    command: xanThen === undefined ? { file: 'xan', args: [...args, file] } : piped([...args, file], xanThen),
  }));
}

function piped(first: readonly string[], second: readonly string[]): Command {
  const line = (args: readonly string[]) => ['xan', ...args.map((arg) => `'${arg}'`)].join(' ');
  return { file: 'sh', args: ['-c', `${line(first)} | ${line(second)}`] };
}

function args(query: Query, parallel: readonly string[]): readonly string[] {
  const aggregates = aggregateList(query, AGGREGATES) ?? [];
  const expressions = aggregates.map((text, index) => `${text} as a${index}`).join(', ');
  const verb = query.keys.length > 0 ? ['groupby', ...parallel, query.keys.join(',')] : ['agg', ...parallel];
  return [...verb, expressions, ...query.files];
}
