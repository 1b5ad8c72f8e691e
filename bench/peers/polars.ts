/** Polars, through Python: both engines, lazily. Not for JSON arrays, which it can only read whole: 11 GB for 1.1 GB. */
import { join } from 'node:path';
import type { AggregateName, Command, Peer, Query } from '../query.ts';
import { firstLineOf } from './find.ts';

/** What polars-run.py knows. */
const FUNCTIONS: ReadonlySet<AggregateName> = new Set([
  ...(['count', 'sum', 'avg', 'min', 'max', 'stddev', 'median', 'p95', 'count_distinct', 'corr', 'top_two'] as const),
]);

const KINDS = { integer: 'Int64', decimal: 'Float64', text: 'String' };

export function findPolars(): Peer | undefined {
  // The interpreter itself: python3 on the PATH may be a script that takes 100 ms to find it.
  const found = firstLineOf('python3', ['-c', 'import sys, polars; print(polars.__version__, sys.executable)']);
  const [version, python] = found?.split(' ') ?? [];
  if (version === undefined || python === undefined) return undefined;
  return {
    name: 'Polars',
    version,
    hasHeader: false,
    idle: run(python, []),
    variants: (query) =>
      query.format === 'json-array' || query.aggregates.some(([name]) => !FUNCTIONS.has(name))
        ? []
        : [
            { label: 'streaming, types given', command: run(python, [request(query, 'streaming', true)]) },
            { label: 'streaming, types detected', command: run(python, [request(query, 'streaming', false)]) },
            { label: 'in memory, types given', command: run(python, [request(query, 'in-memory', true)]) },
          ],
  };
}

function run(python: string, args: readonly string[]): Command {
  const script = join(import.meta.dirname, 'polars-run.py');
  return { file: python, args: [script, ...args], env: { POLARS_MAX_THREADS: '2' } };
}

function request(query: Query, engine: 'streaming' | 'in-memory', typed: boolean): string {
  const { format, keys, aggregates, dialect, pattern } = query;
  const files = pattern ?? query.files;
  const schema = typed
    ? Object.fromEntries(Object.entries(query.schema).map(([name, kind]) => [name, KINDS[kind]]))
    : {};
  return JSON.stringify({ format, files, schema, keys, aggregates, engine, delimiter: dialect?.delimiter });
}
