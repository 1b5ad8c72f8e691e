/**
 * JSONTestSuite: each text as the value of a record, in a line and in a sequence. What JSON.parse and UTF-8 accept is
 * accepted, all else is refused with a place; how the file is cut never shows. And no file crashes the reader as it is.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { PqError } from '../../src/core/errors.ts';
import { corpus, filesOf } from '../helpers/engine/corpora.ts';
import { Engines, type Outcome } from '../helpers/engine/engines.ts';
import { planQuery } from '../helpers/engine/query.ts';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';

const suite = corpus('jsontestsuite/test_parsing');
const paths = filesOf(suite, /^[yni]_.*\.json$/);
const files = new TemporaryFiles();
afterAll(() => files.remove());

describe.skipIf(suite.isAbsent)(suite.title, () => {
  test('is complete', () => expect(paths.length).toBeGreaterThan(300));

  test.each(paths.map((path) => [basename(path), path]))('%s as a value', async (name, path) => {
    const text = readFileSync(path);
    const record = Buffer.concat([Buffer.from('{"v":'), text, Buffer.from('}')]);
    const isValid = isObject(record);
    if (name.startsWith('n_')) expect(isValid).toBe(false);
    const around = Buffer.concat([Buffer.from('{"v":1}\n'), record, Buffer.from('\n{"v":2}\n')]);
    const isLine = !text.includes(10);
    for (const extension of isLine ? ['ndjson', 'json'] : ['json']) {
      const outcome = await read(files.write(`value.${extension}`, around), extension === 'json' ? 'json' : undefined);
      expect('rows' in outcome ? 'accepted' : outcome.code).toBe(isValid ? 'accepted' : 'PQ_JSON_MALFORMED');
      if ('rows' in outcome) expect(outcome.records).toBe(3);
      else expect(outcome.byte).toBeGreaterThanOrEqual(8);
    }
  });

  test.each(paths.map((path) => [basename(path), path]))('%s as it is', async (_name, path) => {
    const outcome = await read(path, undefined);
    const expected = expectation(readFileSync(path));
    if (expected !== undefined) expect('rows' in outcome ? 'accepted' : 'refused').toBe(expected);
  });
});

/** The outcome, the same for every cut. */
async function read(path: string, from: 'json' | undefined): Promise<Outcome | { code: string; byte?: number }> {
  const size = readFileSync(path).length;
  try {
    const engines = new Engines(
      planQuery([path], { aggregates: 'count(*), count(v)' }, { from }),
      files.directory,
      4096,
    );
    const whole = await engines.inline();
    for (const chunkBytes of size < 200 ? [1, 2, 3, 7] : [100_000]) {
      expect(await engines.withWorkers(2, { chunkBytes })).toEqual(whole);
    }
    return whole;
  } catch (error) {
    if (error instanceof PqError) return { code: error.code };
    throw error;
  }
}

/** Whether the file is what pq reads (records, or an array of them); undefined when JSON.parse alone cannot tell. */
function expectation(bytes: Buffer): 'accepted' | 'refused' | undefined {
  const value = parsed(bytes);
  if (value === undefined) return undefined;
  const records = Array.isArray(value) ? value : [value];
  return records.every((record) => typeof record === 'object' && record !== null && !Array.isArray(record))
    ? 'accepted'
    : 'refused';
}

function isObject(bytes: Buffer): boolean {
  return parsed(bytes) !== undefined;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}
