/** What is put aside comes back as it was: from memory, from a file, and from both sides of the border. */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { SharedSpill, SpillFile } from '../../../../src/engine/io/spill-file.ts';
import { runs } from '../../../helpers/engine/runs.ts';
import { TemporaryFiles } from '../../../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());
const HERE = { directory: files.directory, isPrivate: true };

function contentOf(spill: SpillFile | SharedSpill, byteLength: number, from = 0): Buffer {
  const bytes = Buffer.alloc(byteLength - from);
  spill.read(bytes, from);
  return bytes;
}

test('pieces come back, from any place on', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 12 });
  fc.assert(
    fc.property(pieces, fc.nat(100), fc.nat(100), fc.nat(12), (all, heldBytes, from, cleared) => {
      const spill = new SpillFile(HERE, heldBytes);
      for (const piece of all.slice(0, cleared)) spill.append(piece);
      spill.clear();
      for (const piece of all) spill.append(piece);
      const expected = Buffer.concat(all);
      expect(spill.byteLength).toBe(expected.length);
      const start = Math.min(from, expected.length);
      expect(contentOf(spill, expected.length, start).equals(expected.subarray(start))).toBe(true);
      spill.close();
    }),
    runs(150),
  );
  expect(readdirSync(files.directory)).toEqual([]);
});

test.each([
  [9, 1],
  [10, 0],
  [11, 0],
])('with room for %i bytes, 10 bytes take %i files, which have no name', (heldBytes, fileCount) => {
  const descriptors = readdirSync('/proc/self/fd').length;
  const spill = new SpillFile(HERE, heldBytes);
  spill.append(Buffer.from('01234'));
  spill.append(Buffer.from('56789'));
  expect(readdirSync('/proc/self/fd').length - descriptors).toBe(fileCount);
  expect(readdirSync(files.directory)).toEqual([]);
  expect(contentOf(spill, 10).toString()).toBe('0123456789');
  spill.close();
  expect(readdirSync('/proc/self/fd').length).toBe(descriptors);
});

test('what is shared is a file that only its owner may read', () => {
  const spill = new SpillFile({ directory: `${files.directory}/shared`, isPrivate: false }, 100);
  spill.append(Buffer.from('some rows'));
  const path = spill.handOver();
  expect(readFileSync(path, 'utf8')).toBe('some rows');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(`${files.directory}/shared`).mode & 0o777).toBe(0o700);
  const shared = new SharedSpill(path);
  expect(contentOf(shared, 9, 5).toString()).toBe('rows');
  expect(() => contentOf(shared, 12)).toThrow('ends 3 bytes too early');
  shared.close();
  spill.close();
});

test('what has no name is passed on as a descriptor, which who takes it closes', () => {
  const descriptors = readdirSync('/proc/self/fd').length;
  const spill = new SpillFile(HERE, 100);
  spill.append(Buffer.from('some rows'));
  const shared = new SharedSpill(spill.passOn());
  expect(spill.byteLength).toBe(0);
  spill.close();
  expect(contentOf(shared, 9, 5).toString()).toBe('rows');
  shared.close();
  expect(readdirSync('/proc/self/fd').length).toBe(descriptors);
});

test.each(['/proc', '/proc/pq', `${files.directory}/none/deep`])(
  'a place where nothing can be written is said: %s',
  (directory) => {
    const spill = new SpillFile({ directory, isPrivate: true }, 4);
    expect(() => spill.append(Buffer.from('12345'))).toThrow(expect.objectContaining({ code: 'PQ_SCRATCH' }));
  },
);

test('two files of one process do not meet', () => {
  mkdirSync(`${files.directory}/two`);
  const spills = ['one', 'two'].map((text) => {
    const spill = new SpillFile({ directory: `${files.directory}/two`, isPrivate: false }, 0);
    spill.append(Buffer.from(text));
    return spill;
  });
  expect(spills.map((spill) => contentOf(spill, 3).toString())).toEqual(['one', 'two']);
  for (const spill of spills) spill.close();
});
