/** Cells in kernel memory, made from texts: the input of most kernels. */
import type { Kernel } from '../../../src/engine/kernel.ts';
import { Kind } from '../../../src/engine/values/cells.ts';

export interface TextCell {
  readonly text: string | Uint8Array;
  readonly kind: number;
}

/** Address of the cells. Texts stand one after another with `between` between them, so that reading too far shows. */
export function writeCells(kernel: Kernel, cells: readonly (TextCell | null)[], between = '7'): number {
  const texts = cells.map((cell) => Buffer.from(cell?.text ?? ''));
  const cellsAt = kernel.allocate(cells.length * 8);
  let address = kernel.allocate(texts.reduce((sum, text) => sum + text.length + between.length, 0));
  for (const [at, cell] of cells.entries()) {
    const text = texts[at] as Buffer;
    kernel.bytes.set(text, address);
    kernel.bytes.set(Buffer.from(between), address + text.length);
    const kind = cell === null ? Kind.null : cell.kind;
    kernel.u32(cellsAt + at * 8, 2).set(cell === null ? [0, 0] : [address, ((kind << 28) | text.length) >>> 0]);
    address += text.length + between.length;
  }
  return cellsAt;
}

/** A cell's bytes as they stand. */
export function cellBytes(kernel: Kernel, cell: number): Buffer {
  const [address = 0, lengthAndKind = 0] = kernel.u32(cell, 2);
  return Buffer.from(kernel.bytes.subarray(address, address + (lengthAndKind & 0xfffffff)));
}
