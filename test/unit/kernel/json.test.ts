/**
 * The JSON kernel against JSON.parse: on mutated records, cold, and warm from hundreds of valid ones, so that a mutation
 * meets what has been learned. Accepted is what JSON.parse accepts, and the cells are its values.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CellKind } from '../../../src/core/values.ts';
import { parseColumnList } from '../../../src/plan/parse/column-path.ts';
import { JsonKernel } from '../../helpers/engine/json-kernel.ts';
import { jsonTexts } from '../../helpers/engine/random-json.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { readLines } from '../../twins/json.ts';

/** Keys so different that no mutation makes a duplicate of one. */
const RECORDS = [
  '{"alpha":1,"bravo":"text","charlie":{"delta":true,"echo":[1,2.5,-3e4]},"foxtrot":null}',
  '{"alpha":-0.25,"bravo":"","charlie":{"delta":false,"echo":[]},"foxtrot":"ä€😀"}',
  '{ "bravo" : "a\\n\\"\\u00e4\\ud83d\\ude00b" , "alpha" : 12345678901234567890 }',
  '{"charlie":{"echo":[[1],{"delta":{}}],"delta":null},"foxtrot":[{"x":1},{"x":"2"}],"alpha":1e5}',
  '{"bravo":"0123456789abcdef0123456789abcdef","alpha":0,"charlie":{},"foxtrot":"\\\\"}',
  '{}',
];
const COLUMNS = parseColumnList('alpha, bravo, charlie.delta, charlie.echo[1], foxtrot, foxtrot[0].x, charlie');
const warmUp = Buffer.from(RECORDS.flatMap((text) => Array(8).fill(text)).join('\n'));

const SYNTAX = '{}[]":,\\ \t\r\n0123456789+-.eEtrufalsn/b'.split('');
const oddBytes = fc.oneof(
  fc.constantFrom(...SYNTAX).map((letter) => Buffer.from(letter)),
  fc.uint8Array({ minLength: 1, maxLength: 4 }),
  fc.integer({ min: 0x80, max: 0xff }).map((byte) => Uint8Array.of(byte)),
  fc
    .constantFrom('\\u', '\\ud800', '\\x', '00', '-', '.', 'e', '""', 'nul', '\u2028', '\uFEFF', '{}', '[]', ',,')
    .map((text) => Buffer.from(text)),
);
/** Replaces `removed` bytes at a place by others. */
const mutation = fc.record({ at: fc.nat(), removed: fc.nat(2), inserted: fc.option(oddBytes) });
const mutated = fc
  .tuple(fc.constantFrom(...RECORDS), fc.array(mutation, { minLength: 1, maxLength: 2 }))
  .map(([text, mutations]) => mutations.reduce(mutate, Buffer.from(text)));

function mutate(
  bytes: Buffer,
  { at, removed, inserted }: { at: number; removed: number; inserted: Uint8Array | null },
): Buffer {
  const place = at % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, place), inserted ?? Buffer.alloc(0), bytes.subarray(place + removed)]);
}

describe('mutated records are accepted as JSON.parse accepts them', () => {
  test('cold', () =>
    fc.assert(
      fc.property(mutated, (bytes) => compare(new JsonKernel(COLUMNS), bytes)),
      runs(400),
    ));

  test('warm', () => {
    const kernel = new JsonKernel(COLUMNS);
    compare(kernel, warmUp);
    fc.assert(
      fc.property(mutated, fc.constantFrom(...RECORDS), fc.constantFrom(...RECORDS), (bytes, before, after) => {
        compare(kernel, Buffer.concat([Buffer.from(`${before}\n`), bytes, Buffer.from(`\n${after}`)]));
      }),
      runs(6000),
    );
    expect(kernel.generalRecords).toBeGreaterThan(0);
  });
});

test('random shapes are read as JSON.parse reads them, by one kernel that has seen all the others', () => {
  const columns = parseColumnList('k, x, t, a.k, a.x, a.a.k, l[0], l[1].x, é, l[0].k');
  const kernel = new JsonKernel(columns);
  fc.assert(
    fc.property(jsonTexts(false), (texts) => {
      const bytes = Buffer.from(texts.join('\n'));
      const expected = readLines(bytes, columns)?.map((row) => withoutNested(row.map(textOf)));
      expect(kernel.readLines(bytes).rows.map(withoutNested)).toEqual(expected);
    }),
    runs(300),
  );
});

test('records like those before take the fast way', () => {
  const kernel = new JsonKernel(parseColumnList('alpha, bravo, charlie.delta'));
  kernel.readLines(warmUp);
  const before = kernel.generalRecords;
  expect(before).toBeLessThan(3 * RECORDS.length);
  kernel.readLines(warmUp);
  expect(kernel.generalRecords).toBe(before);
});

test.each([16, 32, 48, 64, 100, 1023, 1024, 1025, 5000])('a key of %i bytes is compared to its end', (length) => {
  const key = 'k'.repeat(length);
  const kernel = new JsonKernel(COLUMNS);
  const lines = Array(5).fill(`{"${key}":1,"alpha":2}`);
  compare(kernel, Buffer.from(lines.join('\n')));
  compare(kernel, Buffer.from([...lines, `{"${key.slice(1)}\n":1,"alpha":2}`].join('\n')));
  compare(kernel, Buffer.from([...lines, `{"${key}":1,"alpha" 2}`].join('\n')));
});

test('a record of 1024 levels is read, one of 1025 is refused', () => {
  const kernel = new JsonKernel(COLUMNS);
  const nested = (depth: number): Buffer => Buffer.from(`{"alpha":${'['.repeat(depth)}${']'.repeat(depth)}}`);
  expect(kernel.readLines(nested(1023)).isAccepted).toBe(true);
  expect(kernel.readLines(nested(1024)).isAccepted).toBe(false);
});

function compare(kernel: JsonKernel, bytes: Buffer): void {
  const expected = readLines(bytes, COLUMNS);
  const found = kernel.readLines(bytes);
  expect(found.isAccepted).toBe(expected !== undefined);
  if (expected !== undefined)
    expect(found.rows.map(withoutNested)).toEqual(expected.map((row) => withoutNested(row.map(textOf))));
}

function textOf({ kind, text }: { kind: number; text: string }): [number, string] {
  return [kind, text];
}

/** Objects and arrays stand as in the source, which JSON.parse does not tell. */
function withoutNested(row: readonly (readonly [kind: number, text: string])[]) {
  return row.map(([kind, text]) => [kind, kind === CellKind.json ? '' : text]);
}
