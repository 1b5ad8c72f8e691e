/** ClickHouse local, through chdb: with a given structure and with its own detection. */
import { basename, dirname, join } from 'node:path';
import {
  type AggregateDialect,
  aggregateList,
  type Command,
  columnList,
  type Peer,
  type Query,
  SQL_AGGREGATES,
} from '../query.ts';
import { packageVersion } from './find.ts';

/** A JSON field can be missing or null; the cells that the races read in CSV files are never empty. */
const CSV_KINDS = { integer: 'Int64', decimal: 'Float64', text: 'String' };
const JSON_KINDS = { integer: 'Nullable(Int64)', decimal: 'Nullable(Float64)', text: 'String' };

const AGGREGATES: AggregateDialect = {
  ...SQL_AGGREGATES,
  stddev: (x) => `stddevSamp(${x})`,
  median: (x) => `quantileExactInclusive(0.5)(${x})`,
  p95: (x) => `quantileExactInclusive(0.95)(${x})`,
  top_two: (x) => `arraySlice(arrayReverseSort(groupArray(${x})), 1, 2)`,
};

export function findClickHouse(): Peer | undefined {
  const version = packageVersion('chdb');
  if (version === undefined) return undefined;
  return {
    name: 'ClickHouse local (chdb)',
    version,
    hasHeader: false,
    idle: run('select 1'),
    variants: (query) => {
      const aggregates = aggregateList(query, AGGREGATES);
      if (aggregates === undefined) return [];
      const variant = (label: string, reader: string) => ({ label, command: run(select(query, aggregates, reader)) });
      const detected = query.dialect ? [] : [variant('structure detected', '')];
      return [variant('structure given', `, '${structure(query)}'`), ...detected];
    },
  };
}

function run(sql: string): Command {
  return { file: process.execPath, args: [join(import.meta.dirname, 'chdb-run.mjs'), sql] };
}

function select(query: Query, aggregates: readonly string[], structureArgument: string): string {
  const csv = query.dialect ? 'CSV' : 'CSVWithNames';
  const format = query.format === 'csv' ? csv : 'JSONEachRow';
  const delimiter = query.dialect ? `, format_csv_delimiter = '${query.dialect.delimiter}'` : '';
  const group = query.keys.length > 0 ? ` group by ${query.keys.join(', ')}` : '';
  const wanted = [...query.keys, ...aggregates].join(', ');
  const source = `file('${query.pattern ?? filePattern(query.files)}', '${format}'${structureArgument})`;
  return `select ${wanted} from ${source}${group} settings max_threads = 2${delimiter}`;
}

/** ClickHouse takes several files as a pattern, with one directory. */
function filePattern(files: readonly string[]): string {
  const [first = ''] = files;
  return files.length === 1 ? first : join(dirname(first), `{${files.map((file) => basename(file)).join(',')}}`);
}

/** Only the wanted columns: CSVWithNames finds them by the header, and skipping the others is faster. */
function structure(query: Query): string {
  if (query.dialect) return columnList(query, CSV_KINDS);
  const wanted = new Set([...query.keys, ...query.aggregates.flatMap(([, ...columns]) => columns)]);
  const schema = Object.fromEntries(Object.entries(query.schema).filter(([name]) => wanted.has(name)));
  return columnList({ ...query, schema }, query.format === 'csv' ? CSV_KINDS : JSON_KINDS);
}
