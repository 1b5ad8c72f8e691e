/** Other encodings against TextDecoder: every byte, every character, cut anywhere; and text that is not what it is said to be. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';

import { ByteSequence } from '../../../src/engine/io/byte-sequence.ts';
import { Transcoded } from '../../../src/engine/io/transcoded.ts';
import type { Encoding, InputDialect } from '../../../src/protocol/stage.ts';
import { ask } from '../../helpers/engine/ask.ts';
import { Engines } from '../../helpers/engine/engines.ts';
import { planQuery } from '../../helpers/engine/query.ts';
import { runs } from '../../helpers/engine/runs.ts';
import { TemporaryFiles } from '../../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => byte);
/** Larger than a block, so that characters lie across the seams of blocks, at odd and even places. */
const LONG = `${'ä€😀x'.repeat(40_000)}y${'😀'.repeat(40_000)}`;

describe('single bytes', () => {
  test('Windows-1252 as the standard has it', () => {
    expect(transcode(EVERY_BYTE, 'windows-1252', 7)).toBe(new TextDecoder('windows-1252').decode(EVERY_BYTE));
  });

  test('Latin-1: each byte is the character of that number', () => {
    expect(transcode(EVERY_BYTE, 'latin1', 5)).toBe(String.fromCharCode(...EVERY_BYTE));
  });
});

describe.each(['utf-16le', 'utf-16be'] as const)('%s', (encoding) => {
  test.each([1, 2, 3, 64 * 1024, 1_000_000])('read %i bytes at a time', (readBytes) => {
    const text = readBytes < 10 ? LONG.slice(0, 3000) : LONG;
    const bytes = encode(text, encoding);
    expect(transcode(bytes, encoding, readBytes)).toBe(new TextDecoder(encoding).decode(bytes));
  });

  test('any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 9 }), (text, readBytes) => {
        const bytes = encode(text.toWellFormed(), encoding);
        const decoder = new TextDecoder(encoding, { ignoreBOM: true });
        expect(transcode(bytes, encoding, readBytes)).toBe(decoder.decode(bytes));
      }),
      runs(300),
    );
  });

  test.each([
    ['half a character at the end', Buffer.concat([encode('ab', encoding), Buffer.from([97])]), 4],
    ['the first half of a pair alone', encode('ab\ud83dc', encoding), 4],
    ['the second half of a pair alone', encode('abc\ude00', encoding), 6],
    ['the first half of a pair at the end', encode('abc\ud83d', encoding), 6],
  ])('%s is an error that names the byte', (_title, bytes, byte) => {
    expect(() => transcode(bytes, encoding, 100)).toThrow(`the text is not ${encoding.toUpperCase()} at byte ${byte}`);
  });
});

const TEXT = 'k,x\nä,1\n"€ ""q""",2\r\n😀,3\nä,4\n"\n",5\n';
const QUERY = { keys: 'k', aggregates: 'count(*), sum(x)' };

describe('files', () => {
  const plain = ask(files.write('plain.csv', TEXT), QUERY);
  const CASES: readonly (readonly [string, Buffer, Partial<InputDialect>])[] = [
    ['UTF-16LE by its mark', encode(`\ufeff${TEXT}`, 'utf-16le'), {}],
    ['UTF-16BE by its mark', encode(`\ufeff${TEXT}`, 'utf-16be'), {}],
    ['UTF-16 by its mark', encode(`\ufeff${TEXT}`, 'utf-16be'), { encoding: 'utf-16' }],
    ['UTF-16 without a mark', encode(TEXT, 'utf-16le'), { encoding: 'utf-16' }],
    ['UTF-16BE without a mark', encode(TEXT, 'utf-16be'), { encoding: 'utf-16be' }],
    ['UTF-8, told', Buffer.from(TEXT), { encoding: 'utf-8' }],
  ];

  test.each(CASES)('%s', async (_title, bytes, dialect) => {
    const path = files.write('encoded.csv', bytes);
    for (const more of [{}, { comment: '#' }, { trim: true }]) {
      expect(await ask(path, QUERY, { dialect: { ...dialect, ...more } })).toEqual(await plain);
    }
    for (const chunkBytes of [1, 2, 7, 100]) {
      expect(await ask(path, QUERY, { dialect, cut: { chunkBytes }, workers: 2 })).toEqual(await plain);
    }
    const blocks = await new Engines(planQuery([path], QUERY, dialect), files.directory, 64).inline();
    expect('rows' in blocks && blocks.rows.map((row) => row.map(([, text]) => text))).toEqual(await plain);
  });

  test('Windows-1252 and Latin-1', async () => {
    const path = files.write('bytes.csv', Buffer.from('k,x\n\x80,1\n\xe4,2\n', 'latin1'));
    expect(await ask(path, QUERY, { dialect: { encoding: 'windows-1252' } })).toEqual([
      ['€', '1', '1'],
      ['ä', '1', '2'],
    ]);
    expect(await ask(path, QUERY, { dialect: { encoding: 'latin1' } })).toEqual([
      ['\x80', '1', '1'],
      ['ä', '1', '2'],
    ]);
  });

  test('JSON in UTF-16', async () => {
    const text = '\ufeff[{"k":"ä€😀","x":1},\n{"x":2,"k":"\\u00e4€😀"}]';
    const path = files.write('encoded.json', encode(text, 'utf-16le'));
    expect(await ask(path, QUERY)).toEqual([['ä€😀', '2', '3']]);
  });

  test('what is not UTF-8 passes through a dialect, but cannot be trimmed', async () => {
    const path = files.write('bytes.csv', Buffer.from('k,x\na,1\n\xe4,2\nb,3\n', 'latin1'));
    const bytes = await ask(path, QUERY, { dialect: { comment: '#' } });
    expect(bytes).toEqual([
      ['a', '1', '1'],
      ['\ufffd', '1', '2'],
      ['b', '1', '3'],
    ]);
    for (const chunkBytes of [1, 3, 100]) {
      expect(await ask(path, QUERY, { dialect: { trim: true }, cut: { chunkBytes }, workers: 2 })).toBe(
        'PQ_ENCODING at 8',
      );
    }
  });
});

function encode(text: string, encoding: 'utf-16le' | 'utf-16be'): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}

/** All of it, read so many bytes at a time. */
function transcode(bytes: Uint8Array, encoding: Encoding, readBytes: number): string {
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
  const sequence = new ByteSequence(new Transcoded(source, encoding));
  const pieces: Buffer[] = [];
  for (;;) {
    const piece = Buffer.alloc(readBytes);
    const count = sequence.read(piece);
    pieces.push(piece.subarray(0, count));
    if (count < readBytes) return Buffer.concat(pieces).toString('utf8');
  }
}
