/** Miller: a thread for reading, one for each verb, one for writing. */
import type { AggregateName, Peer, Query } from '../query.ts';
import { type RowQuery, shellVariants } from '../row-query.ts';
import { firstLineOf } from './find.ts';

const FUNCTIONS: Readonly<Partial<Record<AggregateName, string>>> = {
  ...{ sum: 'sum', avg: 'mean', min: 'min', max: 'max', stddev: 'stddev', median: 'median', p95: 'p95' },
  count_distinct: 'distinct_count',
};

export function findMiller(): Peer | undefined {
  const version = firstLineOf('mlr', ['--version']);
  if (version === undefined) return undefined;
  return {
    name: 'Miller',
    version: version.replace('mlr ', ''),
    hasHeader: true,
    variants: (query) =>
      query.aggregates.every(([name]) => FUNCTIONS[name] !== undefined)
        ? [{ label: '', command: { file: 'mlr', args: args(query) } }]
        : [],
    rowVariants: (query) =>
      query.words.miller === undefined
        ? shellVariants(query, 'miller')
        : [{ label: '', command: { file: 'mlr', args: rowArgs(query, query.words.miller) } }],
  };
}

function rowArgs({ format, output, files }: RowQuery, verbs: readonly string[]): readonly string[] {
  const flag = { csv: 'csv', ndjson: 'jsonl' };
  return [`--i${flag[format]}`, `--o${flag[output]}`, ...verbs, ...files];
}

/** stats1 computes every function of every field, so that what was not asked for is cut off behind it. */
function args(query: Query): readonly string[] {
  const input = { csv: '--icsv', ndjson: '--ijsonl', 'json-array': '--ijson' }[query.format];
  const functions = new Set(query.aggregates.map(([name]) => FUNCTIONS[name]));
  const fields = new Set(query.aggregates.map(([, column]) => column));
  const group = query.keys.length > 0 ? ['-g', query.keys.join(',')] : [];
  const dialect = query.dialect ? ['--implicit-csv-header', '--ifs', query.dialect.delimiter] : [];
  const label = query.dialect ? ['label', Object.keys(query.schema).join(','), 'then'] : [];
  const wanted = [...query.keys, ...query.aggregates.map(([name, column]) => `${column}_${FUNCTIONS[name]}`)];
  const stats = ['stats1', '-a', [...functions].join(','), '-f', [...fields].join(','), ...group];
  return [input, '--ocsv', ...dialect, ...label, ...stats, 'then', 'cut', '-o', '-f', wanted.join(','), ...query.files];
}
