/** Rows as the kernel writes them, against what JSON.stringify and a few lines of CSV say. */
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadKernel } from '../../../src/engine/kernel.ts';
import { mergeRows } from '../../../src/engine/operators/merge-rows.ts';
import { RowFile } from '../../../src/engine/operators/row-file.ts';
import { type RowChunk, RowWriter } from '../../../src/engine/operators/row-writer.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import type { RowFormat } from '../../../src/protocol/result.ts';
import { writeCells } from '../../helpers/engine/kernel-cells.ts';
import { runs } from '../../helpers/engine/runs.ts';

type Value = { readonly text: string; readonly kind: number } | null;

const CSV: RowFormat = { kind: 'csv', delimiter: 44, texts: ['', ',', '\n'] };
const JSON_LINES: RowFormat = { kind: 'json', infersNumbers: true, texts: ['{"a":', ',"ä":', '}\n'] };
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const awkward = fc.oneof(
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.string({
    maxLength: 60,
    unit: fc.constantFrom('a', '"', '\\', ',', '\n', '\r', '\t', '\0', '\x1f', '\x7f', 'é', '한', '😀'),
  }),
  // Of every length around those that are looked at together, with and without something to escape at the end.
  fc.tuple(fc.nat(50), fc.constantFrom('', '"', '\x1f', 'é')).map(([length, last]) => `${'x'.repeat(length)}${last}`),
  fc.string({ minLength: 1, maxLength: 40, unit: fc.constantFrom(...'0123456789') }),
  fc.string({ minLength: 14, maxLength: 20, unit: fc.constantFrom(...'12345678901234567890.-e') }),
  fc.constantFrom('', '1', '-0', '007', '1e5', '1E+05', '1.', '.5', '-', '+1', '0.10', '1e', 'true'),
);
const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 4, arbitrary: awkward.map((text) => ({ text, kind: Kind.text })) },
  { weight: 4, arbitrary: awkward.map((text) => ({ text, kind: Kind.string })) },
  { weight: 1, arbitrary: fc.constantFrom('12', '-1.5', '007', '+3').map((text) => ({ text, kind: Kind.number })) },
  { weight: 1, arbitrary: fc.constantFrom('true', 'false').map((text) => ({ text, kind: Kind.boolean })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('{"a": 1}', '[1,\r\n\n 2]', '[\n]').map((text) => ({ text, kind: Kind.nested })),
  },
);
const rows = fc.array(fc.tuple(value, value), { maxLength: 30 });

function write(table: readonly (readonly [Value, Value])[], format: RowFormat): RowChunk {
  const kernel = loadKernel();
  const columns = [0, 1].map((c) =>
    writeCells(
      kernel,
      table.map((row) => row[c] as Value),
    ),
  );
  const list = kernel.allocate(8);
  kernel.u32(list, 2).set(columns);
  const order = kernel.allocate(table.length * 4);
  return new RowWriter(kernel, format, 2).write(list, order, table.length);
}

const textOf = ({ text }: RowChunk): string => Buffer.from(text).toString();

test('CSV: quotes where they are needed, null is empty, empty text is quoted', () => {
  const cell = (value: Value): string => {
    if (value === null) return '';
    if (value.kind === Kind.number) return value.text;
    return value.text === '' || /[",\r\n]/.test(value.text) ? `"${value.text.replaceAll('"', '""')}"` : value.text;
  };
  fc.assert(
    fc.property(rows, (table) => {
      const expected = table.map((row) => `${row.map(cell).join(',')}\n`);
      const chunk = write(table, CSV);
      expect(textOf(chunk)).toBe(expected.join(''));
      const lengths = [...new Uint32Array(chunk.lengths.slice().buffer)];
      expect(lengths).toEqual(expected.map((line) => Buffer.byteLength(line)));
    }),
    runs(400),
  );
});

test('JSON: strings as JSON.stringify writes them, numbers with their digits', () => {
  const json = (value: Value): string => {
    if (value === null) return 'null';
    const { text, kind } = value;
    if (kind === Kind.boolean) return text;
    if (kind === Kind.nested) return text.replace(/[\r\n]+/g, ' ');
    return kind !== Kind.string && JSON_NUMBER.test(text) ? text : JSON.stringify(text);
  };
  fc.assert(
    fc.property(rows, (table) => {
      const expected = table.map(([a, b]) => `{"a":${json(a)},"ä":${json(b)}}\n`);
      expect(textOf(write(table, JSON_LINES))).toBe(expected.join(''));
    }),
    runs(400),
  );
});

test('JSON: without numbers that are inferred, only numbers of JSON are numbers; names of any length', () => {
  const json = (value: Value): string => {
    if (value?.kind === Kind.text) return JSON.stringify(value.text);
    return value?.kind === Kind.string ? JSON.stringify(value.text) : 'null';
  };
  const isCell = fc.oneof(
    fc.constant(null),
    awkward.map((text) => ({ text, kind: Kind.text })),
    awkward.map((text) => ({ text, kind: Kind.string })),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(isCell, isCell), { maxLength: 20 }), fc.nat(70), (table, length) => {
      const name = `,"${'n'.repeat(length)}":`;
      const chunk = write(table, { kind: 'json', infersNumbers: false, texts: ['{"a":', name, '}\n'] });
      expect(textOf(chunk)).toBe(table.map(([a, b]) => `{"a":${json(a)}${name}${json(b)}}\n`).join(''));
    }),
    runs(500),
  );
});

