/** DuckDB, through its Node package: with given column types and with its own detection. */
import { join } from 'node:path';
import { aggregateList, type Command, columnList, type Peer, type Query } from '../query.ts';
import { packageVersion } from './find.ts';

const KINDS = { integer: "'BIGINT'", decimal: "'DOUBLE'", text: "'VARCHAR'" };

export function findDuckDB(): Peer | undefined {
  const version = packageVersion('@duckdb/node-api');
  if (version === undefined) return undefined;
  return {
    name: 'DuckDB',
    version,
    hasHeader: false,
    idle: run('select 1'),
    variants: (query) => [
      { label: 'types given', command: run(select(query, typedReader(query))) },
      { label: 'types detected', command: run(select(query, detectingReader(query))) },
    ],
  };
}

function run(sql: string): Command {
  return { file: process.execPath, args: [join(import.meta.dirname, 'duckdb-run.mjs'), sql] };
}

/** The answer is written by DuckDB itself, as its command-line client does. */
function select(query: Query, reader: string): string {
  const group = query.keys.length > 0 ? ` group by ${query.keys.join(', ')}` : '';
  const wanted = [...query.keys, ...aggregateList(query)].join(', ');
  return `copy (select ${wanted} from ${reader}${group}) to '/dev/stdout' (format csv, header false)`;
}

function typedReader(query: Query): string {
  const columns = `columns = {${columnList(query, KINDS, ': ')}}`;
  if (query.format === 'csv') {
    const dialect = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"'";
    return `read_csv(${fileList(query)}, ${dialect}, ${columns})`;
  }
  const format = query.format === 'ndjson' ? 'newline_delimited' : 'array';
  return `read_json(${fileList(query)}, format = '${format}', ${columns})`;
}

function detectingReader(query: Query): string {
  return `${query.format === 'csv' ? 'read_csv' : 'read_json'}(${fileList(query)})`;
}

function fileList(query: Query): string {
  const files = query.pattern === undefined ? query.files : [query.pattern];
  return `[${files.map((file) => `'${file}'`).join(', ')}]`;
}
