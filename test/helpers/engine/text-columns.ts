/** Random columns of texts, with nulls and slow rows; in kernel memory, and what a kernel function makes of them. */
import fc from 'fast-check';
import type { Kernel } from '../../../src/engine/kernel.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import { type TextCell, writeCells } from './kernel-cells.ts';
import { readTexts, readTruths } from './kernel-columns.ts';

const SLOW: TextCell = { text: '', kind: 15 };

const ascii = fc.string({ unit: fc.constantFrom('a', 'b', 'Z', ' ', '\0'), maxLength: 40 });
const unicode = fc.string({ unit: fc.constantFrom('a', 'ä', 'K', '€', '😀', '\u00a0', '\u3000', ' '), maxLength: 24 });
export const text = fc.oneof(ascii, unicode, fc.constantFrom('', 'a', 'ab', 'aaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaab'));
export const textRow = fc.oneof(
  { weight: 9, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom(null, 'slow' as const) },
);
export const textRows = fc.array(textRow, { minLength: 1, maxLength: 20 });

export type Row = string | null;

export function columnOf(kernel: Kernel, column: readonly Row[]): number {
  return writeCells(
    kernel,
    column.map((each) => (each === null ? null : each === 'slow' ? SLOW : { text: each, kind: Kind.text })),
    'a',
  );
}

export function truthsOf(kernel: Kernel, column: readonly Row[], call: (cells: number, out: number) => void): number[] {
  const [cells, out] = [columnOf(kernel, column), kernel.allocate(column.length)];
  call(cells, out);
  return readTruths(kernel, out, column.length);
}

export function textsOf(kernel: Kernel, column: readonly Row[], call: (cells: number, out: number) => void): Row[] {
  const [cells, out] = [columnOf(kernel, column), kernel.allocate(column.length * 8)];
  call(cells, out);
  return readTexts(kernel, out, column.length);
}
