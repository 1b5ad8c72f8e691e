/** Lists of --files-from: what was put into one comes out of it. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readFileList } from '../../../src/cli/inputs/file-list.ts';
import { TemporaryFiles } from '../../helpers/engine/temporary-files.ts';
import { errorOf } from '../plan/inputs.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

function namesIn(content: string | Uint8Array): readonly string[] {
  return readFileList(files.write('list', content)).map(({ name }) => name);
}

const character = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
const name = fc
  .array(fc.oneof(character, fc.constantFrom('*', ' ', '#', '"', "'", '\\', '\t', '-', '\n', '\r')), { minLength: 1 })
  .map((parts) => parts.join('').replaceAll('\0', ''))
  .filter((text) => text !== '' && !text.startsWith('\uFEFF'));

describe('readFileList', () => {
  it('gives back names that end in NUL, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), (names) => {
        expect(namesIn(names.map((one) => `${one}\0`).join(''))).toEqual(names);
      }),
    );
  });

  it('gives back names on lines, whatever the lines end in', () => {
    const line = name.map((text) => text.replace(/[\r\n]/g, '')).filter((text) => text !== '');
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.constantFrom('\n', '\r\n', '\n\n'), (names, newline) => {
        expect(namesIn(names.join(newline))).toEqual(names);
      }),
    );
  });

  it('passes over a byte order mark and blank lines, and counts them', () => {
    const path = files.write('list', '\uFEFF\n a.csv \n\r\nb.csv');
    expect(readFileList(path)).toEqual([
      { name: ' a.csv ', place: { file: path, line: 2 } },
      { name: 'b.csv', place: { file: path, line: 4 } },
    ]);
  });

  it('says which name is not UTF-8', () => {
    const bytes = Buffer.from([0x61, 0, 0x62, 0xff, 0]);
    expect(errorOf(() => namesIn(bytes))).toContain('the name is not UTF-8');
  });

  it('refuses a list without names', () => {
    for (const content of ['', '\n\n', '\0', '\r\n']) {
      expect(errorOf(() => namesIn(content))).toBe('PQ_FILE_NOT_FOUND: --files-from: the list names no files');
    }
  });

  it('says why a list cannot be read', () => {
    expect(errorOf(() => readFileList(files.directory))).toContain('illegal operation on a directory');
  });
});
