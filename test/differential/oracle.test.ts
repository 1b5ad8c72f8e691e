/** Random data and random queries: inline, partitioned at random, and in blocks of random size, against the oracle. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { Engines } from '../helpers/engine/engines.ts';
import { askOracle } from '../helpers/engine/oracle.ts';
import { csvRecords, jsonRecords, type OracleRecord } from '../helpers/engine/oracle-records.ts';
import {
  everyAggregateOf,
  everyAggregateOfSeveral,
  everyAggregateOfText,
  planQuery,
  type Query,
} from '../helpers/engine/query.ts';
import { csvText } from '../helpers/engine/random-csv.ts';
import { jsonTexts } from '../helpers/engine/random-json.ts';
import { runs } from '../helpers/engine/runs.ts';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const cut = fc.record({
  chunkBytes: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 5000 })),
  workers: fc.integer({ min: 1, max: 3 }),
  blockBytes: fc.integer({ min: 64, max: 700 }),
});
type Cut = typeof cut extends fc.Arbitrary<infer Value> ? Value : never;

/** `texts` are the columns that may hold anything. */
function queries(
  keys: readonly (string | undefined)[],
  columns: readonly string[],
  texts: readonly string[],
): fc.Arbitrary<Query> {
  const ofTexts = fc.subarray([...texts], { minLength: 1 }).map((some) => some.map(everyAggregateOfText).join(', '));
  const ofNumbers = fc.tuple(fc.shuffledSubarray([...columns], { minLength: 1 }), fc.boolean()).map(aggregatesOf);
  return fc.record({
    keys: fc.constantFrom(...keys),
    aggregates: fc.oneof({ weight: 3, arbitrary: ofNumbers }, { weight: 1, arbitrary: ofTexts }),
  });
}

/** Of each of the columns, and perhaps of all together. */
function aggregatesOf([[y = '', x, ...more], isTogether]: readonly [readonly string[], boolean]): string {
  const together = x !== undefined && isTogether ? [everyAggregateOfSeveral(y, x, ...more)] : [];
  const each = [y, ...(x === undefined ? [] : [x]), ...more].map(everyAggregateOf);
  return [...together, ...each].join(', ');
}

const csvQueries = queries([undefined, 'k', 'l', 'k, l', 'l, k, y'], ['x', 'y'], ['k', 'l', 'x', 'y']);
const jsonQueries = queries(
  [undefined, 'k', 'a.k', 'a.k, k', 'é, t', 'l[0].k'],
  ['x', 'a.x', 'l[0]', 'l[1].x', 'a.l[0]', 'l[2]'],
  ['k', 'a.k', 't', 'é', 'x', 'a.x', 'l[1].x'],
);

describe('random data, random queries', () => {
  test('CSV', () =>
    fc.assert(
      fc.asyncProperty(csvText, csvQueries, cut, (text, query, how) =>
        check('random.csv', text, csvRecords(text).records, query, how),
      ),
      runs(120),
    ));

  test('NDJSON', () =>
    fc.assert(
      fc.asyncProperty(jsonTexts(false), blankLines, jsonQueries, cut, (texts, between, query, how) =>
        check('random.ndjson', texts.join(between), jsonRecords(texts), query, how),
      ),
      runs(120),
    ));

  test('JSON array', () =>
    fc.assert(
      fc.asyncProperty(jsonTexts(true), commas, jsonQueries, cut, (texts, between, query, how) =>
        check('random.json', ` [\n${texts.join(between)}\n] `, jsonRecords(texts), query, how),
      ),
      runs(120),
    ));

  test('JSON sequence', () =>
    fc.assert(
      fc.asyncProperty(jsonTexts(true), spaces, jsonQueries, cut, (texts, between, query, how) =>
        check('random.json', texts.join(between), jsonRecords(texts), query, how, 'json'),
      ),
      runs(120),
    ));
});

describe('booleans', () => {
  const key = fc.constantFrom('a', 'b', '');
  const query = fc.record({
    keys: fc.constantFrom(undefined, 'k'),
    aggregates: fc.constantFrom('any(b)', 'all(b), any(b)', 'count(b), bool_or(b), all(b), all(k)'),
  });
  const mostly = (usual: readonly string[], odd: readonly string[]) =>
    fc.oneof({ weight: 15, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...odd) });
  const inCsv = mostly(['true', 'false', 'TRUE', 'False', '', '"true"'], ['""', 'yes', 'tru', 'falsf', '1', 'trueé']);
  const inJson = mostly(
    ['true', 'false', '"true"', '"fals\\u0065"', 'null', '"TRUE"'],
    ['""', '0', '"t\\u0072"', '{}', '[true]'],
  );

  test('in CSV', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(key, inCsv), { maxLength: 20 }), query, cut, (rows, what, how) => {
        const text = `k,b\n${rows.map((row) => `${row.join(',')}\n`).join('')}`;
        return check('booleans.csv', text, csvRecords(text).records, what, how);
      }),
      runs(70),
    ));

  test('in JSON', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(key, inJson), { maxLength: 20 }), query, cut, (rows, what, how) => {
        const texts = rows.map(([k, b]) => `{"k":"${k}","b":${b}}`);
        return check('booleans.ndjson', texts.join('\n'), jsonRecords(texts), what, how);
      }),
      runs(70),
    ));
});

const blankLines = fc.constantFrom('\n', '\n', '\r\n', '\n\n', ' \n\t\n');
const commas = fc.constantFrom(',', ', ', ',\n', '\n,\n ');
const spaces = fc.constantFrom('', ' ', '\n', '\r\n\t');

async function check(
  name: string,
  text: string,
  records: readonly OracleRecord[],
  query: Query,
  how: Cut,
  from?: 'json',
): Promise<void> {
  const planned = planQuery([files.write(name, text)], query, { from });
  const engines = new Engines(planned, files.directory);
  const whole = await engines.inline();
  expect('rows' in whole ? whole.rows : whole.code).toEqual(askOracle(records, query));
  if ('rows' in whole) expect(whole.records - whole.skipped).toBe(records.length);
  const { chunkBytes, workers, blockBytes } = how;
  const small = new Engines(planned, files.directory, blockBytes);
  expect(await small.inline()).toEqual(whole);
  expect(await small.withWorkers(workers, { chunkBytes })).toEqual(whole);
}
