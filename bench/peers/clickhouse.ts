/** ClickHouse local, through chdb: with a given structure and with its own detection. */
import { basename, dirname, join } from 'node:path';
import { aggregateList, type Command, columnList, type Peer, type Query } from '../query.ts';
import { packageVersion } from './find.ts';

/** A JSON field can be missing or null; the cells that the races read in CSV files are never empty. */
const CSV_KINDS = { integer: 'Int64', decimal: 'Float64', text: 'String' };
const JSON_KINDS = { integer: 'Nullable(Int64)', decimal: 'Nullable(Float64)', text: 'String' };

export function findClickHouse(): Peer | undefined {
  const version = packageVersion('chdb');
  if (version === undefined) return undefined;
  return {
    name: 'ClickHouse local (chdb)',
    version,
    hasHeader: false,
    idle: run('select 1'),
    variants: (query) => [
      { label: 'structure given', command: run(select(query, `, '${structure(query)}'`)) },
      { label: 'structure detected', command: run(select(query, '')) },
    ],
  };
}

function run(sql: string): Command {
  return { file: process.execPath, args: [join(import.meta.dirname, 'chdb-run.mjs'), sql] };
}

function select(query: Query, structureArgument: string): string {
  const format = query.format === 'csv' ? 'CSVWithNames' : 'JSONEachRow';
  const group = query.keys.length > 0 ? ` group by ${query.keys.join(', ')}` : '';
  const wanted = [...query.keys, ...aggregateList(query)].join(', ');
  const source = `file('${query.pattern ?? filePattern(query.files)}', '${format}'${structureArgument})`;
  return `select ${wanted} from ${source}${group} settings max_threads = 2`;
}

/** ClickHouse takes several files as a pattern, with one directory. */
function filePattern(files: readonly string[]): string {
  const [first = ''] = files;
  return files.length === 1 ? first : join(dirname(first), `{${files.map((file) => basename(file)).join(',')}}`);
}

/** Only the wanted columns: CSVWithNames finds them by the header, and skipping the others is faster. */
function structure(query: Query): string {
  const wanted = new Set([...query.keys, ...query.aggregates.map(([, column]) => column)]);
  const schema = Object.fromEntries(Object.entries(query.schema).filter(([name]) => wanted.has(name)));
  return columnList({ ...query, schema }, query.format === 'csv' ? CSV_KINDS : JSON_KINDS);
}
