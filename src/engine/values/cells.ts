/** Cells from the kernel as text (layout: src/kernel/assembly/bits.ts). For rare paths: a string a cell. */
import type { Kernel } from '../kernel.ts';

/** What the kernel says a cell is. */
export const Kind = {
  null: 0,
  text: 1,
  quoted: 2,
  string: 3,
  escaped: 4,
  number: 5,
  boolean: 6,
  nested: 7,
  record: 8,
} as const;

export function cellKind(kernel: Kernel, cell: number): number {
  return (kernel.words[cell / 4 + 1] as number) >>> 28;
}

/** A cell's text; JSON strings unescaped. */
export function cellText(kernel: Kernel, cell: number): string {
  const [address, lengthAndKind] = kernel.u32(cell, 2) as unknown as [number, number];
  const text = Buffer.from(kernel.bytes.buffer, address, lengthAndKind & 0xfffffff).toString('utf8');
  return lengthAndKind >>> 28 === Kind.escaped ? (JSON.parse(`"${text}"`) as string) : text;
}

/** A cell's text as it is meant: `quote` is the byte that is doubled in quoted CSV cells. */
export function plainText(kernel: Kernel, cell: number, quote: number): string {
  const text = cellText(kernel, cell);
  if (cellKind(kernel, cell) !== Kind.quoted) return text;
  const mark = String.fromCharCode(quote);
  return text.replaceAll(mark + mark, mark);
}

/** Of a text that stands alone: without the quotes or escapes that it had in the input. */
export function plainKind(kind: number): number {
  if (kind === Kind.quoted) return Kind.text;
  return kind === Kind.escaped ? Kind.string : kind;
}
