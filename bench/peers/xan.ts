/** xan: its parallel aggregation, and one thread. */
import type { Peer, Query } from '../query.ts';
import { firstLineOf } from './find.ts';

export function findXan(): Peer | undefined {
  const version = firstLineOf('xan', ['--version']);
  if (version === undefined) return undefined;
  return {
    name: 'xan',
    version,
    hasHeader: true,
    variants: (query) =>
      query.format === 'csv'
        ? [
            { label: 'parallel', command: { file: 'xan', args: args(query, ['--parallel']) } },
            { label: 'one thread', command: { file: 'xan', args: args(query, []) } },
          ]
        : [],
  };
}

function args(query: Query, parallel: readonly string[]): readonly string[] {
  const expressions = query.aggregates.map(([name, column], index) => `${name}(${column}) as a${index}`).join(', ');
  const verb = query.keys.length > 0 ? ['groupby', ...parallel, query.keys.join(',')] : ['agg', ...parallel];
  return [...verb, expressions, ...query.files];
}
