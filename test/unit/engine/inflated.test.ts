/** Gzip as the kernel reads it, against zlib: everything that zlib writes, seams everywhere, and everything broken. */
import { constants, deflateRawSync, gunzipSync, gzipSync, type ZlibOptions, crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainCrc32 } from '../../../src/engine/io/crc32.ts';
import { inflated, LEAST_INPUT_BYTES, noise, rowsOfText, skewed } from '../../helpers/engine/inflated.ts';
import { runs } from '../../helpers/engine/runs.ts';

const SMALL = { inputBytes: LEAST_INPUT_BYTES, pieceBytes: 1 };
const text = rowsOfText(5000);

const DATA: Readonly<Record<string, Buffer>> = {
  nothing: Buffer.alloc(0),
  'one byte': Buffer.from('x'),
  'one byte, often': Buffer.alloc(200_000, 'x'),
  text,
  noise: noise(200_000),
  'codes of all lengths': skewed(150_000),
  'text in noise': Buffer.concat([noise(70_000), text, noise(70_000), text.subarray(0, 40_000)]),
  'repeats as far back as can be': Buffer.concat([noise(32_768), noise(32_768), noise(32_768)]),
  'repeats of all lengths': Buffer.concat(
    Array.from({ length: 300 }, (_, length) => [noise(400).subarray(0, length), noise(1 + (length % 7))]).flat(),
  ),
};

const { Z_FILTERED, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE } = constants;
const OPTIONS: readonly ZlibOptions[] = [
  ...[0, 1, 3, 6, 9].map((level) => ({ level })),
  ...[Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED].map((strategy) => ({ strategy })),
  { level: 9, windowBits: 9, memLevel: 1 },
];

describe('what zlib writes is read', () => {
  const cases = Object.entries(DATA).flatMap(([title, data]) =>
    OPTIONS.map((options) => [title, JSON.stringify(options), data, options] as const),
  );
  test.each(cases)('%s, %s', (_title, _options, data, options) => {
    const file = gzipSync(data, options);
    expect(inflated(file).equals(data)).toBe(true);
    expect(inflated(file, SMALL).equals(data)).toBe(true);
  });

  test('turns of every length', () => {
    for (let length = 1; length <= 40; length++) {
      const data = Buffer.concat(
        Array.from({ length: 60 }, (_, times) => noise(length).subarray(0, length - (times % 2))),
      );
      expect(inflated(gzipSync(data)).equals(data)).toBe(true);
      const turns = Buffer.alloc(1000, noise(length));
      expect(inflated(gzipSync(turns)).equals(turns)).toBe(true);
    }
  });

  test('random data, pieces and options', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }),
      fc
        .array(fc.constantFrom('a', 'b', 'ab', 'some text ', ',', '\n', '0123456789'), { maxLength: 2000 })
        .map(toBytes),
    );
    fc.assert(
      fc.property(bytes, fc.constantFrom(...OPTIONS), fc.nat(3000), (data, options, pieceBytes) => {
        const file = gzipSync(data, options);
        expect(inflated(file, { inputBytes: LEAST_INPUT_BYTES, pieceBytes }).equals(data)).toBe(true);
      }),
      runs(300),
    );
  });
});

describe('seams', () => {
  const data = rowsOfText(300);
  const file = Buffer.concat([gzipSync(data), gzipSync(data, { level: 0 }), gzipSync(data, { strategy: Z_FIXED })]);
  const expected = Buffer.concat([data, data, data]);

  test('at every byte of the input', () => {
    for (let more = 0; more < 400; more++) {
      expect(inflated(file, { inputBytes: LEAST_INPUT_BYTES + more }).equals(expected)).toBe(true);
    }
  });

  test('at every byte of the output', () => {
    for (let pieceBytes = 0; pieceBytes < 400; pieceBytes++) {
      expect(inflated(file, { pieceBytes }).equals(expected)).toBe(true);
    }
  });
});

/** Time, speed, system: of no interest. */
const FIXED = [1, 2, 3, 4, 0, 255];

