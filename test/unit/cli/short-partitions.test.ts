/** Whether a run has pauses in which it hears signals and can draw: not while one partition is read for long. */
import { expect, test } from 'vitest';
import type { Args } from '../../../src/cli/args.ts';
import { readRawArgs } from '../../../src/cli/raw-args.ts';
import { hasShortPartitions } from '../../../src/cli/requests.ts';
import type { InputFile } from '../../../src/protocol/stage.ts';

const MIB = 1024 ** 2;

function file(name: string, size: number | undefined): InputFile {
  return { path: name, name, size, mtimeMs: 0 };
}

/** With --count and these options, on two processors. */
function isShort(files: readonly InputFile[], more: Partial<Args> = {}): boolean {
  const {
    inputs: _,
    sides: ___,
    jobs: __,
    ...raw
  } = readRawArgs([{ name: 'agg', mentions: [{ name: 'count', value: undefined }], operands: [] }], () => new Set());
  const world = {
    sides: [],
    dataSets: [],
    readsAllParts: false,
    jobs: undefined,
    tmpDirectory: '.',
    availableParallelism: 2,
    stdoutIsTerminal: false,
    stderrIsTerminal: true,
  };
  return hasShortPartitions({ ...raw, ...world, sources: files, ...more }, files);
}

const gzipped = { storedBytes: 100 * MIB, compression: 'gzip', encoding: undefined, root: undefined } as const;

test.each([
  ['a large file, which is cut', [file('a.csv', 10_000 * MIB)], {}, true],
  ['a pipe', [file('a.csv', 10), file('p', undefined)], {}, false],
  ['large pieces', [file('a.csv', 1000 * MIB)], { chunkBytes: 500 * MIB }, false],
  ['few partitions', [file('a.csv', 1000 * MIB)], { partitions: 2 }, false],
  ['few partitions of a small file', [file('a.csv', MIB)], { partitions: 2 }, true],
  ['a large compressed file', [file('a.csv.gz', 100 * MIB)], {}, false],
  ['one that is called otherwise', [{ ...file('a.csv', undefined), decoding: gzipped }], {}, false],
  ['a small compressed file', [file('a.csv.gz', MIB)], {}, true],
  ['a large document', [file('a.json', 10 * MIB)], { root: { steps: ['a'], text: 'a' } }, false],
  ['a small document', [file('a.json', MIB / 4)], { root: { steps: ['a'], text: 'a' } }, true],
  ['large pieces for csv-parse', [file('a.csv', 1000 * MIB)], { comment: '#' }, false],
  ['a small file for csv-parse', [file('a.csv', MIB)], { comment: '#' }, true],
] as const)('%s', (_title, files, more, expected) => {
  expect(isShort(files, more)).toBe(expected);
});
