/** Columns of numbers and truths in kernel memory, and back. */
import type { Kernel } from '../../../src/engine/kernel.ts';
import type { NumberColumn } from '../../../src/engine/kernel-expressions.ts';
import { cellKind, cellText } from '../../../src/engine/values/cells.ts';
import type { Fixed, Truth } from '../../twins/expressions.ts';

const SCALE_NULL = 255;
const SCALE_SLOW = 254;
const SLOW_KIND = 15;

export function newNumbers(kernel: Kernel, rows: number): NumberColumn {
  return [kernel.allocate(rows * 8), kernel.allocate(rows)];
}

export function writeNumbers(kernel: Kernel, numbers: readonly Fixed[]): NumberColumn {
  const place = newNumbers(kernel, numbers.length);
  const mantissas = kernel.i64(place[0], numbers.length);
  for (const [row, number] of numbers.entries()) {
    const isKnown = number !== null && number !== 'slow';
    // What is there beside null and slow means nothing.
    mantissas[row] = isKnown ? number.mantissa : 123_456n;
    kernel.bytes[place[1] + row] = isKnown ? number.scale : number === null ? SCALE_NULL : SCALE_SLOW;
  }
  return place;
}

export function readNumbers(kernel: Kernel, [mantissas, scales]: NumberColumn, rows: number): Fixed[] {
  return Array.from({ length: rows }, (_, row) => {
    const scale = kernel.bytes[scales + row] as number;
    if (scale >= SCALE_SLOW) return scale === SCALE_NULL ? null : 'slow';
    return { mantissa: kernel.i64(mantissas + row * 8, 1)[0] as bigint, scale };
  });
}

export function writeTruths(kernel: Kernel, truths: readonly Truth[]): number {
  const address = kernel.allocate(truths.length);
  kernel.bytes.set(truths, address);
  return address;
}

export function readTruths(kernel: Kernel, address: number, rows: number): number[] {
  return [...kernel.bytes.subarray(address, address + rows)];
}

/** Texts of cells; null, or slow. */
export function readTexts(kernel: Kernel, cells: number, rows: number): (string | null)[] {
  return Array.from({ length: rows }, (_, row) => {
    const kind = cellKind(kernel, cells + row * 8);
    return kind === 0 ? null : kind === SLOW_KIND ? 'slow' : cellText(kernel, cells + row * 8);
  });
}

/** A text that a kernel function takes: its address and its length. */
export function writeText(kernel: Kernel, text: string): [number, number] {
  const bytes = Buffer.from(text);
  const address = kernel.allocate(bytes.length);
  kernel.bytes.set(bytes, address);
  return [address, bytes.length];
}
