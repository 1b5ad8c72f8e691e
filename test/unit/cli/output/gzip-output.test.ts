/** gzip output: what was written comes out again, and the bytes do not show how it came. */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { GzipOutput } from '../../../../src/cli/output/gzip-output.ts';

const directory = mkdtempSync(join(tmpdir(), 'pq-gzip-'));
afterAll(() => rmSync(directory, { recursive: true }));

function written(pieces: readonly (string | Uint8Array)[]): Buffer {
  const path = join(directory, 'out.gz');
  const descriptor = openSync(path, 'w');
  const output = new GzipOutput({ descriptor, name: path });
  for (const piece of pieces) output.write(piece);
  output.end();
  closeSync(descriptor);
  return readFileSync(path);
}

const TEXT = Buffer.from(Array.from({ length: 250_000 }, (_, row) => `${row},${(row * 7919) % 1009}\n`).join(''));

it('gives back what was written, over several blocks', () => {
  expect(TEXT.length).toBeGreaterThan(2 << 20);
  expect(gunzipSync(written([TEXT])).equals(TEXT)).toBe(true);
});

it.each([1, 3, 1000])('has the same bytes however it comes, in pieces of about 1 MiB / %i', (parts) => {
  const size = Math.ceil((1 << 20) / parts) + 1;
  const pieces = Array.from({ length: Math.ceil(TEXT.length / size) }, (_, at) =>
    TEXT.subarray(at * size, (at + 1) * size),
  );
  expect(written(pieces).equals(written([TEXT]))).toBe(true);
});

it('is a valid file without a byte', () => {
  expect(gunzipSync(written([])).length).toBe(0);
  expect(gunzipSync(written([''])).length).toBe(0);
});
