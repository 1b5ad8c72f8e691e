/** The CSV kernel against its plain twin, on random bytes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { cellBytes } from '../../helpers/engine/kernel-cells.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { fieldsOf, indexCsv, recordsOf } from '../../twins/csv.ts';

const QUOTE = 34;
const COMMA = 44;
const MAX_BYTES = 400;
const kernel = loadKernel();
const bufferAt = kernel.allocate(MAX_BYTES + 128);
const indexAt = kernel.allocate(MAX_BYTES * 4 + 64);
const cellsAt = kernel.allocate(MAX_BYTES * 8);
const plainAt = kernel.allocate(MAX_BYTES * 2);

/** Mostly long quiet stretches, or mostly oddities. */
const alphabets = [',\n"', 'abc,\n', 'aaaaaaaaa,\n"', '",\r\nab', 'aaaaaaaaaaaaaaaaaaaaaaaa"'];
const randomBytes = fc.oneof(...alphabets.map((letters) => bytesOf(letters)));
/** Well-formed fields and separators, so that the vector path is taken; at times with an oddity among them. */
const pieces = [
  'a',
  'bc',
  ',',
  ',',
  '\n',
  '\r\n',
  '"q"',
  '"',
  '""',
  '",',
  ',"',
  '"\n',
  '"\r\n',
  '\n"',
  'x'.repeat(20),
  '"a,\n"',
];
const wellFormed = fc.array(fc.constantFrom(...pieces), { maxLength: 120 }).map(toBytes);
/** Something at each position around the edge of 64 bytes. */
const atEdges = fc.tuple(fc.integer({ min: 55, max: 70 }), fc.constantFrom(...pieces), fc.constantFrom(...pieces));
const edges = atEdges.map(([length, first, second]) => toBytes(['"', 'x'.repeat(length), first, second, ',"y"\n']));
const bytes = fc.oneof(
  randomBytes,
  wellFormed,
  edges,
  edges.map((edge) => edge.subarray(1)),
);

test('csvIndex finds what the twin finds', () => {
  fc.assert(
    fc.property(bytes, (input) => {
      const { call } = kernel;
      const count = index(input);
      const found = { positions: positionsOf(count), badByte: call.csvBadByte() };
      const { endsInQuotes, ...expected } = indexCsv(input);
      expect(found).toEqual(expected);
      expect(Boolean(call.csvEndsInQuotes())).toBe(endsInQuotes);
    }),
    runs(4000),
  );
});

test('many newlines in a row are all counted', () => {
  const input = Buffer.from('\n'.repeat(20_000));
  const [longAt, positionsAt] = [kernel.allocate(input.length + 128), kernel.allocate(input.length * 4 + 64)];
  kernel.bytes.set(input, longAt);
  const count = kernel.call.csvIndex(longAt, input.length, positionsAt, COMMA, QUOTE);
  expect([...kernel.u32(positionsAt, count)]).toEqual(indexCsv(input).positions);
  expect(kernel.call.csvRun(longAt, positionsAt, 0, count, 1)).toBe(input.length);
});

test('csvRun, csvRecordEnd and csvRowsBefore count what the twin counts', () => {
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 4 }), fc.nat(MAX_BYTES), (input, columns, limit) => {
      const count = index(input);
      const records = recordsOf(input, indexCsv(input).positions);
      for (const [at, { first, start, end }] of records.entries()) {
        const others = records.slice(at).findIndex(({ fields }) => fields !== columns);
        const rows = others < 0 ? records.length - at : others;
        expect(kernel.call.csvRun(bufferAt, indexAt, first, count, columns)).toBe(rows);
        expect(kernel.call.csvRecordEnd(bufferAt, indexAt, first, count)).toBe(end);
        const before = records.slice(at, at + rows).filter((record) => record.start < limit).length;
        expect(kernel.call.csvRowsBefore(indexAt, first, rows, columns, start, limit)).toBe(before);
      }
    }),
    runs(1500),
  );
});

test('csvCells and plainTexts make the texts that the twin makes', () => {
  fc.assert(
    fc.property(bytes, (input) => {
      index(input);
      const { positions } = indexCsv(input);
      for (const { first, start, fields } of recordsOf(input, positions)) {
        const expected = fieldsOf(input, positions, first, start, fields);
        const found = expected.map((_, column) => {
          kernel.call.csvCells(bufferAt, indexAt, first, 1, fields, column, start, QUOTE, cellsAt);
          kernel.call.plainTexts(cellsAt, 1, plainAt, QUOTE);
          return kernel.u32(cellsAt, 2)[1] === 0 ? null : cellBytes(kernel, cellsAt).toString('latin1');
        });
        expect(found).toEqual(expected);
      }
    }),
    runs(1000),
  );
});

function index(input: Uint8Array): number {
  kernel.bytes.fill(0, bufferAt, bufferAt + MAX_BYTES + 128);
  kernel.bytes.set(input, bufferAt);
  return kernel.call.csvIndex(bufferAt, input.length, indexAt, COMMA, QUOTE);
}

function positionsOf(count: number): number[] {
  return [...kernel.u32(indexAt, count)];
}

function bytesOf(letters: string): fc.Arbitrary<Uint8Array> {
  return fc.array(fc.constantFrom(...letters), { maxLength: MAX_BYTES }).map(toBytes);
}

function toBytes(parts: readonly string[]): Uint8Array {
  return Buffer.from(parts.join('')).subarray(0, MAX_BYTES);
}
