/** ClickHouse local, through chdb: with a given structure and with its own detection. */
import { basename, dirname, join } from 'node:path';
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

/** A JSON field can be missing or null; the cells that the races read in CSV files are never empty. */
const CSV_KINDS = { integer: 'Int64', decimal: 'Float64', text: 'String' };
const JSON_KINDS = { integer: 'Nullable(Int64)', decimal: 'Nullable(Float64)', text: 'String' };

const SETTINGS = 'settings max_threads = 2';

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
      const variant = (label: string, structure: string) => ({
        label,
        command: run(select(query, aggregates, structure)),
      });
      const detected = query.dialect ? [] : [variant('structure detected', '')];
      return [variant('structure given', structureOf(query, wantedBy(query))), ...detected];
    },
    rowVariants,
  };
}

function rowVariants(query: RowQuery, output: string): readonly Variant[] {
  const sql = query.words.clickhouse;
  if (sql === undefined) return [];
  const format = query.output === 'csv' ? 'CSVWithNames' : 'JSONEachRow';
  const { right = query } = query;
  const variant = (label: string, structure: (source: Readable) => string) => {
    const select = sql(reader(query, structure(query)), reader(right, structure(right)));
    const settings = `${SETTINGS}${delimiterSetting(query)}`;
    return { label, command: { ...run(`${select} into outfile '${output}' format ${format} ${settings}`), output } };
  };
  const given = hasSchema(query) ? [variant('structure given', structureToRead)] : [];
  return query.dialect ? given : [...given, variant('structure detected', () => '')];
}

type Readable = Source & Pick<RowQuery, 'reads'>;

function structureToRead(source: Readable): string {
  return structureOf(source, source.reads ?? Object.keys(source.schema));
}

function delimiterSetting({ dialect }: Source): string {
  return dialect === undefined ? '' : `, format_csv_delimiter = '${dialect.delimiter}'`;
}

function run(sql: string): Command {
  return { file: process.execPath, args: [join(import.meta.dirname, 'chdb-run.mjs'), sql] };
}

function select(query: Query, aggregates: readonly string[], structureArgument: string): string {
  const group = query.keys.length > 0 ? ` group by ${query.keys.join(', ')}` : '';
  const wanted = [...query.keys, ...aggregates].join(', ');
  return `select ${wanted} from ${reader(query, structureArgument)}${group} ${SETTINGS}${delimiterSetting(query)}`;
}

function reader(source: Source, structureArgument: string): string {
  const csv = source.dialect ? 'CSV' : 'CSVWithNames';
  const format = source.format === 'csv' ? csv : 'JSONEachRow';
  return `file('${source.pattern ?? filePattern(source.files)}', '${format}'${structureArgument})`;
}

/** ClickHouse takes several files as a pattern, with one directory. */
function filePattern(files: readonly string[]): string {
  const [first = ''] = files;
  return files.length === 1 ? first : join(dirname(first), `{${files.map((file) => basename(file)).join(',')}}`);
}

/** Only the wanted columns: CSVWithNames finds them by the header, and skipping the others is faster. */
function structureOf(source: Source, wanted: readonly string[]): string {
  const columns = Object.entries(source.schema).filter(([name]) => source.dialect || wanted.includes(name));
  const kinds = source.format === 'csv' ? CSV_KINDS : JSON_KINDS;
  return `, '${columnList({ schema: Object.fromEntries(columns) }, kinds)}'`;
}

function wantedBy({ keys, aggregates }: Query): readonly string[] {
  return [...keys, ...aggregates.flatMap(([, ...columns]) => columns)];
}
