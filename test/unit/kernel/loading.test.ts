/** The kernel that runs is the one with SIMD, it has every function that the engine calls, and reading goes through it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { StageReader } from '../../../src/engine/formats/stage-reader.ts';
import { BlockBuffer } from '../../../src/engine/io/block-buffer.ts';
import { readKernelFile } from '../../../src/engine/io/kernel-file.ts';
import { compileKernel, Kernel, loadKernel } from '../../../src/engine/kernel.ts';
import { planQuery } from '../../helpers/engine/query.ts';
import { TemporaryFiles } from '../../helpers/engine/temporary-files.ts';

const ROOT = join(import.meta.dirname, '../../..');
const files = new TemporaryFiles();
afterAll(() => files.remove());

test('it is valid, and written with SIMD', () => {
  const bytes = readKernelFile();
  expect(() => compileKernel()).not.toThrow();
  // v128.load is the bytes fd 00, i8x16.bitmask fd 64, i8x16.eq fd 23: each is there many times.
  for (const opcode of [0x00, 0x64, 0x23]) expect(countOf(bytes, Buffer.of(0xfd, opcode))).toBeGreaterThan(5);
});

test('it exports every function that the engine declares', () => {
  const files = ['kernel.ts', 'kernel-expressions.ts', 'kernel-sorting.ts'].map((name) => join('src/engine', name));
  const source = files.map((file) => readFileSync(join(ROOT, file), 'utf8')).join('');
  const declared = [...source.matchAll(/interface \w+Functions[\w, ]* \{(.*?)^\}/gms)].join('');
  const names = [...declared.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name ?? '');
  expect(names.length).toBeGreaterThan(100);
  const call = loadKernel().call as unknown as Record<string, unknown>;
  expect(names.filter((name) => typeof call[name] !== 'function')).toEqual([]);
});

test.each([
  ['csv', 'k,x\na,1\nb,2\n', ['csvIndex', 'csvRun', 'csvCells']],
  ['ndjson', '{"k":"a","x":1}\n{"k":"b","x":2}\n', ['jsonBegin', 'jsonRead']],
] as const)('reading %s calls it', (extension, text, expected) => {
  const path = files.write(`small.${extension}`, text);
  const { stage } = planQuery([path], { aggregates: 'sum(x)' });
  const { kernel, called } = observed();
  const reader = new StageReader(kernel, stage);
  const startByte = stage.files[0]?.format?.dataStart ?? 0;
  let rows = 0;
  reader.read({ file: 0, startByte, stopByte: null }, startByte, (batch) => {
    rows += batch.rows;
    return undefined;
  });
  reader.close();
  expect(rows).toBe(2);
  expect(expected.filter((name) => !called.has(name))).toEqual([]);
});

test('its memory ends in an error that says so, not in a crash', () => {
  const kernel = loadKernel();
  expect(() => kernel.allocate(2 ** 32)).toThrow('no more memory for 4294967296 bytes');
  expect(new BlockBuffer(kernel).capacity).toBe(512 * 1024);
});

/** The real kernel, and the names of its functions that were called. */
function observed(): { kernel: Kernel; called: Set<string> } {
  const called = new Set<string>();
  const { exports } = new WebAssembly.Instance(compileKernel(), {});
  const noted = Object.entries(exports).map(([name, value]) => {
    if (typeof value !== 'function') return [name, value];
    const noting = (...args: unknown[]): unknown => {
      called.add(name);
      return value(...args);
    };
    return [name, noting];
  });
  return { kernel: new Kernel(Object.fromEntries(noted)), called };
}

function countOf(bytes: Buffer, wanted: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) count++;
  return count;
}
