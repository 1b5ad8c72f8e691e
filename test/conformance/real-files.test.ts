/**
 * Real files against the oracle: every column counted, numbers aggregated, a column to group by; inline and cut among
 * workers. Where pq deviates from the reference readers the reason stands in docs/conformance.md and here.
 */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CellKind } from '../../src/core/values.ts';
import { corpus, filesOf } from '../helpers/engine/corpora.ts';
import { Engines } from '../helpers/engine/engines.ts';
import { askOracle } from '../helpers/engine/oracle.ts';
import { csvRecords, jsonArrayRecords, jsonRecords, type OracleRecord } from '../helpers/engine/oracle-records.ts';
import { aggregatesOfOnePass, everyAggregateOf, planQuery, type Query } from '../helpers/engine/query.ts';
import { readRational } from '../helpers/engine/rational.ts';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';

const CSV_CORPORA = ['nycflights', 'ourairports', 'datahub', 'vega', 'qsv', 'miller', 'csvkit_examples', 'duckdb/csv'];
const JSON_CORPORA = ['vega', 'qsv', 'simdjson', 'csvkit_examples', 'duckdb/json'];
/** What pq answers where the reference readers answer something else, or nothing. */
const HEADER_ONLY = { rows: [[[CellKind.number, '0']]] };
const DEVIATIONS: Readonly<Record<string, object>> = {
  // A carriage return alone does not end a record: the whole file is a header.
  'mac_newlines.csv': HEADER_ONLY,
  'lineitem-carriage.csv': HEADER_ONLY,
  // Text after a closing quote; csv-parse with relax_quotes takes the quotes for text.
  '14512.csv': { code: 'PQ_CSV_MALFORMED' },
  '14512_og.csv': { code: 'PQ_CSV_MALFORMED' },
  'bad_escape.csv': { code: 'PQ_CSV_MALFORMED' },
  'escape.csv': { code: 'PQ_CSV_MALFORMED' },
  'thijs_unquoted.csv': { code: 'PQ_CSV_MALFORMED' },
};
/** Tables up to this size are also asked for medians and the like: the oracle sorts exact fractions. */
const SORTED_ROWS = 400;
const files = new TemporaryFiles();
afterAll(() => files.remove());

describe.each(CSV_CORPORA.map(corpus))('$title: tables', (suite) => {
  const paths = filesOf(suite, /\.(csv|tsv)$/);
  test.skipIf(suite.isAbsent)('has some', () => expect(paths.length).toBeGreaterThan(0));
  test.each(paths.map((path) => [basename(path), path]))('%s', async (name, path) => {
    const delimiter = name.endsWith('.tsv') ? '\t' : ',';
    await check(path, () => tableOf(textOf(path), delimiter));
  });
});

describe.each([corpus('babynames')])('$title: tables without a header', (suite) => {
  const paths = filesOf(suite, /\.txt$/).slice(0, 2);
  test.skipIf(suite.isAbsent)('has some', () => expect(paths.length).toBeGreaterThan(0));
  test.each(paths.map((path) => [basename(path), path]))('%s', async (_name, path) => {
    const text = `column1,column2,column3\n${readFileSync(path, 'utf8')}`;
    await check(path, () => tableOf(text, ','), { from: 'csv', header: false });
  });
});

describe.each(JSON_CORPORA.map(corpus))('$title: JSON', (suite) => {
  const paths = filesOf(suite, /\.(json|jsonl|ndjson)$/);
  test.skipIf(suite.isAbsent)('has some', () => expect(paths.length).toBeGreaterThan(0));
  test.each(paths.map((path) => [basename(path), path]))('%s', async (name, path) => {
    await check(path, () =>
      recordsOf(readFileSync(path, 'utf8'), /l$|^nd/.test(name.slice(name.lastIndexOf('.') + 1))),
    );
  });
});

interface Table {
  readonly columns: readonly string[];
  readonly records: readonly OracleRecord[];
}

