/** --root against JSON.parse and a walk to the same place; documents of every shape, cut at every byte of a block. */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ByteSequence } from '../../../src/engine/io/byte-sequence.ts';
import { RootRecords } from '../../../src/engine/io/root-records.ts';
import { parseColumnPath } from '../../../src/plan/parse/column-path.ts';
import { ask } from '../../helpers/engine/ask.ts';
import { corpus, filesOf } from '../../helpers/engine/corpora.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { TemporaryFiles } from '../../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const QUERY = { keys: 'k', aggregates: 'count(*), sum(x)' };

describe('records at a place', () => {
  const rows = '[{"k":"a","x":1},{"k":"b","x":2.50},{"x":123456789012345678901234567890,"k":"a"}]';
  const CASES = [
    ['data.items', `{"meta":{"items":[{"k":"no"}]},"data":{"more":[1,[2]],"items":${rows},"rest":{}},"end":[]}`],
    ['data[1].rows', `{"data":[{"rows":[{"k":"no"}]},{"rows":${rows}},{"rows":[{"k":"no"}]}]}`],
    ['rows', `\ufeff {"rows" : ${rows.replaceAll(',', ' ,\n\t')} , "data" : {"rows" : [{"k":"no"}]} }\n`],
    ['"a.b"', `{"a":{"b":[{"k":"no"}]},"a.b":${rows}}`],
  ] as const;

  test.each(CASES)('%s', async (root, text) => {
    const path = files.write('document.json', text);
    const expected = [
      ['a', '2', '123456789012345678901234567891'],
      ['b', '1', '2.5'],
    ];
    const dialect = { root: parseColumnPath(root) };
    const answer = await ask(path, QUERY, { dialect });
    expect(answer).toEqual(expected);
    for (const chunkBytes of [1, 10, 1000]) {
      expect(await ask(path, QUERY, { dialect, cut: { chunkBytes }, workers: 2 })).toEqual(answer);
    }
  });

  test('one object is one record; none are none', async () => {
    const path = files.write('one.json', '{"one":{"k":"a","x":1},"none":[],"two":{"k":"b"}}');
    expect(await ask(path, QUERY, { dialect: { root: parseColumnPath('one') } })).toEqual([['a', '1', '1']]);
    expect(await ask(path, QUERY, { dialect: { root: parseColumnPath('none') } })).toEqual([]);
  });
});

describe('any document', () => {
  const leaf = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', 'ä', '😀', '\u0001', '\ud800', '/') }),
    fc.constantFrom(0, -1.5, 1e300, true, false, null),
  );
  const { record } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('value'), { maxLength: 3 }), tie('record')),
    record: fc.dictionary(fc.constantFrom('a', 'b', 'ä"', '__proto__', ''), tie('value'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  }));
  const documents = fc.record({
    before: record,
    records: fc.array(record, { maxLength: 8 }),
    after: record,
    indent: fc.constantFrom(undefined, 1, '\t'),
    readBytes: fc.integer({ min: 1, max: 50 }),
  });

  test('gives the lines that JSON.parse and a walk give', () => {
    fc.assert(
      fc.property(documents, ({ before, records, after, indent, readBytes }) => {
        const text = JSON.stringify({ before, way: [before, { root: records, after }], after }, null, indent);
        const root = (JSON.parse(text) as { way: [unknown, { root: unknown[] }] }).way[1].root;
        const lines = root.map((each) => `${JSON.stringify(each)}\n`).join('');
        expect(rootLines(text, 'way[1].root', readBytes)).toBe(lines);
      }),
      runs(300),
    );
  });

  test('larger than a block: digits and escapes stay what they are', () => {
    const records = Array.from(
      { length: 20_000 },
      (_, at) => `{"n":${at}.${'0'.repeat(at % 40)}1,"s":"\\u00e4\\n${'x'.repeat(at % 700)}"}`,
    );
    const text = `{"before":"${'y'.repeat(100_000)}","root":[${records.join(', ')}]}`;
    const lines = records.map((each) => `${each.replaceAll('\\u00e4', 'ä')}\n`).join('');
    expect(rootLines(text, 'root', 65_536)).toBe(lines);
  });
});

describe('mistakes', () => {
  test.each([
    ['data.itms', '{"data":{"items":[],"more":1}}', /--root data.itms is not in the document/],
    ['data.items', '{"data":{"items":3}}', /--root data.items: 3 is no record/],
    ['data.items', '{"data":{"items":null}}', /null is no record/],
    ['a', '{"a":[{}],"a":[{}]}', /a is there twice/],
    ['a', '{"a":[{}],"b":1', /the document is never closed/],
    ['a', '', /the document is never closed/],
    ['a', '{\n"a":[\n{},\n{]}\n', /not valid JSON: .*, in one of the lines 1 to 5|in line/],
    ['a', '{"a":[{"b":01}]}', /not valid JSON.* in line 1/],
    ['a', '{"a":[{"b":1}]} x', /not valid JSON.* in line 1/],
    ['a', '{"a":[{"b":"\u0001"}]}', /not valid JSON.* in line 1/],
  ])('%s of %s', (root, text, message) => {
    for (const readBytes of [1, 5, 100]) expect(() => rootLines(text, root, readBytes)).toThrow(message);
  });

  test('text that is not UTF-8', () => {
    expect(() => rootLines(Buffer.from('{"a":[{"b":"\xe4"}]}', 'latin1'), 'a', 10)).toThrow(
      'text that is not UTF-8, behind line 1',
    );
  });

  test('an element that is no record is named as elsewhere', async () => {
    const path = files.write('mixed.json', '{"a":[{"x":1},\n2]}');
    const dialect = { root: parseColumnPath('a') };
    expect(await ask(path, { aggregates: 'count(*)' }, { dialect })).toBe('PQ_JSON_MALFORMED at 8');
  });
});

const suite = corpus('jsontestsuite/test_parsing');

describe.skipIf(suite.isAbsent)(`${suite.title}, inside a document`, () => {
  test.each(filesOf(suite, /^[yn]_.*\.json$/).map((path) => [basename(path), path]))('%s', (_name, path) => {
    const text = Buffer.concat([Buffer.from('{"root":[{"v":'), readFileSync(path), Buffer.from('}]}')]);
    const expected = parsed(text);
    const read = (): string => rootLines(text, 'root', 1000);
    if (expected === undefined) expect(read).toThrow();
    else expect(JSON.parse(read())).toEqual(expected.root[0]);
  });
});

function parsed(bytes: Buffer): { root: unknown[] } | undefined {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) as { root: unknown[] };
  } catch {
    return undefined;
  }
}

function rootLines(text: string | Buffer, root: string, readBytes: number): string {
  const bytes = Buffer.from(text as string);
  let position = 0;
  const source = {
    read(target: Uint8Array): number {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      position += part.length;
      return part.length;
    },
    close() {},
  };
  const sequence = new ByteSequence(new RootRecords(source, parseColumnPath(root)));
  const pieces: Buffer[] = [];
  for (;;) {
    const piece = Buffer.alloc(readBytes);
    const count = sequence.read(piece);
    pieces.push(piece.subarray(0, count));
    if (count < readBytes) return Buffer.concat(pieces).toString('utf8');
  }
}
