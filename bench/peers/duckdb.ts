/** DuckDB, through its Node package: with given column types and with its own detection. */
import { join } from 'node:path';
import {
  type AggregateDialect,
  aggregateList,
  type Command,
  columnList,
  hasSchema,
  type Peer,
  type Query,
  type Source,
  SQL_AGGREGATES,
  type Variant,
} from '../query.ts';
import type { RowQuery } from '../row-query.ts';
import { packageVersion } from './find.ts';

const KINDS = { integer: "'BIGINT'", decimal: "'DOUBLE'", text: "'VARCHAR'" };

const AGGREGATES: AggregateDialect = {
  ...SQL_AGGREGATES,
  stddev: (x) => `stddev_samp(${x})`,
  median: (x) => `median(${x})`,
  p95: (x) => `quantile_cont(${x}, 0.95)`,
  top_two: (x) => `max(${x}, 2)`,
};

export function findDuckDB(): Peer | undefined {
  const version = packageVersion('@duckdb/node-api');
  if (version === undefined) return undefined;
  return {
    name: 'DuckDB',
    version,
    hasHeader: false,
    idle: run('select 1'),
    variants: (query) => {
      const aggregates = aggregateList(query, AGGREGATES);
      if (aggregates === undefined) return [];
      const variant = (label: string, reader: string) => ({ label, command: run(select(query, aggregates, reader)) });
      const detected = query.dialect ? [] : [variant('types detected', detectingReader(query))];
      return [variant('types given', typedReader(query)), ...detected];
    },
    rowVariants,
  };
}

function rowVariants(query: RowQuery, output: string): readonly Variant[] {
  const sql = query.words.duckdb;
  if (sql === undefined) return [];
  const { duckdbSettings } = query.words;
  const settings = duckdbSettings === undefined ? '' : `${duckdbSettings}; `;
  const format = query.output === 'csv' ? 'csv, header true' : 'json';
  const { right = query } = query;
  const variant = (label: string, reader: (source: Source) => string) => ({
    label,
    command: {
      ...run(`${settings}copy (${sql(reader(query), reader(right))}) to '${output}' (format ${format})`),
      output,
    },
  });
  const given = hasSchema(query) ? [variant('types given', typedReader)] : [];
  return query.dialect ? given : [...given, variant('types detected', detectingReader)];
}

function run(sql: string): Command {
  return { file: process.execPath, args: [join(import.meta.dirname, 'duckdb-run.mjs'), sql] };
}

/** The answer is written by DuckDB itself, as its command-line client does. */
function select(query: Query, aggregates: readonly string[], reader: string): string {
  const group = query.keys.length > 0 ? ` group by ${query.keys.join(', ')}` : '';
  const wanted = [...query.keys, ...aggregates].join(', ');
  return `copy (select ${wanted} from ${reader}${group}) to '/dev/stdout' (format csv, header false)`;
}

function typedReader(query: Source): string {
  const columns = `columns = {${columnList(query, KINDS, ': ')}}`;
  if (query.format === 'csv') {
    const [header, delimiter] = query.dialect ? [false, query.dialect.delimiter] : [true, ','];
    const dialect = `auto_detect = false, header = ${header}, delim = '${delimiter}', quote = '"', escape = '"'`;
    return `read_csv(${fileList(query)}, ${dialect}, ${columns})`;
  }
  const format = query.format === 'ndjson' ? 'newline_delimited' : 'array';
  return `read_json(${fileList(query)}, format = '${format}', ${columns})`;
}

function detectingReader(query: Source): string {
  return `${query.format === 'csv' ? 'read_csv' : 'read_json'}(${fileList(query)})`;
}

function fileList(query: Source): string {
  const files = query.pattern === undefined ? query.files : [query.pattern];
  return `[${files.map((file) => `'${file}'`).join(', ')}]`;
}