test('cells for another process: what they are, and the bytes', () => {
  fc.assert(
    fc.property(rows, (table) => {
      const expected = table.map((row) =>
        row.map((value) => {
          const text = Buffer.from(value?.text ?? '');
          const head = Buffer.alloc(4);
          head.writeUInt32LE((((value?.kind ?? Kind.null) << 28) | text.length) >>> 0);
          return Buffer.concat([head, text]);
        }),
      );
      const chunk = write(table, { kind: 'cells' });
      expect(Buffer.from(chunk.text)).toEqual(Buffer.concat(expected.flat()));
      const lengths = [...new Uint32Array(chunk.lengths.slice().buffer)];
      expect(lengths).toEqual(expected.map((row) => Buffer.concat(row).length));
    }),
    runs(150),
  );
});

describe('bytes that are no UTF-8', () => {
  const raw = (bytes: readonly number[], kind: number): RowChunk => {
    const kernel = loadKernel();
    const address = kernel.allocate(64);
    kernel.bytes.set(bytes, address);
    const cells = kernel.allocate(8);
    kernel.u32(cells, 2).set([address, (kind << 28) | bytes.length]);
    const list = kernel.allocate(4);
    kernel.u32(list, 1)[0] = cells;
    const texts = ['', '\n'];
    const format: RowFormat =
      kind === Kind.text ? { kind: 'csv', delimiter: 44, texts } : { kind: 'json', infersNumbers: true, texts };
    return new RowWriter(kernel, format, 1).write(list, kernel.allocate(4), 1);
  };

  test('are replaced in JSON as a decoder replaces them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(255), fc.constantFrom(0xc3, 0xe2, 0xf0, 0x80, 0xbf, 97)), { maxLength: 40 }),
        (bytes) => {
          fc.pre(!bytes.some((byte, at) => byte === 0xed && (bytes[at + 1] ?? 0) >= 0xa0));
          expect(textOf(raw(bytes, Kind.string))).toBe(`${JSON.stringify(Buffer.from(bytes).toString())}\n`);
        },
      ),
      runs(400),
    );
  });

  test('CSV: as they are, but half a surrogate pair; with quotes where they are needed', () => {
    const part = fc.constantFrom([97], [44], [34], [10], [13], [0xed], [0xed, 0xa0, 0x80], [0xed, 0x9f, 0xbf], [0x80]);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 40 }), (parts) => {
        const text = Buffer.from(parts.flat()).toString('latin1');
        const replaced = text.replaceAll(/\xed[\xa0-\xff]./gs, '\xef\xbf\xbd');
        const expected = /[,"\r\n]/.test(text) ? `"${replaced.replaceAll('"', '""')}"` : replaced;
        expect(Buffer.from(raw(parts.flat(), Kind.text).text).toString('latin1')).toBe(`${expected}\n`);
      }),
      runs(400),
    );
  });

  test('half a surrogate pair is an escape in JSON, and has no other form in CSV than the replacement character', () => {
    expect(textOf(raw([97, 0xed, 0xa0, 0x80], Kind.string))).toBe('"a\\ud800"\n');
    expect(textOf(raw([97, 0xed, 0xbf, 0xbf, 98], Kind.text))).toBe('a\ufffdb\n');
    expect([...raw([97, 0xff, 0xe9], Kind.text).text]).toEqual([97, 0xff, 0xe9, 10]);
  });
});

test('rows of several workers come in the order of their places', () => {
  const parts = fc.array(fc.array(fc.tuple(fc.nat(5), fc.string({ maxLength: 30 })), { maxLength: 40 }), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(
      parts,
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom(0, 100, 1 << 20),
      (workers, chunkRows, heldBytes) => {
        const all = workers.flat().map(([worker, text], place) => ({ worker, text, place: place * 3 }));
        const chunks = [0, 1, 2, 3, 4, 5].map((worker) => {
          const own = all.filter((row) => row.worker === worker);
          return Array.from({ length: Math.ceil(own.length / chunkRows) }, (_, at) =>
            chunkOf(own.slice(at * chunkRows, (at + 1) * chunkRows)),
          );
        });
        const file = new RowFile({ directory: tmpdir(), isPrivate: true }, heldBytes);
        for (const own of chunks) file.append(own);
        const read = file.chunks();
        const merged = Buffer.concat(Array.from(mergeRows(loadKernel(), read), (text) => Buffer.from(text)));
        file.close();
        expect(merged.toString()).toBe(all.map(({ text }) => `${text}\n`).join(''));
      },
    ),
    runs(300),
  );
});

test('rows longer than what is written at once', () => {
  const long = (place: number) => ({ place, text: `${place}`.repeat(400_000) });
  const parts = [[chunkOf([long(1), long(3)])], [chunkOf([long(2)])]];
  const merged = Array.from(mergeRows(loadKernel(), parts), (text) => Buffer.from(text).toString()).join('');
  expect(merged === [1, 2, 3].map((place) => `${long(place).text}\n`).join('')).toBe(true);
});

function chunkOf(own: readonly { readonly place: number; readonly text: string }[]): RowChunk {
  const lines = own.map(({ text }) => Buffer.from(`${text}\n`));
  return {
    rows: own.length,
    places: new Uint8Array(BigUint64Array.from(own, ({ place }) => BigInt(place)).buffer),
    lengths: new Uint8Array(Uint32Array.from(lines, ({ length }) => length).buffer),
    text: Buffer.concat(lines),
  };
}
