/**
 * Real files in their dialects, and all small tables of the corpora read by csv-parse instead of the kernel: the answer
 * is that of csv-parse told the same, and both readers give one answer to the tables that both read.
 */
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { PqError } from '../../src/core/errors.ts';
import type { InputDialect } from '../../src/protocol/stage.ts';
import { ask } from '../helpers/engine/ask.ts';
import { corpus, filesOf } from '../helpers/engine/corpora.ts';
import { Engines } from '../helpers/engine/engines.ts';
import { askOracle } from '../helpers/engine/oracle.ts';
import { dialectRecords } from '../helpers/engine/oracle-records.ts';
import { planQuery } from '../helpers/engine/query.ts';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const CORPORA = ['csv_spectrum/csvs', 'csvkit_examples', 'duckdb/csv', 'miller', 'qsv'];
const LARGEST_BYTES = 200_000;
/** Means nothing to these files but that csv-parse reads them. */
const UNUSED_COMMENT = '\u0001\u0002';

describe.each(CORPORA.map(corpus))('$title, by csv-parse', (suite) => {
  const paths = filesOf(suite, /\.csv$/).filter((path) => statSync(path).size < LARGEST_BYTES);
  test.skipIf(suite.isAbsent)('has tables', () => expect(paths.length).toBeGreaterThan(0));

  test.each(paths.map((path) => [basename(path), path]))('%s, as by the kernel', async (_name, path) => {
    expect(await outcomesOf(path, { comment: UNUSED_COMMENT })).toEqual(await outcomesOf(path, {}));
  });
});

/** What counting says, whole and in pieces: counts, or the code and byte of the error. */
async function outcomesOf(path: string, dialect: Partial<InputDialect>): Promise<unknown> {
  try {
    const engines = new Engines(planQuery([path], { aggregates: 'count(*)' }, dialect), files.directory);
    const whole = await engines.inline();
    for (const chunkBytes of [Math.ceil(statSync(path).size / 7) + 1, 1000]) {
      expect(await engines.withWorkers(2, { chunkBytes })).toEqual(whole);
    }
    return whole;
  } catch (error) {
    if (error instanceof PqError) return error.code;
    throw error;
  }
}

const DIALECTS: readonly (readonly [file: string, dialect: Partial<InputDialect>, keys: string])[] = [
  ['csvkit_examples/test_skip_lines.csv', { skipLines: 3 }, 'a, b, c'],
  ['duckdb/csv/14512.csv', { trim: true }, 'ingredients, item_tax_data'],
  ['duckdb/csv/bad_escape.csv', { escapeMark: '\\' }, 'foo, bar'],
  ['duckdb/csv/escape.csv', { escapeMark: ']', header: false }, 'column1'],
  ['duckdb/csv/thijs_unquoted.csv', { quote: '', delimiter: '|', header: false }, 'column1, column2, column3'],
  ['duckdb/csv/single_quote.csv', { quote: "'" }, ''],
  ['duckdb/csv/pipe_delim.csv', { delimiter: '|', trim: true }, ''],
];

describe.each(DIALECTS.map(([file, dialect, keys]) => ({ ...corpus(file), file, dialect, keys })))(
  '$title',
  ({ directory: path, isAbsent, dialect, keys }) => {
    test.skipIf(isAbsent)(JSON.stringify(dialect), async () => {
      const text = readFileSync(path, 'utf8');
      const headed = dialect.header === false ? `${keys.replaceAll(', ', dialect.delimiter ?? ',')}\n${text}` : text;
      const { header, records } = dialectRecords(headed, dialect);
      const columns = header.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ');
      const query = { keys: columns, aggregates: 'count(*)' };
      const expected = askOracle(records, query);
      const answer = await ask(path, query, { dialect });
      expect(answer).toEqual(textsOf(expected));
      if (keys !== '') expect(header.join(', ')).toBe(keys);
    });
  },
);

const csvkit = corpus('csvkit_examples');

describe.skipIf(csvkit.isAbsent)(`${csvkit.title}: encodings`, () => {
  const query = { keys: 'a, b, c', aggregates: 'count(*)' };
  const file = (name: string): string => join(csvkit.directory, name);

  test('Latin-1', async () => {
    const text = new TextDecoder('latin1').decode(readFileSync(file('test_latin1.csv')));
    const expected = askOracle(dialectRecords(text, {}).records, query);
    const answer = await ask(file('test_latin1.csv'), query, { dialect: { encoding: 'latin1' } });
    expect(answer).toEqual(textsOf(expected));
  });

  test('a byte order mark is no part of a name', async () => {
    const columns = { keys: 'foo, bar, baz', aggregates: 'count(*)' };
    expect(await ask(file('test_utf8_bom.csv'), columns)).toEqual(await ask(file('test_utf8.csv'), columns));
  });
});

function textsOf(answer: ReturnType<typeof askOracle>): string[][] | string {
  return typeof answer === 'string' ? answer : answer.map((row) => row.map(([, text]) => text));
}