async function check(path: string, read: () => Table, dialect: Parameters<typeof planQuery>[2] = {}): Promise<void> {
  const deviation = DEVIATIONS[basename(path)];
  if (deviation !== undefined)
    return expect(await answerTo(path, { aggregates: 'count(*)' }, dialect)).toEqual(deviation);
  const table = readable(read);
  if (table === undefined) {
    const answer = await answerTo(path, { aggregates: 'count(*)' }, dialect);
    return expect(answer).toEqual({ code: expect.stringMatching(/^PQ_(CSV|JSON)_MALFORMED$/) as unknown });
  }
  const query = queryFor(table);
  expect(await answerTo(path, query, dialect)).toEqual({ rows: askOracle(table.records, query) });
}

/** The rows or the error, from one process and from three workers alike. */
async function answerTo(path: string, query: Query, dialect: Parameters<typeof planQuery>[2]) {
  try {
    const engines = new Engines(planQuery([path], query, dialect), files.directory);
    const whole = await engines.inline();
    const chunkBytes = Math.max(1, Math.floor(statSync(path).size / 13));
    expect(await engines.withWorkers(3, { chunkBytes })).toEqual(whole);
    return 'rows' in whole ? { rows: whole.rows } : { code: whole.code };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return { code: error.code };
  }
}

// ---- what to ask ------------------------------------------------------------------------------------------------

/** Counts of up to ten columns, everything of two columns of numbers, by the column with the fewest values. */
function queryFor({ columns, records }: Table): Query {
  const facts = columns.slice(0, 30).map((name) => factsOf(name, records));
  const counts = facts.slice(0, 10).map(({ path }) => `count(${path})`);
  const numbers = facts.filter(({ isNumeric }) => isNumeric).slice(0, 2);
  const keys = facts.filter(({ isKey, distinct }) => isKey && distinct > 1).sort((a, b) => a.distinct - b.distinct);
  const aggregatesOf = records.length > SORTED_ROWS ? aggregatesOfOnePass : everyAggregateOf;
  const aggregates = ['count(*)', ...counts, ...numbers.map(({ path }) => aggregatesOf(path))];
  return { keys: keys[0]?.path, aggregates: aggregates.join(', ') };
}

function factsOf(name: string, records: readonly OracleRecord[]) {
  const cells = records
    .map((record) => record({ steps: [name], text: name }))
    .filter(({ kind }) => kind !== CellKind.null);
  const isScalar = cells.every(({ kind }) => kind !== CellKind.json);
  const isNumeric =
    isScalar && cells.every(({ kind, text }) => kind !== CellKind.boolean && readRational(text) !== undefined);
  return {
    path: `"${name.replaceAll('"', '""')}"`,
    distinct: new Set(cells.map(({ text }) => text)).size,
    isNumeric,
    isKey: isScalar,
  };
}

/** What the reference readers refuse, pq refuses, too. */
function readable(read: () => Table): Table | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

// ---- the reference readers --------------------------------------------------------------------------------------

/** UTF-16 where the byte order mark says so. */
function textOf(path: string): string {
  const bytes = readFileSync(path);
  const encoding = { fffe: 'utf-16le', feff: 'utf-16be' }[bytes.toString('hex', 0, 2)] ?? 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

function tableOf(text: string, delimiter: string): Table {
  const { header, records } = csvRecords(text, delimiter);
  return { columns: header, records };
}

function recordsOf(text: string, isLines: boolean): Table {
  const content = text.replace(/^\uFEFF/, '').trim();
  const lines = content.split('\n').filter((line) => line.trim() !== '');
  const texts = isLines || !isOneDocument(content) ? lines : [content];
  const records = content.startsWith('[') ? jsonArrayRecords(content) : jsonRecords(texts);
  const values = content.startsWith('[')
    ? (JSON.parse(content) as object[])
    : texts.map((each) => JSON.parse(each) as object);
  if (values.some((value) => typeof value !== 'object' || Array.isArray(value))) throw new Error('not records');
  return { columns: [...new Set(values.flatMap((value) => Object.keys(value)))], records };
}

function isOneDocument(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