describe('headers', () => {
  const extra = [3, 0, 0, 7, 0];
  const long = [0xff, 0xff, ...noise(0xffff)];
  const name = [...Buffer.from('people.csv'), 0];
  test.each([
    ['a name', 8, name],
    ['a field', 4, extra],
    ['a field of 65,535 bytes', 4, long],
    ['a comment', 16, [0]],
    ['all', 28, [...extra, ...name, ...name]],
    ['a sign that it is text', 1, []],
  ])('with %s', (_title, flags, more) => {
    const header = [0x1f, 0x8b, 8, flags, ...FIXED, ...more];
    const summed = [0x1f, 0x8b, 8, flags | 2, ...FIXED, ...more];
    const sum = zlibCrc32(Buffer.from(summed));
    expect(inflated(member(header)).equals(text)).toBe(true);
    expect(inflated(member(header), SMALL).equals(text)).toBe(true);
    expect(inflated(member([...summed, sum & 255, (sum >> 8) & 255])).equals(text)).toBe(true);
    const wrong = member([...summed, (sum & 255) ^ 1, (sum >> 8) & 255]);
    expect(() => inflated(wrong)).toThrow('(the checksum of the header is wrong)');
    for (let length = 0; length < Math.min(header.length, 100); length++) {
      expect(() => inflated(Buffer.from(header.slice(0, length)))).toThrow('ends too early');
    }
  });

  test.each([
    ['a gzip header is expected', [0x1f, 0x8c, 8, 0, ...FIXED]],
    ['unknown method', [0x1f, 0x8b, 7, 0, ...FIXED]],
    ['unknown flags', [0x1f, 0x8b, 8, 32, ...FIXED]],
  ])('%s', (message, header) => {
    expect(() => inflated(member(header))).toThrow(`the gzip data is corrupt (${message})`);
  });
});

describe('broken', () => {
  const data = Buffer.concat([rowsOfText(40), noise(300)]);
  const kinds = [gzipSync(data), gzipSync(data, { level: 0 }), gzipSync(data, { strategy: Z_FIXED })];

  test.each(kinds.map((file) => [file.length, file] as const))('cut anywhere: %i bytes', (_length, file) => {
    for (let length = 0; length < file.length; length++) {
      expect(() => inflated(file.subarray(0, length))).toThrow('the gzip data ends too early');
      expect(() => inflated(file.subarray(0, length), SMALL)).toThrow('the gzip data ends too early');
    }
  });

  test.each(kinds.map((file) => [file.length, file] as const))('a bit changed anywhere: %i bytes', (_length, file) => {
    for (let bit = 0; bit < file.length * 8; bit++) {
      const changed = Buffer.from(file);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(
        outcome(() => inflated(changed)),
        `bit ${bit}`,
      ).toBe(outcome(() => gunzipSync(changed)));
    }
  });

  test('random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(2), (bytes, kind) => {
        bytes[0] = ((bytes[0] as number) & 0xf8) | 1 | (kind << 1);
        const file = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, ...FIXED]), bytes]);
        expect(outcome(() => inflated(file))).toBe(outcome(() => gunzipSync(file)));
      }),
      runs(3000),
    );
  });

  test('a checksum, a length', () => {
    const file = gzipSync(data);
    for (const [at, message] of [
      [-8, 'the checksum is wrong'],
      [-4, 'the length is wrong'],
    ] as const) {
      const changed = Buffer.from(file);
      changed[file.length + at] = (changed[file.length + at] as number) ^ 1;
      expect(() => inflated(changed)).toThrow(`the gzip data is corrupt (${message})`);
    }
  });
});

test('members and padding do not see each other', () => {
  const one = gzipSync(text);
  const back = member([0x1f, 0x8b, 8, 0, ...FIXED]);
  expect(inflated(Buffer.concat([one, back, Buffer.alloc(5000)]), SMALL).equals(Buffer.concat([text, text]))).toBe(
    true,
  );
  expect(() => inflated(Buffer.concat([one, Buffer.alloc(5000), one]), SMALL)).toThrow('more bytes follow the end');
  // A match that goes back to the member before.
  const window = { dictionary: text.subarray(-1000) };
  const across = Buffer.concat([one, Buffer.from([0x1f, 0x8b, 8, 0, ...FIXED]), deflateRawSync(text, window)]);
  expect(() => inflated(across)).toThrow('the gzip data is corrupt (there is nothing so far back)');
});

test('the checksum of Node and the one for those without it', () => {
  for (const length of [0, 1, 2, 255, 1000]) {
    expect(plainCrc32(noise(length), 0)).toBe(zlibCrc32(noise(length)));
    expect(plainCrc32(noise(length), 12_345)).toBe(zlibCrc32(noise(length), 12_345));
  }
});

function member(header: readonly number[]): Buffer {
  const file = gzipSync(text);
  return Buffer.concat([Buffer.from(header), file.subarray(10)]);
}

function outcome(make: () => Buffer): string {
  try {
    return make().toString('latin1');
  } catch {
    return 'an error';
  }
}

function toBytes(parts: readonly string[]): Buffer {
  return Buffer.from(parts.join(''));
}
