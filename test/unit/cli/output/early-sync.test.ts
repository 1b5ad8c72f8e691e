/** A file that is brought to the disk while it grows. */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { EarlySync } from '../../../../src/cli/output/early-sync.ts';

const directory = mkdtempSync(join(tmpdir(), 'pq-early-sync-'));
afterAll(() => rmSync(directory, { recursive: true }));
const PIECE = Buffer.alloc(20 * 1024 ** 2, 'a');

function opened(name: string): { readonly path: string; readonly descriptor: number } {
  const path = join(directory, name);
  return { path, descriptor: openSync(path, 'w') };
}

test('is whole, and nobody uses its descriptor any more, when it has ended', async () => {
  const { path, descriptor } = opened('whole');
  const sync = new EarlySync(descriptor);
  for (let piece = 0; piece < 3; piece++) {
    writeSync(descriptor, PIECE);
    await sleep(60);
  }
  await sync.finish();
  closeSync(descriptor);
  expect(statSync(path).size).toBe(3 * PIECE.length);
});

test('a failure that was told in between is not forgotten', async () => {
  const { descriptor } = opened('failing');
  const sync = new EarlySync(descriptor);
  writeSync(descriptor, PIECE);
  closeSync(descriptor);
  await sleep(100);
  await expect(sync.finish()).rejects.toThrow(/EBADF/);
});
