import { expect, it } from 'vitest';
import { chooseFormat } from '../../../../src/cli/output/formats.ts';
import type { FileFormat } from '../../../../src/protocol/stage.ts';

const PIPED = { to: undefined, output: undefined, stdoutIsTerminal: false };

it('writes rows that were made before like the file that they came from', () => {
  const tsv: FileFormat = { kind: 'csv', delimiter: 9, quote: 34, columns: ['a'], dataStart: 2 };
  const cells = { kind: 'cells', columns: ['a'], dataStart: 0, starts: [0] } as const;
  expect(chooseFormat(PIPED, { ...cells, like: tsv })).toBe('tsv');
  expect(chooseFormat(PIPED, { ...cells, like: { kind: 'json-array', dataStart: 1 } })).toBe('json');
  expect(chooseFormat(PIPED, cells)).toBe('csv');
  expect(chooseFormat({ ...PIPED, to: 'md' }, { ...cells, like: tsv })).toBe('md');
});
