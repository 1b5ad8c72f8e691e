/** What comes once is read again, to the byte: from memory or beyond it, however much of it was read before. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { InputText } from '../../../src/engine/io/input-text.ts';
import { KeptBytes } from '../../../src/engine/io/kept-bytes.ts';
import { BytesOnce } from '../../helpers/engine/bytes-once.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { TemporaryFiles } from '../../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const GZIP = { storedBytes: undefined, compression: 'gzip', encoding: undefined, root: undefined } as const;

function take(text: InputText, size: number, most: number): Buffer {
  const parts: Buffer[] = [];
  for (let bytes = 0; bytes < most; ) {
    const part = Buffer.alloc(Math.min(size, most - bytes));
    const count = text.sequence.read(part);
    parts.push(part.subarray(0, count));
    if (count < part.length) break;
    bytes += count;
  }
  return Buffer.concat(parts);
}

test('a stream that is kept', () => {
  const size = fc.integer({ min: 1, max: 400_000 });
  const readings = fc.array(fc.record({ size, part: fc.double({ min: 0, max: 1, noNaN: true }) }), { maxLength: 3 });
  const property = fc.property(
    fc.integer({ min: 0, max: 1_500_000 }),
    fc.constantFrom(0, 300_000, 10_000_000),
    fc.boolean(),
    fc.nat(100_000),
    readings,
    (length, heldBytes, isCompressed, peeked, readings) => {
      const content = Buffer.from(Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 9)) & 255));
      const text = new InputText(new BytesOnce(isCompressed ? gzipSync(content, { level: 1 }) : content));
      const isLate = length % 2 === 1;
      if (isCompressed && !isLate) text.decode(GZIP);
      text.sequence.peek(peeked);
      text.keep(new KeptBytes(files.directory, heldBytes));
      if (isCompressed) text.decode(GZIP);
      for (const { size, part } of readings) {
        const most = Math.floor(part * length);
        expect(take(text, size, most).equals(content.subarray(0, most))).toBe(true);
        text.rewind();
        text.sequence.peek(peeked);
        if (part > 0.5) text.keep(new KeptBytes(files.directory, heldBytes));
        if (isCompressed) text.decode(GZIP);
      }
      expect(take(text, 65_536, Number.POSITIVE_INFINITY).equals(content)).toBe(true);
    },
  );
  fc.assert(property, runs(60));
});

test('a stream that is not kept cannot be read again', () => {
  const text = new InputText(new BytesOnce(Buffer.from('abc')));
  take(text, 2, 2);
  text.rewind();
  expect(text.sequence.position).toBe(2);
  expect(() => text.keep(new KeptBytes(files.directory, 10))).toThrow('what has been read before');
});
