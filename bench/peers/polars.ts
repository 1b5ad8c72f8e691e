/** Polars, through Python: both engines, lazily. Not for JSON arrays, which it can only read whole: 11 GB for 1.1 GB. */
import { join } from 'node:path';
import {
  type AggregateName,
  type Command,
  hasSchema,
  type Peer,
  type Query,
  type Source,
  type Variant,
} from '../query.ts';
import type { RowQuery } from '../row-query.ts';
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
    rowVariants: (query, output) => rowVariants(python, query, output),
  };
}

function rowVariants(python: string, query: RowQuery, output: string): readonly Variant[] {
  if (query.words.polars === undefined) return [];
  const { format, files, words } = query;
  const variant = (label: string, schema: object) => {
    const request = {
      format,
      files,
      schema,
      sql: words.polars?.('people', 'people'),
      output,
      outputFormat: query.output,
    };
    return { label, command: { ...run(python, [JSON.stringify(request)], 'polars-rows.py'), output } };
  };
  const detected = variant('types detected', {});
  return hasSchema(query) ? [variant('types given', kindsOf(query)), detected] : [detected];
}

function run(python: string, args: readonly string[], name = 'polars-run.py'): Command {
  const script = join(import.meta.dirname, name);
  return { file: python, args: [script, ...args], env: { POLARS_MAX_THREADS: '2' } };
}

function request(query: Query, engine: 'streaming' | 'in-memory', typed: boolean): string {
  const { format, keys, aggregates, dialect, pattern } = query;
  const files = pattern ?? query.files;
  const schema = typed ? kindsOf(query) : {};
  return JSON.stringify({ format, files, schema, keys, aggregates, engine, delimiter: dialect?.delimiter });
}

function kindsOf({ schema }: Source): object {
  return Object.fromEntries(Object.entries(schema).map(([name, kind]) => [name, KINDS[kind]]));
}
